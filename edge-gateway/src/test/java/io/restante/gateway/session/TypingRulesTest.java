package io.restante.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.gateway.frame.Peer;
import org.junit.jupiter.api.Test;

final class TypingRulesTest {
  private static final Peer BOB = new Peer(1, 2);
  private static final Peer CAROL = new Peer(1, 3);

  private final TypingRules rules = new TypingRules();

  @Test
  void aConversationIsLetThroughOnceInThreeSeconds() {
    assertThat(rules.take(BOB, 0)).isTrue();
    assertThat(rules.take(BOB, 2_999)).isFalse();
    assertThat(rules.take(BOB, 3_000)).isTrue();
    assertThat(rules.take(BOB, 5_999)).isFalse();
  }

  @Test
  void whatWasPassedOverDoesNotPostponeTheNext() {
    assertThat(rules.take(BOB, 0)).isTrue();
    assertThat(rules.take(BOB, 1_500)).isFalse();
    assertThat(rules.take(BOB, 3_000)).isTrue();
  }

  @Test
  void conversationsDoNotDisturbEachOther() {
    assertThat(rules.take(BOB, 0)).isTrue();
    assertThat(rules.take(CAROL, 1)).isTrue();
    assertThat(rules.take(BOB, 2)).isFalse();
  }

  @Test
  void noMoreConversationsThanAreRememberedGetThroughInAnInterval() {
    for (int i = 0; i < TypingRules.CONVERSATIONS_MAX; i++) {
      assertThat(rules.take(new Peer(9, i), i)).isTrue();
    }
    assertThat(rules.take(BOB, 2_999)).isFalse();
    assertThat(rules.take(BOB, 3_000)).as("the first one is forgotten").isTrue();
    assertThat(rules.take(CAROL, 3_000)).isFalse();
  }
}
