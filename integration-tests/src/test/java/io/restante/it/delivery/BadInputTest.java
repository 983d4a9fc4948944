package io.restante.it.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.it.device.Device;
import io.restante.it.device.DeviceListener;
import io.restante.it.device.Findings;
import io.restante.it.world.Shown;
import io.restante.it.world.TestEstate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Garbage from some is answered with a close code, and the others don't notice.
@ExtendWith(TestEstate.Shared.class)
final class BadInputTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int VANDALS = 100;
  private static final int MESSAGES = 1_000;

  @Test
  void garbageIsAnsweredAndDisturbsNobody(TestEstate estate) throws Exception {
    // Given
    SplittableRandom random = new SplittableRandom(7);
    Device alice = estate.newDevice(DeviceListener.DEAF);
    Device bob = estate.newDevice(DeviceListener.DEAF);
    bob.connect();
    bob.awaitConnected(1, PATIENCE);
    alice.connect();

    // When
    List<Vandal> vandals = new ArrayList<>();
    for (int i = 0; i < VANDALS; i++) {
      vandals.add(Vandal.strike(estate.estate().gatewayUri(), random.split()));
      for (int message = 0; message < MESSAGES / VANDALS; message++) {
        alice.send(bob.address().user(), List.of(1), Shown.message(message, 256));
      }
    }

    // Then
    for (Vandal vandal : vandals) {
      assertThat(vandal.closeCode().get(30, TimeUnit.SECONDS)).isBetween(4400, 4414);
    }
    alice.awaitAccepted(PATIENCE);
    bob.awaitReceived(MESSAGES, PATIENCE);
    assertThat(bob.findings()).isEqualTo(new Findings(MESSAGES, 0, 0, 0, 0, 0));
    assertThat(alice.connections()).isEqualTo(1);
    assertThat(bob.connections()).isEqualTo(1);
    alice.close();
    bob.close();
    Vandal.LOOPS.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
