package io.restante.it.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.it.device.Device;
import io.restante.it.device.DeviceListener;
import io.restante.it.device.Findings;
import io.restante.it.world.Shown;
import io.restante.it.world.TestEstate;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A device that reads nothing or acknowledges nothing is its own problem.
@ExtendWith(TestEstate.Shared.class)
final class SlowDeviceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int BACKLOG = 1_000;
  private static final int BACKLOG_BYTES = 4_096;
  private static final int LIVE = 500;

  @Test
  void deviceThatDoesNotReadDisturbsNobody(TestEstate estate) throws Exception {
    Shown carols = new Shown();
    Device carol = estate.newDevice(carols);
    Device alice = estate.newDevice(DeviceListener.DEAF);
    try (carol;
        alice) {
      // Given
      send(alice, carol, BACKLOG, BACKLOG_BYTES);
      carol.connect();
      carol.awaitConnected(1, PATIENCE);
      carol.holdReads(true);

      // When
      bobIsServed(estate, alice);

      // Then
      carol.holdReads(false);
      requireAll(carol, carols);
    }
  }

  @Test
  void deviceThatDoesNotAcknowledgeGetsNoMoreThanItsWindowAndDisturbsNobody(TestEstate estate)
      throws Exception {
    Shown carols = new Shown();
    Device carol = estate.newDevice(carols);
    Device alice = estate.newDevice(DeviceListener.DEAF);
    try (carol;
        alice) {
      // Given
      send(alice, carol, BACKLOG, 64);
      carol.holdAcknowledgements(true);
      carol.connect();
      carol.awaitReceived(1, PATIENCE);

      // When
      bobIsServed(estate, alice);

      // Then
      assertThat(carol.received()).isLessThanOrEqualTo(256);
      carol.holdAcknowledgements(false);
      requireAll(carol, carols);
    }
  }

  private static void bobIsServed(TestEstate estate, Device alice) throws Exception {
    Device bob = estate.newDevice(DeviceListener.DEAF);
    try (bob) {
      bob.connect();
      bob.awaitConnected(1, PATIENCE);
      send(alice, bob, LIVE, 256);
      bob.awaitReceived(LIVE, PATIENCE);
      assertThat(bob.findings()).isEqualTo(new Findings(LIVE, 0, 0, 0, 0, 0));
    }
  }

  private static void send(Device from, Device to, int count, int bytes) throws Exception {
    from.connect();
    for (int i = 1; i <= count; i++) {
      from.send(to.address().user(), List.of(1), Shown.message(i, bytes));
    }
    from.awaitAccepted(PATIENCE);
  }

  private static void requireAll(Device carol, Shown shown) throws Exception {
    carol.awaitReceived(BACKLOG, PATIENCE);
    assertThat(shown.numbers())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, BACKLOG).boxed().toList());
    assertThat(carol.findings().isClean()).isTrue();
  }
}
