package io.restante.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WatchRulesTest {
  private final WatchRules rules = new WatchRules(0);

  @Test
  void a513thUserInAMinuteIsPassedOver() {
    for (int frame = 0; frame < 8; frame++) {
      assertThat(rules.take(64, frame)).isTrue();
    }
    assertThat(rules.take(1, 59_999)).isFalse();
    assertThat(rules.take(1, 60_000)).isTrue();
  }

  @Test
  void aFrameThatIsTooMuchLeavesRoomForOneThatIsNot() {
    assertThat(rules.take(500, 0)).isTrue();
    assertThat(rules.take(13, 1)).isFalse();
    assertThat(rules.take(12, 2)).isTrue();
  }
}
