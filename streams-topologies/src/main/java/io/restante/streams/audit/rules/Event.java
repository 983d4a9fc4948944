package io.restante.streams.audit.rules;

/// What has become of a message. Times are milliseconds since 1970 UTC.
public sealed interface Event {
  /// The log has it.
  record Accepted(long atMs) implements Event {}

  /// A device has stored it.
  ///
  /// @param acceptedMs when the log took what the device was given
  /// @param sentMs when it was given to the connection
  /// @param wasConnected whether the device was connected before the log took it
  record Delivered(long acceptedMs, long sentMs, boolean wasConnected, long atMs)
      implements Event {}

  /// The user has read up to it.
  record Read() implements Event {}

  /// A device of the user has not collected it in time.
  record Expired(long atMs) implements Event {}

  /// Something of a later version.
  record Unknown() implements Event {}
}
