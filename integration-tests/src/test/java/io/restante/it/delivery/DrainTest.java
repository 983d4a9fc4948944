package io.restante.it.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.it.device.Device;
import io.restante.it.device.DeviceListener;
import io.restante.it.device.Findings;
import io.restante.it.device.Received;
import io.restante.it.world.Shown;
import io.restante.it.world.TestEstate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What piled up arrives once and in order, broken connections or not.
@ExtendWith(TestEstate.Shared.class)
final class DrainTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MESSAGES = 2_000;
  private static final int BREAK_AT = 700;
  private static final int UNACKNOWLEDGED = 100;

  @Test
  void brokenDrainGoesOnWhereItWasStored(TestEstate estate) throws Exception {
    // Given
    BreakingOff shown = new BreakingOff();
    Device alice = estate.newDevice(DeviceListener.DEAF);
    Device bob = estate.newDevice(shown);
    shown.device.set(bob);
    alice.connect();
    for (int i = 1; i <= MESSAGES; i++) {
      alice.send(bob.address().user(), List.of(1), Shown.message(i, 256));
    }
    alice.awaitAccepted(PATIENCE);

    // When
    bob.connect();

    // Then
    bob.awaitReceived(MESSAGES, PATIENCE);
    bob.awaitDrained(1, PATIENCE);
    assertThat(bob.connections()).isEqualTo(2);
    assertThat(shown.all.numbers())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, MESSAGES).boxed().toList());
    assertThat(bob.findings()).isEqualTo(new Findings(MESSAGES, 0, 0, 0, 0, 0));
    assertThat(bob.protocolFault()).isNull();
    alice.close();
    bob.close();
  }

  @Test
  void whatWasSentButNotAcknowledgedComesAgain(TestEstate estate) throws Exception {
    // Given
    Device alice = estate.newDevice(DeviceListener.DEAF);
    Device bob = estate.newDevice(DeviceListener.DEAF);
    alice.connect();
    bob.holdAcknowledgements(true);
    bob.connect();
    bob.awaitDrained(1, PATIENCE);
    for (int i = 1; i <= UNACKNOWLEDGED; i++) {
      alice.send(bob.address().user(), List.of(1), Shown.message(i, 256));
    }
    bob.awaitReceived(UNACKNOWLEDGED, PATIENCE);

    // When
    bob.disconnect();
    bob.awaitDisconnected(1, PATIENCE);
    bob.forgetStored();
    bob.holdAcknowledgements(false);
    bob.connect();

    // Then
    bob.awaitDrained(2, PATIENCE);
    assertThat(bob.findings()).isEqualTo(new Findings(UNACKNOWLEDGED, UNACKNOWLEDGED, 0, 0, 0, 0));
    alice.close();
    bob.close();
  }

  /// Breaks the connection off at one message, once.
  private static final class BreakingOff implements DeviceListener {
    private final Shown all = new Shown();
    private final AtomicReference<Device> device = new AtomicReference<>();

    @Override
    public void received(Received message) {
      all.received(message);
      if (message.number() == BREAK_AT) {
        device.get().breakConnection();
      }
    }
  }
}
