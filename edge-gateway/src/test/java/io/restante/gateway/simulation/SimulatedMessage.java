package io.restante.gateway.simulation;

import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.EnvelopeCodec;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.messaging.GroupEnvelope;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What an envelope carries in a simulation.
///
/// @param sender which sender
/// @param recipient which device, or [#SHARED]
/// @param number its place in the conversation
record SimulatedMessage(int sender, int recipient, int number) {
  /// How many groups there are.
  static final int GROUPS = 2;

  /// About how many bytes an envelope has.
  static final int BYTES = 80;

  private static final int SHARED = -1;
  private static final int FIRST_GROUP = 100;
  private static final List<List<Integer>> MEMBERS = List.of(List.of(0, 1), List.of(2, 0, 1));
  private static final long SENDERS = 50;
  private static final int PAYLOAD_BYTES = 12;

  /// What follows the ciphertext: the fields of an envelope that come after.
  private static final int AFTER_MESSAGE = 10;

  private static final int AFTER_GROUP_MESSAGE = 5;

  private static final Map<SimulatedMessage, byte[]> ENCODED = new ConcurrentHashMap<>();

  /// Returns a message to a group.
  static SimulatedMessage shared(int group, int number) {
    return new SimulatedMessage(FIRST_GROUP + group, SHARED, number);
  }

  /// Returns whose conversation it is.
  static int sender(Conversation conversation) {
    return (int) conversation.sender().user().low();
  }

  boolean isShared() {
    return recipient == SHARED;
  }

  /// Returns which devices it is for.
  List<Integer> recipients() {
    return isShared() ? MEMBERS.get(sender - FIRST_GROUP) : List.of(recipient);
  }

  /// Returns the record value, which a node reads as one of a message.
  ByteBuffer encode() {
    return ByteBuffer.wrap(ENCODED.computeIfAbsent(this, SimulatedMessage::encoded));
  }

  private byte[] encoded() {
    ByteBuffer payload =
        ByteBuffer.allocate(PAYLOAD_BYTES).putInt(sender).putInt(recipient).putInt(number).flip();
    MessageId id = new MessageId(sender, number);
    DeviceAddress device = new DeviceAddress(new UserId(SENDERS, sender), 1);
    if (!isShared()) {
      return EnvelopeCodec.encodeMessage(id, device, number, 0, 0, payload);
    }
    return EnvelopeCodec.encodeGroupMessage(
        new GroupId(SENDERS, sender),
        new GroupEnvelope(
            DirectoryKeys.id16(id),
            DirectoryKeys.id16(device.user()),
            device.device(),
            (long) number,
            1L,
            Instant.EPOCH,
            payload,
            0L));
  }

  static SimulatedMessage decode(ByteBuffer value) {
    boolean isMessage = value.get(5) != 0; // the first field of an envelope
    int after = isMessage ? AFTER_MESSAGE : AFTER_GROUP_MESSAGE;
    int at = value.limit() - after - PAYLOAD_BYTES;
    return new SimulatedMessage(value.getInt(at), value.getInt(at + 4), value.getInt(at + 8));
  }
}
