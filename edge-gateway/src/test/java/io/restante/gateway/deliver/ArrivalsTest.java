package io.restante.gateway.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.gateway.ownership.Home;
import io.restante.gateway.ownership.Homes;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ArrivalsTest {
  private static final URI OLD = URI.create("ws://127.0.0.2:8480/v1");
  private static final URI NEW = URI.create("ws://127.0.0.3:8480/v1");
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration LONG = Duration.ofMinutes(5);

  private final FakeLanes lanes = new FakeLanes();
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private Arrivals arrivals = new Arrivals(lanes, lanes, LONG, 1_000);

  @BeforeEach
  void start() {
    arrivals.start();
  }

  @AfterEach
  void close() {
    arrivals.close();
  }

  @Test
  void whoIsAtHomeHereIsServed() throws Exception {
    lanes.isServing = true;
    arrivals.open(new ToldConnection(told, null));
    assertThat(next()).isEqualTo("opened");
    assertThat(arrivals.kept()).isZero();
  }

  @Test
  void whoIsAtHomeElsewhereIsNotKept() throws Exception {
    lanes.home = new Home("b", OLD, 1);
    arrivals.open(new ToldConnection(told, null));
    arrivals.open(new ToldConnection(told, NEW));
    assertThat(next()).isEqualTo("opened");
    assertThat(next()).isEqualTo("opened");
    assertThat(arrivals.kept()).isZero();
  }

  @Test
  void whoseHomeDoesNotAnswerIsSentToTheNextOwner() throws Exception {
    lanes.home = new Home("b", OLD, 1);
    arrivals.open(new ToldConnection(told, OLD));
    assertThat(arrivals.waiting()).isEqualTo(1);
    assertNothingToldYet();

    lanes.home = new Home("c", NEW, 2);

    assertThat(next()).isEqualTo("moved to " + NEW);
    assertThat(arrivals.waiting()).isZero();
    assertThat(arrivals.kept()).isEqualTo(1);
  }

  @Test
  void whoseHomeDoesNotAnswerIsServedWhenThisNodeTakesOver() throws Exception {
    lanes.home = new Home("b", OLD, 1);
    arrivals.open(new ToldConnection(told, OLD));
    assertNothingToldYet();

    lanes.isServing = true;

    assertThat(next()).isEqualTo("opened");
  }

  @Test
  void whoseHomeIsNotKnownIsKeptUntilItIs() throws Exception {
    arrivals.open(new ToldConnection(told, null));
    assertNothingToldYet();

    lanes.home = new Home("b", OLD, 1);

    assertThat(next()).isEqualTo("moved to " + OLD);
  }

  @Test
  void whoWaitsTooLongIsRefused() throws Exception {
    arrivals.close();
    arrivals = new Arrivals(lanes, lanes, Duration.ofMillis(20), 1_000);
    arrivals.start();
    arrivals.open(new ToldConnection(told, null));
    assertThat(next()).isEqualTo("refused NOT_HOME");
    assertThat(arrivals.waiting()).isZero();
  }

  @Test
  void whoLeavesIsForgotten() throws Exception {
    ToldConnection caller = new ToldConnection(told, null);
    arrivals.open(caller);
    arrivals.close(caller);
    assertThat(arrivals.waiting()).isZero();
    assertThat(next()).isEqualTo("closed");

    lanes.isServing = true;
    assertNothingToldYet();
  }

  @Test
  void whoWaitsAtTheEndIsRefused() throws Exception {
    arrivals.open(new ToldConnection(told, null));
    arrivals.close();
    assertThat(next()).isEqualTo("refused NOT_HOME");
    arrivals.open(new ToldConnection(told, null));
    assertThat(next()).isEqualTo("opened"); // The lanes turn it away.
  }

  private String next() throws InterruptedException {
    return String.valueOf(told.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
  }

  private void assertNothingToldYet() throws InterruptedException {
    assertThat(told.poll(50, TimeUnit.MILLISECONDS)).isNull();
  }

  private final class FakeLanes implements OwnedMailboxes, Homes {
    private volatile boolean isServing;
    private volatile @Nullable Home home;

    @Override
    public int partition(DeviceAddress device) {
      return 3;
    }

    @Override
    public boolean serves(int partition) {
      return isServing;
    }

    @Override
    public void open(DeviceConnection connection) {
      told.add("opened");
    }

    @Override
    public void acknowledge(DeviceConnection connection, long upTo) {
      told.add("acknowledged " + upTo);
    }

    @Override
    public void read(DeviceConnection connection, Conversation conversation, long number) {
      told.add("read " + number);
    }

    @Override
    public void askReceipts(DeviceConnection connection, GroupId group) {
      told.add("asked");
    }

    @Override
    public void close(DeviceConnection connection) {
      told.add("closed");
    }

    @Override
    public void took(int partition, long epoch) {}

    @Override
    public void lost(int partition) {}

    @Override
    public @Nullable URI here(int partition) {
      return null;
    }

    @Override
    public @Nullable Home elsewhere(int partition) {
      return home;
    }

    @Override
    public boolean isAlone() {
      return home == null;
    }
  }
}
