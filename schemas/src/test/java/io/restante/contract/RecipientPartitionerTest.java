package io.restante.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.UUID;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/// Holds the partitioner to the vectors that other languages are given. Those were computed by
/// another program, from the published algorithm.
class RecipientPartitionerTest {
  private static final String VECTORS = "/topics/messaging.envelopes/partitioner.csv";

  @ParameterizedTest
  @CsvFileSource(resources = VECTORS, numLinesToSkip = 1)
  void everyVectorHolds(String text, String hex, String hash, int partitions, int expected) {
    UUID id = UUID.fromString(text);
    UserId user = new UserId(id.getMostSignificantBits(), id.getLeastSignificantBits());

    assertThat(RecipientPartitioner.partition(user, partitions)).isEqualTo(expected);
    assertThat(text.replace("-", "")).isEqualTo(hex);
    assertThat(hashOfKey(user)).isEqualTo(Integer.parseUnsignedInt(hash, 16));
  }

  @Test
  void usersSpreadEvenly() {
    Chance chance = Chance.fresh();
    int[] hits = new int[16];
    for (int i = 0; i < 16_000; i++) {
      hits[RecipientPartitioner.partition(chance.user(), hits.length)]++;
    }
    assertThat(Arrays.stream(hits).boxed())
        .as("seed %d", chance.seed())
        .allMatch(count -> count > 800 && count < 1_200);
  }

  /// Hashes the first 16 bytes of a record key, as a data team does that has only the log.
  private static int hashOfKey(UserId user) {
    Slot slot = Slot.ofMessage(new DeviceAddress(user, 1), new MessageId(1, 2), 3);
    return Utils.murmur2(Arrays.copyOf(SlotCodec.encode(slot), 16));
  }
}
