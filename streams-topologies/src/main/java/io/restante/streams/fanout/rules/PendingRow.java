package io.restante.streams.fanout.rules;

import io.restante.contract.ContractException;
import io.restante.contract.UserId;
import java.nio.ByteBuffer;

/// A row of a member whose marker has not come.
///
/// In the table: the group's id, the user's and where the row stands, 40 bytes, to the revision, 8
/// bytes. An entry for each row, because after a crash there may be some that stand further on than
/// the next marker, and they must not hide those before it.
///
/// @param user whom it is about
/// @param offset where it stands in `directory.group-members`
/// @param since the group's revision with which the member came; 0 when it is none any more
record PendingRow(UserId user, long offset, long since) {
  private static final int KEY_BYTES = 2 * Keys.ID_BYTES + Long.BYTES;

  boolean isGone() {
    return since == 0;
  }

  byte[] value() {
    return ByteBuffer.allocate(Long.BYTES).putLong(since).array();
  }

  /// Reads an entry.
  ///
  /// @throws ContractException when it is none
  static PendingRow read(byte[] key, byte[] value) {
    if (key.length != KEY_BYTES || value.length != Long.BYTES) {
      throw new ContractException(
          "row: " + key.length + " and " + value.length + " bytes (expected: 40, 8)");
    }
    return new PendingRow(Keys.user(key), Keys.rowOffset(key), ByteBuffer.wrap(value).getLong());
  }
}
