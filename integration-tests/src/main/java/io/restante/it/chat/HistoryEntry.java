package io.restante.it.chat;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One message of the history. Immutable; its text form says nothing.
///
/// @param atMs when it was written, milliseconds since 1970 UTC
/// @param isMine whether this user wrote it
/// @param author who wrote it, in a group; null when this user did, and outside of groups
record HistoryEntry(long atMs, boolean isMine, String text, Mark mark, @Nullable UUID author) {
  HistoryEntry(long atMs, boolean isMine, String text, Mark mark) {
    this(atMs, isMine, text, mark, null);
  }

  /// How far a message has come.
  enum Mark {
    /// Read on this device.
    RECEIVED,
    /// Not accepted yet.
    WAITING,
    /// In the log.
    SENT,
    /// Given up.
    FAILED,
    /// Stored by whom it is for: in a group, by everybody.
    DELIVERED,
    /// Read by whom it is for: in a group, by everybody.
    READ
  }

  HistoryEntry marked(Mark newMark) {
    return new HistoryEntry(atMs, isMine, text, newMark, author);
  }

  @Override
  public String toString() {
    return "***";
  }
}
