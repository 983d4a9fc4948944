package io.restante.it.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.messaging.ReceiptStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TicksTest {
  private static final int HIGHEST = 30;

  private final Ticks ticks = new Ticks();

  @Test
  void aMessageHasWhatTheNextStepAboveItSays() {
    assertThat(ticks.told(List.of(new ReceiptStep(9L, 1, 0), new ReceiptStep(5L, 3, 2)))).isTrue();

    assertThat(ticks.delivered(10)).isZero();
    assertThat(ticks.delivered(9)).isEqualTo(1);
    assertThat(ticks.delivered(5)).isEqualTo(3);
    assertThat(ticks.read(1)).isEqualTo(2);
    assertThat(ticks.read(6)).isZero();
  }

  @Test
  void whatSaysNothingNewIsNoNews() {
    ticks.told(List.of(new ReceiptStep(9L, 3, 1)));

    assertThat(ticks.told(List.of(new ReceiptStep(9L, 3, 1)))).isFalse();
    assertThat(ticks.told(List.of(new ReceiptStep(5L, 2, 0)))).isFalse();
    assertThat(ticks.told(List.of(new ReceiptStep(9L, 3, 2)))).isTrue();
  }

  @Test
  void theMostThatWasEverSaidIsKept() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int life = 0; life < 50; life++) {
      live(random, "seed " + seed);
    }
  }

  private static void live(Random random, String seed) {
    Ticks ticks = new Ticks();
    int[] most = new int[HIGHEST + 1];
    for (int round = 0; round < 40; round++) {
      List<ReceiptStep> steps = new ArrayList<>();
      boolean isNews = false;
      for (int i = random.nextInt(4); i >= 0; i--) {
        ReceiptStep step = new ReceiptStep(1L + random.nextInt(HIGHEST), 1 + random.nextInt(50), 0);
        steps.add(step);
        for (int number = 1; number <= step.getNumber(); number++) {
          isNews |= step.getDelivered() > most[number];
          most[number] = Math.max(most[number], step.getDelivered());
        }
      }
      assertThat(ticks.told(steps)).as(seed).isEqualTo(isNews);
      for (int number = 1; number <= HIGHEST; number++) {
        assertThat(ticks.delivered(number)).as(seed).isEqualTo(most[number]);
      }
    }
  }
}
