package io.restante.contract;

import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Utils;

/// Which partition of a topic marked P holds a user: the one rule, for gateways, topologies and
/// data teams.
///
/// `(murmur2(the user id's 16 bytes) & 0x7fffffff) % partitions`, with the murmur2 of Kafka's own
/// clients (seed `0x9747b28c`), so that any Kafka client library can compute it. Test vectors for
/// other languages: `topics/messaging.envelopes/partitioner.csv`.
public final class RecipientPartitioner {
  private RecipientPartitioner() {}

  /// Returns the partition of a user.
  ///
  /// @param user the recipient
  /// @param partitions how many partitions the topic has, 1 or more
  /// @return 0 to `partitions - 1`
  public static int partition(UserId user, int partitions) {
    return partition(user.high(), user.low(), partitions);
  }

  /// Returns the partition of an id of 16 bytes.
  static int partition(long high, long low, int partitions) {
    byte[] bytes = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    return Utils.toPositive(Utils.murmur2(bytes)) % partitions;
  }
}
