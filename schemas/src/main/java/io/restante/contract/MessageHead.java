package io.restante.contract;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What a node looks at of a message on its way: all but the ciphertext. Immutable, thread-safe.
///
/// @param sender the device that sent it
/// @param deviceListRevision the revision of the recipient's device list that the sender knew, 0
///   when it knew none
public record MessageHead(DeviceAddress sender, long deviceListRevision) {
  /// Reads the head of a record value of `messaging.envelopes`. The buffer's position is left
  /// alone.
  ///
  /// @return null when the value is no message
  /// @throws ContractException when the value is malformed
  public static @Nullable MessageHead peek(ByteBuffer value) {
    ByteBuffer in = value.duplicate();
    if (ValueFraming.read(in) < 1 || Zigzag.read(in) != 1) {
      return null;
    }
    if (in.remaining() < 32) {
      throw new ContractException("message: " + in.remaining() + " bytes (expected: 32 or more)");
    }
    in.position(in.position() + 16);
    UserId user = new UserId(in.getLong(), in.getLong());
    long device = Zigzag.read(in);
    if (device < 1 || device > DeviceAddress.DEVICE_MAX) {
      throw new ContractException("message sender device: " + device + " (expected: 1..127)");
    }
    Zigzag.read(in); // number
    Zigzag.read(in); // receivedAt
    return new MessageHead(new DeviceAddress(user, (int) device), Zigzag.read(in));
  }
}
