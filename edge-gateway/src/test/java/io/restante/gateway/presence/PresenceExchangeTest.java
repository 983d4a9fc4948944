package io.restante.gateway.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.gateway.presence.Presences.Stay;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is noted; no broker is needed, because nothing is appended before the start.
final class PresenceExchangeTest {
  private static final DeviceAddress ALICE = new DeviceAddress(new UserId(1, 1), 1);
  private static final DeviceAddress BOB = new DeviceAddress(new UserId(1, 2), 1);

  private final AtomicLong epoch = new AtomicLong(7);
  private final PresenceExchange exchange =
      new PresenceExchange(
          "127.0.0.1:1", 16, _ -> epoch.get(), InstantSource.fixed(Instant.ofEpochMilli(9)));

  @AfterEach
  void close() {
    exchange.close();
  }

  @Test
  void eachConnectionHasItsNumberWithinTheEpoch() {
    assertThat(exchange.came(ALICE)).isEqualTo(new Stay(7, 1));
    assertThat(exchange.came(BOB)).isEqualTo(new Stay(7, 2));
    assertThat(exchange.came(ALICE)).isEqualTo(new Stay(7, 3));
    assertThat(exchange.waiting()).isEqualTo(2);
  }

  @Test
  void whoLeavesIsSaidToHaveLeft() {
    exchange.left(ALICE, exchange.came(ALICE));
    assertThat(exchange.metrics().noted.sum()).isEqualTo(2);
  }

  @Test
  void whoLeavesBecauseThePartitionDoesIsNotSaidToHaveLeft() {
    Stay stay = exchange.came(ALICE);
    epoch.set(-1);
    exchange.left(ALICE, stay);
    epoch.set(8);
    exchange.left(ALICE, stay);
    assertThat(exchange.metrics().noted.sum()).isEqualTo(1);
  }

  @Test
  void whoComesWhenThePartitionIsGoneIsNotSaidToHaveCome() {
    epoch.set(-1);
    Stay stay = exchange.came(ALICE);
    epoch.set(8);
    exchange.left(ALICE, stay);
    assertThat(exchange.metrics().noted.sum()).isZero();
  }

  @Test
  void aWatchThatFindsNoRoomIsDroppedAndCounted() {
    for (int i = 0; i < 5_000; i++) {
      exchange.watch(ALICE, List.of(BOB.user()), true);
    }
    assertThat(exchange.metrics().watchesOffered.sum()).isEqualTo(5_000);
    assertThat(exchange.metrics().watchesDropped.sum()).isEqualTo(5_000 - 4_096);
  }
}
