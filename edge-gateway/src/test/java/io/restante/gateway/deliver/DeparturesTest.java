package io.restante.gateway.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.gateway.ownership.Home;
import io.restante.gateway.ownership.Homes;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DeparturesTest {
  private static final URI HOME = URI.create("ws://127.0.0.2:8480/v1");
  private static final URI OWN = URI.create("ws://127.0.0.3:8480/v1");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final AtomicReference<@Nullable Home> home = new AtomicReference<>();
  private final AtomicReference<@Nullable URI> here = new AtomicReference<>();
  private final Departures departures = new Departures(new OneHome(), 1_000);
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    departures.close();
  }

  @Test
  void connectionIsSentHomeOnceThatIsKnown() throws Exception {
    departures.start();
    departures.add(3, new ToldConnection(told, null));
    assertThat(departures.awaitEmpty(Duration.ofMillis(50))).isFalse();

    home.set(new Home("b", HOME, 1));

    assertThat(next()).isEqualTo("moved to " + HOME);
    assertThat(departures.awaitEmpty(PATIENCE)).isTrue();
    assertThat(departures.waiting()).isZero();
  }

  @Test
  void partitionThatComesBackToItsNodeHoldsNobodyUp() throws Exception {
    departures.start();
    departures.add(3, new ToldConnection(told, null));

    here.set(OWN);

    assertThat(next()).isEqualTo("moved to " + OWN);
  }

  @Test
  void oldClaimOfAnotherNodeMisleadsNobodyWhoseHomeIsHere() throws Exception {
    home.set(new Home("b", HOME, 1));
    here.set(OWN);
    departures.start();

    departures.add(3, new ToldConnection(told, null));

    assertThat(next()).isEqualTo("moved to " + OWN);
  }

  @Test
  void everybodyLeaves() throws Exception {
    home.set(new Home("b", HOME, 1));
    for (int i = 0; i < 100; i++) {
      departures.add(i % 16, new ToldConnection(told, null));
    }
    departures.start();
    for (int i = 0; i < 100; i++) {
      assertThat(next()).isEqualTo("moved to " + HOME);
    }
  }

  @Test
  void whoseHomeStaysUnknownIsToldToReconnect() throws Exception {
    departures.start();
    departures.add(3, new ToldConnection(told, null));
    assertThat(next()).isEqualTo("disconnected GOING_AWAY");
  }

  @Test
  void whoStillWaitsAtTheEndIsToldToReconnect() throws Exception {
    departures.start();
    departures.add(3, new ToldConnection(told, null));
    departures.close();
    assertThat(next()).isEqualTo("disconnected GOING_AWAY");
  }

  private String next() throws InterruptedException {
    return String.valueOf(told.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
  }

  private final class OneHome implements Homes {
    @Override
    public void took(int partition, long epoch) {}

    @Override
    public void lost(int partition) {}

    @Override
    public @Nullable URI here(int partition) {
      return here.get();
    }

    @Override
    public @Nullable Home elsewhere(int partition) {
      return home.get();
    }

    @Override
    public boolean isAlone() {
      return home.get() == null;
    }
  }
}
