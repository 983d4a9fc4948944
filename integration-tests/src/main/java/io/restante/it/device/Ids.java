package io.restante.it.device;

import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.shared.Id16;
import java.nio.ByteBuffer;
import java.util.UUID;

/// Ids as the schemas carry them, 16 bytes in network byte order, and as Java code names them.
final class Ids {
  private Ids() {}

  static Id16 id16(UserId id) {
    return id16(id.high(), id.low());
  }

  static Id16 id16(MessageId id) {
    return id16(id.high(), id.low());
  }

  static Id16 id16(GroupId id) {
    return id16(id.high(), id.low());
  }

  static Id16 id16(UUID id) {
    return id16(id.getMostSignificantBits(), id.getLeastSignificantBits());
  }

  static MessageId messageId(Id16 id) {
    ByteBuffer bytes = ByteBuffer.wrap(id.bytes());
    return new MessageId(bytes.getLong(), bytes.getLong());
  }

  static UserId userId(Id16 id) {
    ByteBuffer bytes = ByteBuffer.wrap(id.bytes());
    return new UserId(bytes.getLong(), bytes.getLong());
  }

  static GroupId groupId(Id16 id) {
    ByteBuffer bytes = ByteBuffer.wrap(id.bytes());
    return new GroupId(bytes.getLong(), bytes.getLong());
  }

  static UUID uuid(Id16 id) {
    ByteBuffer bytes = ByteBuffer.wrap(id.bytes());
    return new UUID(bytes.getLong(), bytes.getLong());
  }

  private static Id16 id16(long high, long low) {
    return new Id16(ByteBuffer.allocate(16).putLong(high).putLong(low).array());
  }
}
