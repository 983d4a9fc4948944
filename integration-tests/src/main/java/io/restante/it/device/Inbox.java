package io.restante.it.device;

import io.restante.contract.DeviceAddress;
import io.restante.contract.EnvelopeCodec;
import io.restante.contract.MessageId;
import io.restante.messaging.DevicesChanged;
import io.restante.messaging.Envelope;
import io.restante.messaging.ExpiryNotice;
import io.restante.messaging.GroupChanged;
import io.restante.messaging.GroupMessage;
import io.restante.messaging.GroupRefused;
import io.restante.messaging.KeysLow;
import io.restante.messaging.MemberReceipts;
import io.restante.messaging.Message;
import io.restante.messaging.Receipt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What has been delivered to one device, how far that is stored, and how far the node knows. Pure;
/// single-threaded. Survives the connection.
final class Inbox {
  private final Detector detector;
  private @Nullable UUID log;
  private long storedUpTo = -1;
  private long acknowledgedUpTo = -1;
  private long deliveredUpTo = -1;
  private int unacknowledged;

  Inbox(Detector detector) {
    this.detector = detector;
  }

  /// What a delivered envelope means to the person holding the device.
  sealed interface Arrival {
    /// A message to be shown.
    record Fresh(Received message) implements Arrival {}

    /// A message that was shown before.
    record Repeat(MessageId id) implements Arrival {}

    /// A message of this device that was never collected.
    record Expired(ExpiryNotice notice) implements Arrival {}

    /// A user written to has other devices than this one knew.
    record DevicesOfUserChanged(DevicesChanged change) implements Arrival {}

    /// Few one-time keys of this device are left.
    record KeysRunLow(KeysLow left) implements Arrival {}

    /// A group is another than it was.
    record OtherGroup(GroupChanged change) implements Arrival {}

    /// A message of this device to a group went to nobody.
    record RefusedByGroup(GroupRefused refusal) implements Arrival {}

    /// How far this device's messages of a conversation have come.
    record FurtherOn(Receipt receipt) implements Arrival {}

    /// How far each member of a group has come.
    record MembersFurtherOn(MemberReceipts receipts) implements Arrival {}

    /// Something that this device does not know: stored as seen.
    record Unknown() implements Arrival {}
  }

  /// A connection begins; the node has said which log its offsets belong to.
  void onWelcome(UUID newLog) {
    if (!newLog.equals(log)) {
      storedUpTo = -1;
      log = newLog;
    }
    deliveredUpTo = -1;
    acknowledgedUpTo = -1;
    unacknowledged = 0;
  }

  /// Forgets how far the mailbox was stored; what comes again will be recognised by its id.
  void forget() {
    storedUpTo = -1;
  }

  /// Takes in an envelope; from here on it counts as stored.
  Arrival onDeliver(long offset, Envelope envelope) {
    if (offset <= deliveredUpTo) {
      detector.onBackwards();
    }
    deliveredUpTo = Math.max(deliveredUpTo, offset);
    storedUpTo = Math.max(storedUpTo, offset);
    unacknowledged++;
    Object body = EnvelopeCodec.body(envelope).orElse(null);
    return switch (body) {
      case Message message -> arrival(offset, message);
      case ExpiryNotice notice -> new Arrival.Expired(notice);
      case DevicesChanged changed -> new Arrival.DevicesOfUserChanged(changed);
      case KeysLow low -> new Arrival.KeysRunLow(low);
      case GroupMessage message -> arrival(offset, message);
      case GroupChanged change -> new Arrival.OtherGroup(change);
      case GroupRefused refusal -> new Arrival.RefusedByGroup(refusal);
      case Receipt receipt -> new Arrival.FurtherOn(receipt);
      case MemberReceipts receipts -> new Arrival.MembersFurtherOn(receipts);
      case null, default -> new Arrival.Unknown();
    };
  }

  /// Returns how many envelopes were stored since the last acknowledgement on this connection.
  int unacknowledged() {
    return unacknowledged;
  }

  /// Returns what to acknowledge now and counts it as acknowledged, or -1 when nothing is due.
  long acknowledge() {
    if (unacknowledged == 0 || deliveredUpTo == acknowledgedUpTo) {
      return -1;
    }
    unacknowledged = 0;
    acknowledgedUpTo = deliveredUpTo;
    return deliveredUpTo;
  }

  /// Returns the log of the last connection, or null when there was none or nothing was stored.
  @Nullable UUID resumeLog() {
    return storedUpTo < 0 ? null : log;
  }

  /// Returns the highest offset stored, -1 when none.
  long storedUpTo() {
    return storedUpTo;
  }

  private Arrival arrival(long offset, Message message) {
    DeviceAddress sender =
        new DeviceAddress(Ids.userId(message.getSender()), message.getSenderDevice());
    return arrival(
        new Received(
            new ConversationId(sender),
            message.getNumber(),
            Ids.messageId(message.getId()),
            offset,
            message.getReceivedAt(),
            message.getCiphertext().asReadOnlyBuffer()));
  }

  private Arrival arrival(long offset, GroupMessage message) {
    DeviceAddress sender =
        new DeviceAddress(Ids.userId(message.getSender()), message.getSenderDevice());
    return arrival(
        new Received(
            new ConversationId(sender, Ids.groupId(message.getGroup())),
            message.getNumber(),
            Ids.messageId(message.getId()),
            offset,
            message.getReceivedAt(),
            message.getCiphertext().asReadOnlyBuffer()));
  }

  private Arrival arrival(Received message) {
    return switch (detector.onMessage(message.conversation(), message.number(), message.id())) {
      case REPEAT -> new Arrival.Repeat(message.id());
      case FRESH -> new Arrival.Fresh(message);
    };
  }
}
