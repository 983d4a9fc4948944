package io.restante.it.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

final class RouteTest {
  private static final URI FIRST = URI.create("ws://127.0.0.1:1/v1");
  private static final URI SECOND = URI.create("ws://127.0.0.1:2/v1");
  private static final URI HOME = URI.create("ws://127.0.0.2:1/v1");

  private final Queue<URI> entrances = new ArrayDeque<>(List.of(FIRST, SECOND));
  private final Route route = new Route(entrances::remove);

  @Test
  void homeIsRememberedUntilItFails() {
    assertThat(route.next()).isEqualTo(FIRST);
    assertThat(route.onMoved(HOME)).isTrue();
    assertThat(route.onClosed()).isTrue();
    assertThat(route.next()).isEqualTo(HOME);
    route.onWelcomed();
    assertThat(route.onClosed()).isFalse();
    assertThat(route.next()).isEqualTo(HOME);
    assertThat(route.onClosed()).isFalse();
    assertThat(route.next()).isEqualTo(SECOND);
  }

  @Test
  void whoIsSentInCirclesWaits() {
    for (int time = 0; time < 3; time++) {
      assertThat(route.next()).isNotNull();
      route.onMoved(HOME);
      assertThat(route.onClosed()).isTrue();
    }
    route.next();
    route.onMoved(HOME);
    assertThat(route.onClosed()).isFalse();
    assertThat(route.next()).isEqualTo(HOME);
    route.onWelcomed();
    route.onMoved(HOME);
    assertThat(route.onClosed()).isTrue();
  }

  @Test
  void homeThatDoesNotAnswerForAWhileIsToldToWhoNamesIt() {
    goHome(FIRST);
    route.onUnanswered(0);
    assertThat(route.onClosed()).as("asks at the entrance at once").isTrue();
    comeBack();
    route.onUnanswered(999);
    assertThat(route.onClosed()).as("it may have been the device's network").isFalse();
    assertThat(route.unreachable()).isNull();

    comeBack();
    route.onUnanswered(1_000);
    assertThat(route.onClosed()).isTrue();
    assertThat(route.unreachable()).isEqualTo(HOME);
  }

  @Test
  void anotherHomeEndsTheSuspicion() {
    suspect();
    route.onMoved(SECOND);
    assertThat(route.unreachable()).isNull();
  }

  @Test
  void whoWasToldAndRefusedEndsTheSuspicion() {
    suspect();
    entrances.add(SECOND);
    route.next();
    assertThat(route.onClosed()).isFalse();
    assertThat(route.unreachable()).as("the home may be there after all").isNull();
  }

  @Test
  void entranceThatDoesNotAnswerKeepsTheSuspicion() {
    suspect();
    entrances.add(SECOND);
    route.next();
    route.onUnanswered(2_000);
    assertThat(route.onClosed()).isTrue();
    assertThat(route.unreachable()).isEqualTo(HOME);
  }

  private void suspect() {
    goHome(FIRST);
    route.onUnanswered(0);
    route.onClosed();
    comeBack();
    route.onUnanswered(1_000);
    route.onClosed();
    assertThat(route.unreachable()).isEqualTo(HOME);
  }

  /// Is sent home by whoever is at the entrance.
  private void comeBack() {
    entrances.add(SECOND);
    route.next();
    route.onMoved(HOME);
    route.onClosed();
    assertThat(route.next()).isEqualTo(HOME);
  }

  @Test
  void fewEntrancesAreTriedAtOnceBeforeTheDeviceWaits() {
    entrances.addAll(List.of(FIRST, SECOND));
    for (int time = 0; time < 4; time++) {
      route.next();
      route.onUnanswered(time);
      assertThat(route.onClosed()).isEqualTo(time < 3);
      assertThat(route.unreachable()).as("an entrance is no home").isNull();
    }
  }

  private void goHome(URI entrance) {
    assertThat(route.next()).isEqualTo(entrance);
    route.onMoved(HOME);
    route.onClosed();
    assertThat(route.next()).isEqualTo(HOME);
  }

  @Test
  void connectionWithoutTlsIsNotFollowedFromOneWithIt() {
    Route safe = new Route(() -> URI.create("wss://127.0.0.1:1/v1"));
    safe.next();
    assertThat(safe.onMoved(HOME)).isFalse();
    assertThat(safe.onClosed()).isFalse();
  }

  @Test
  void whatIsNoAddressIsNotFollowed() {
    route.next();
    for (String told : List.of("ws:/v1", "ws://127.0.0.1/v1", "http://127.0.0.1:1/v1")) {
      assertThat(route.onMoved(URI.create(told))).as(told).isFalse();
    }
  }
}
