package io.restante.streams.fanout.rules;

import io.restante.contract.DeviceAddress;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.messaging.GroupEnvelope;
import io.restante.shared.Id16;
import java.nio.ByteBuffer;
import java.time.Instant;

/// Messages for tests.
final class Messages {
  private Messages() {}

  static GroupId group(int number) {
    return new GroupId(0x7000L, number);
  }

  static DeviceAddress device(int number) {
    return new DeviceAddress(new UserId(0x7000L, number), 1);
  }

  /// Returns a message whose value has about so many bytes.
  static Arrival arrival(GroupId group, DeviceAddress device, long number, long offset, int bytes) {
    return new Arrival(group, message(device, number, 0), offset, bytes);
  }

  /// Returns a message that says up to which number all have come back.
  static Arrival settling(
      GroupId group, DeviceAddress device, long number, long settled, long offset) {
    return new Arrival(group, message(device, number, settled), offset, 1);
  }

  private static GroupEnvelope message(DeviceAddress device, long number, long settled) {
    return new GroupEnvelope(
        new Id16(ByteBuffer.allocate(16).putLong(device.user().low()).putLong(number).array()),
        DirectoryKeys.user(device.user()).getUser(),
        device.device(),
        number,
        1L,
        Instant.EPOCH,
        ByteBuffer.wrap(new byte[] {1}),
        settled);
  }
}
