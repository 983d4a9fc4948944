package io.restante.contract;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Reads and writes the header that names who a shared record is for: the user ids, 16 bytes each
/// in network byte order, one after the other.
public final class Recipients {
  /// The header's name.
  public static final String HEADER = "recipients";

  /// How many users a shared record can be for.
  public static final int MAX = 1_024;

  private static final int ID_BYTES = 16;

  private Recipients() {}

  /// Returns the header's value.
  ///
  /// @param users 1 to 1,024 users of one partition
  public static byte[] encode(List<UserId> users) {
    requireCount(users.size());
    ByteBuffer out = ByteBuffer.allocate(users.size() * ID_BYTES);
    users.forEach(user -> out.putLong(user.high()).putLong(user.low()));
    return out.array();
  }

  /// Reads the header's value.
  ///
  /// @throws ContractException when it is not 1 to 1,024 ids
  public static List<UserId> decode(byte[] header) {
    if (header.length % ID_BYTES != 0) {
      throw new ContractException("recipients: " + header.length + " bytes (expected: 16 each)");
    }
    requireCount(header.length / ID_BYTES);
    ByteBuffer in = ByteBuffer.wrap(header);
    List<UserId> users = new ArrayList<>(header.length / ID_BYTES);
    while (in.hasRemaining()) {
      users.add(new UserId(in.getLong(), in.getLong()));
    }
    return users;
  }

  private static void requireCount(int count) {
    if (count < 1 || count > MAX) {
      throw new ContractException("recipients: " + count + " (expected: 1.." + MAX + ")");
    }
  }
}
