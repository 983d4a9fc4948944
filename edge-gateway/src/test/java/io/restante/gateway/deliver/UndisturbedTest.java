package io.restante.gateway.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.Test;

final class UndisturbedTest {
  @Test
  void aQuestionIsAskedAgainWhenSomebodyWakesTheLaneMeanwhile() {
    AtomicInteger asked = new AtomicInteger();

    String answer =
        Undisturbed.ask(
            () -> {
              if (asked.incrementAndGet() < 3) {
                throw new WakeupException();
              }
              return "answer";
            });

    assertThat(answer).isEqualTo("answer");
    assertThat(asked).hasValue(3);
  }
}
