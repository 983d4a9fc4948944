package io.restante.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FirstStepTest {
  private final List<String> heard = new ArrayList<>();
  private final EstateListener listener =
      new EstateListener() {
        @Override
        public void onBegin(String what) {
          heard.add("begin " + what);
        }

        @Override
        public void onStep(String what, Duration took) {
          heard.add("step " + what + " " + took);
        }

        @Override
        public void onStep(String what) {
          heard.add("said " + what);
        }
      };

  @Test
  void onlyWhatAProcessSaysItselfCounts() {
    FirstStep first = new FirstStep(listener);

    first.onBegin("node");
    first.onStep("node", Duration.ZERO);
    assertThat(first.said()).isNotDone();
    first.onStep("messages flow");
    assertThat(first.said()).isCompleted();
  }

  @Test
  void whatGoesOnIsPassedOn() {
    FirstStep first = new FirstStep(listener);

    first.onBegin("node");
    first.onStep("messages flow");
    first.onStep("messages flow");
    first.onStep("node", Duration.ZERO);

    assertThat(heard)
        .containsExactly(
            "begin node", "said messages flow", "said messages flow", "step node PT0S");
  }
}
