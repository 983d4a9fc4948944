package io.restante.it.polling;

/// Hears what happens on one connection by long polling. Called on its event loop.
public interface PollListener {
  /// The code told to [#closed] when the node could not be reached any more.
  int BROKEN = 1006;

  /// One frame has arrived.
  void message(byte[] frame);

  /// Everything that has arrived so far was handed over; a good moment to flush what was written.
  void batchEnded();

  /// The connection is over, or was never made. Called once.
  ///
  /// @param code the close code; an HTTP status below 1000 when a poll was refused; [#BROKEN] when
  ///   there was none
  void closed(int code, String reason);
}
