package io.restante.it.chat;

/// One message of the history. Immutable; its text form says nothing.
///
/// @param atMs when it was written, milliseconds since 1970 UTC
/// @param isMine whether this user wrote it
record HistoryEntry(long atMs, boolean isMine, String text, Mark mark) {
  /// How far a message has come.
  enum Mark {
    /// Read on this device.
    RECEIVED,
    /// Not accepted yet.
    WAITING,
    /// In the log.
    SENT,
    /// Given up.
    FAILED
  }

  HistoryEntry marked(Mark newMark) {
    return new HistoryEntry(atMs, isMine, text, newMark);
  }

  @Override
  public String toString() {
    return "***";
  }
}
