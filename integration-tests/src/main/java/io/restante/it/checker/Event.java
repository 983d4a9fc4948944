package io.restante.it.checker;

import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import java.util.Map;

/// Something that happened to a device, a message or the estate. Immutable.
public sealed interface Event
    permits Event.Sent,
        Event.Accepted,
        Event.Refused,
        Event.Shown,
        Event.Acknowledged,
        Event.Expired,
        Event.Connected,
        Event.Disconnected,
        Event.Complained,
        Event.Harmed,
        Event.Healed,
        Event.Died,
        Event.Found,
        Event.Drained,
        GroupEvent,
        ReceiptEvent {
  /// When, in nanoseconds of the history's clock.
  long atNanos();

  /// A device was given a message to send.
  ///
  /// @param number its place in the conversation, 1 or more
  /// @param copies a digest of the content for each of the recipient's devices
  record Sent(
      long atNanos,
      DeviceAddress by,
      UserId recipient,
      MessageId id,
      long number,
      Map<Integer, Long> copies)
      implements Event {
    /// Copies the map.
    public Sent {
      copies = Map.copyOf(copies);
    }
  }

  /// A device was told that its message is in the log.
  record Accepted(long atNanos, DeviceAddress by, MessageId id) implements Event {}

  /// A device was refused a message.
  ///
  /// @param isFinal whether it is given up
  record Refused(long atNanos, DeviceAddress by, MessageId id, String why, boolean isFinal)
      implements Event {}

  /// A device showed a message to whoever holds it.
  ///
  /// @param content a digest of what it showed
  record Shown(
      long atNanos, DeviceAddress on, DeviceAddress by, MessageId id, long number, long content)
      implements Event {}

  /// A device acknowledges everything it has shown so far.
  record Acknowledged(long atNanos, DeviceAddress on) implements Event {}

  /// A device was told that its message was never collected.
  record Expired(long atNanos, DeviceAddress by, MessageId id) implements Event {}

  /// A node greeted a device.
  record Connected(long atNanos, DeviceAddress on) implements Event {}

  /// A connection ended or was not made.
  record Disconnected(long atNanos, DeviceAddress on, String why) implements Event {}

  /// A device complains of the protocol, or its own detector does.
  record Complained(long atNanos, DeviceAddress on, String what) implements Event {}

  /// Harm begins.
  record Harmed(long atNanos, String what) implements Event {}

  /// Harm ends.
  ///
  /// @param what as when it began
  record Healed(long atNanos, String what) implements Event {}

  /// A process of the estate ended that nobody had ended.
  record Died(long atNanos, String what) implements Event {}

  /// A delivered copy of a message was found after the bound for deletion.
  ///
  /// @param device the recipient's
  /// @param where what holds it
  record Found(long atNanos, MessageId id, int device, String where) implements Event {}

  /// The final drain is over: nothing more is waited for.
  record Drained(long atNanos) implements Event {}
}
