package io.restante.contract;

import io.restante.messaging.EnvelopeKind;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Where a message stands: in which conversation, and as which. Immutable, thread-safe.
///
/// @param conversation the sending device's, with the recipient or the group
/// @param number its number there, 1 or more
public record MessagePlace(Conversation conversation, long number) {
  /// The branches of a message to a group: those before it are null.
  private static final int BEFORE_GROUP_MESSAGE = 5;

  /// Reads the place of a message out of a record value of `messaging.envelopes`. The buffer's
  /// position is left alone.
  ///
  /// @param kind what the record's slot says
  /// @param recipient the user whose device it is for
  /// @return null when the value is no message
  /// @throws ContractException when the value is malformed
  public static @Nullable MessagePlace peek(EnvelopeKind kind, UserId recipient, ByteBuffer value) {
    return switch (kind) {
      case MESSAGE -> ofMessage(recipient, value.duplicate());
      case GROUP_MESSAGE -> ofGroupMessage(value.duplicate());
      case EXPIRY_NOTICE,
          TICKER,
          DEVICES_CHANGED,
          KEYS_LOW,
          GROUP_CHANGED,
          GROUP_REFUSED,
          REMAINDER,
          RECEIPT,
          MEMBER_RECEIPTS ->
          null;
    };
  }

  private static @Nullable MessagePlace ofMessage(UserId recipient, ByteBuffer in) {
    if (ValueFraming.read(in) < 1 || Zigzag.read(in) != 1) {
      return null;
    }
    skip(in, 16); // id
    return new MessagePlace(Conversation.with(recipient, device(in)), Zigzag.read(in));
  }

  private static @Nullable MessagePlace ofGroupMessage(ByteBuffer in) {
    if (ValueFraming.read(in) < 2) {
      return null;
    }
    for (int i = 0; i < BEFORE_GROUP_MESSAGE; i++) {
      if (Zigzag.read(in) != 0) {
        return null;
      }
    }
    if (Zigzag.read(in) != 1) {
      return null;
    }
    skip(in, 16); // id
    require(in, 16);
    GroupId group = new GroupId(in.getLong(), in.getLong());
    return new MessagePlace(Conversation.with(group, device(in)), Zigzag.read(in));
  }

  private static DeviceAddress device(ByteBuffer in) {
    require(in, 16);
    UserId user = new UserId(in.getLong(), in.getLong());
    long device = Zigzag.read(in);
    if (device < 1 || device > DeviceAddress.DEVICE_MAX) {
      throw new ContractException("message sender device: " + device + " (expected: 1..127)");
    }
    return new DeviceAddress(user, (int) device);
  }

  private static void skip(ByteBuffer in, int bytes) {
    require(in, bytes);
    in.position(in.position() + bytes);
  }

  private static void require(ByteBuffer in, int bytes) {
    if (in.remaining() < bytes) {
      throw new ContractException(
          "message: " + in.remaining() + " bytes (expected: " + bytes + " or more)");
    }
  }
}
