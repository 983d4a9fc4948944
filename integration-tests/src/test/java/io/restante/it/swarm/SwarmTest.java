package io.restante.it.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.it.device.FakeNode;
import io.restante.protocol.v1.Deliver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A small swarm against a node that plants faults.
final class SwarmTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int PAIRS = 10;

  private final FakeNode node = new FakeNode();
  private final Swarm swarm = new Swarm(SwarmSettings.usual(node.uri()), 0x7000L, 42);
  private final List<SwarmDevice> senders = new ArrayList<>();
  private final List<SwarmDevice> receivers = new ArrayList<>();

  SwarmTest() {
    for (int i = 0; i < PAIRS; i++) {
      DeviceAddress recipient = new DeviceAddress(new UserId(2, i), 1);
      DeviceAddress sender = new DeviceAddress(new UserId(1, i), 1);
      senders.add(swarm.add(sender, FakeNode.ticketFor(sender), recipient));
      receivers.add(swarm.add(recipient, FakeNode.ticketFor(recipient)));
    }
  }

  @AfterEach
  void close() {
    swarm.close();
    node.close();
  }

  @Test
  void everythingIsAcceptedDeliveredAndAcknowledged() throws Exception {
    // Given
    swarm.connect(senders, PATIENCE);
    swarm.connect(receivers, PATIENCE);

    // When
    long count = swarm.load(senders, 2_000, Duration.ofMillis(100), Duration.ofMillis(200));

    // Then
    Tally tally =
        swarm.await(
            "everything", now -> now.accepted() == count && now.acknowledged() == count, PATIENCE);
    assertThat(tally.fault()).isEmpty();
    assertThat(tally.received()).isEqualTo(count).isEqualTo(600);
    assertThat(swarm.endToEndLatencies().getTotalCount()).isBetween(390L, 410L);
    assertThat(swarm.acceptedLatencies().getTotalCount()).isBetween(390L, 410L);
    for (SwarmDevice receiver : receivers) {
      assertThat(node.waiting(receiver.address())).isZero();
    }
  }

  @Test
  void plantedLossIsFault() throws Exception {
    // Given
    swarm.connect(senders, PATIENCE);
    swarm.connect(receivers, PATIENCE);
    node.deliver(new DroppingTheTenth());

    // When
    long count = swarm.load(senders, 2_000, Duration.ZERO, Duration.ofMillis(100));

    // Then
    Tally tally = swarm.await("all but one", now -> now.received() >= count - 1, PATIENCE);
    assertThat(tally.fault()).isNotEmpty();
  }

  private static final class DroppingTheTenth implements UnaryOperator<List<Deliver>> {
    private int seen;

    @Override
    public List<Deliver> apply(List<Deliver> delivers) {
      return ++seen == 10 ? List.of() : delivers;
    }
  }
}
