package io.restante.it.device;

import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import java.nio.ByteBuffer;

/// A message to a group, with one ciphertext for all. Immutable.
///
/// @param revision the group's revision that the sender knew when it was first sent
/// @param settled up to which number all had come back when it was written or repeated
/// @param ciphertext read-only, read from its position to its limit
public record GroupParcel(
    MessageId id, GroupId group, long number, long revision, long settled, ByteBuffer ciphertext)
    implements Outbound {
  @Override
  public Addressee addressee() {
    return new Addressee.ToGroup(group);
  }

  @Override
  public boolean isSupplement() {
    return false;
  }
}
