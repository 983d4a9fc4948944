package io.restante.gateway.send;

/// Takes what devices send and appends it to the log, in the order it was offered. Thread-safe;
/// never blocks.
public interface Appender {
  /// Offers a submission.
  ///
  /// @return false when the queue is full: keep the submission, stop reading the connection, and
  ///   offer again when `whenRoom` runs
  /// @param whenRoom run once, on any thread, when it is worth offering again; only kept when this
  ///   method returns false
  boolean offer(Submission submission, Runnable whenRoom);
}
