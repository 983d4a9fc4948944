package io.restante.gateway.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class OwnershipTableTest {
  private final OwnershipTable table = new OwnershipTable(4);

  @Test
  void partitionNobodyClaimedIsNowhere() {
    assertThat(table.home(3)).isNull();
  }

  @Test
  void laterEpochHoldsWhereverItStands() {
    assertThat(table.take(2, home("a", 5))).isTrue();
    assertThat(table.take(2, home("b", 6))).isTrue();
    assertThat(table.take(2, home("a", 5))).isFalse();
    assertThat(table.home(2)).isEqualTo(home("b", 6));
  }

  @Test
  void ownerMayMoveWithinItsEpoch() {
    table.take(0, home("a", 5));
    Home elsewhere = new Home("a", URI.create("ws://127.0.0.9:1/v1"), 5);
    assertThat(table.take(0, elsewhere)).isTrue();
    assertThat(table.home(0)).isEqualTo(elsewhere);
  }

  @Test
  void partitionThatDoesNotExistIsPassedOver() {
    assertThat(table.take(-1, home("a", 1))).isFalse();
    assertThat(table.take(4, home("a", 1))).isFalse();
  }

  @Test
  void anyOrderOfClaimsEndsWithTheLatestOwner() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 1_000; round++) {
      List<Home> claims = new ArrayList<>();
      for (int epoch = 0; epoch < 20; epoch++) {
        claims.add(home("node-" + epoch % 3, epoch));
        claims.add(home("node-" + epoch % 3, epoch));
      }
      Collections.shuffle(claims, random);
      OwnershipTable shuffled = new OwnershipTable(1);
      claims.forEach(claim -> shuffled.take(0, claim));
      assertThat(shuffled.home(0)).as("seed %d", seed).isEqualTo(home("node-1", 19));
    }
  }

  private static Home home(String node, long epoch) {
    return new Home(node, URI.create("ws://127.0.0.1:8480/v1"), epoch);
  }
}
