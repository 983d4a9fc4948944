package io.restante.connectors.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.connectors.directory.ConnectorStatus.State;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// The lag tells the truth, and readiness with it.
class ConnectorStatusTest {
  private final AtomicLong now = new AtomicLong(1_000_000_000);
  private final ConnectorStatus status =
      new ConnectorStatus(() -> Instant.ofEpochMilli(now.get()), _ -> {});

  @Test
  void heartbeatsKeepTheLagSmallWhenNobodyChangesAnything() {
    for (int second = 0; second < 60; second++) {
      status.onApplied(0, now.get());
      now.addAndGet(1_000);
    }
    assertThat(status.lagMs()).isEqualTo(1_000);
    assertThat(status.isReady()).isTrue();
    assertThat(status.label()).isEqualTo("streaming");
  }

  @Test
  void theLagGrowsWhileNothingComesThrough() {
    status.onApplied(1, now.get());
    now.addAndGet(10_001);
    assertThat(status.isReady()).isFalse();
    assertThat(status.label()).isEqualTo("behind");
    status.onFailure();
    status.enter(State.RETRYING);
    now.addAndGet(60_000);
    assertThat(status.lagMs()).isEqualTo(70_001);
    assertThat(status.isReady()).isFalse();
  }

  @Test
  void whatIsCaughtUpIsAsOldAsItIs() {
    status.onApplied(1, now.get() - 3_600_000);
    assertThat(status.lagMs()).isEqualTo(3_600_000);
    assertThat(status.label()).isEqualTo("behind");
  }

  @Test
  void aClockThatIsSetBackDoesNotHideTheLag() {
    status.onApplied(1, now.get() + 3_600_000);
    status.onApplied(1, now.get() - 500);
    assertThat(status.lagMs()).isEqualTo(500);
  }

  @Test
  void aStandbyHasNoLagAndCountsFromItsTurnOn() {
    status.enter(State.STANDBY);
    status.onBehind(1_000_000);
    now.addAndGet(3_600_000);
    assertThat(status.lagMs()).isZero();
    assertThat(status.behindBytes()).isZero();
    assertThat(status.isReady()).isTrue();
    status.enter(State.STARTING);
    now.addAndGet(20_000);
    assertThat(status.lagMs()).isEqualTo(20_000);
    assertThat(status.isReady()).isFalse();
  }

  @Test
  void whatHasStoppedStaysStopped() {
    status.onApplied(1, now.get());
    status.enter(State.STOPPED);
    status.onApplied(1, now.get());
    assertThat(status.state()).isEqualTo(State.STOPPED);
    assertThat(status.isReady()).isFalse();
  }
}
