package io.restante.streams.receipt.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.ReceiptEvent.Watermark;
import io.restante.contract.UserId;
import io.restante.messaging.ReceiptStep;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepsTest {
  private static Watermark at(int user, long delivered, long read) {
    return new Watermark(new UserId(0, user), delivered, read);
  }

  @Test
  void oneUserHasAStepForWhatIsReadAndOneForWhatIsDelivered() {
    assertThat(Steps.of(List.of(at(1, 9, 7))))
        .containsExactly(new ReceiptStep(9L, 1, 0), new ReceiptStep(7L, 1, 1));
    assertThat(Steps.of(List.of(at(1, 9, 9)))).containsExactly(new ReceiptStep(9L, 1, 1));
    assertThat(Steps.of(List.of(at(1, 9, 0)))).containsExactly(new ReceiptStep(9L, 1, 0));
  }

  @Test
  void membersAreCountedAtEachNumberThatSomebodyStandsAt() {
    assertThat(Steps.of(List.of(at(1, 9, 2), at(2, 5, 5), at(3, 5, 0))))
        .containsExactly(
            new ReceiptStep(9L, 1, 0), new ReceiptStep(5L, 3, 1), new ReceiptStep(2L, 3, 2));
  }

  @Test
  void ofTooManyTheHighestAndTheLowestStay() {
    List<Watermark> many = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      many.add(at(i, i, 0));
    }
    List<ReceiptStep> steps = Steps.of(many);
    assertThat(steps).hasSize(Steps.MOST);
    assertThat(steps.getFirst()).isEqualTo(new ReceiptStep(40L, 1, 0));
    assertThat(steps.get(Steps.MOST - 2)).isEqualTo(new ReceiptStep(26L, 15, 0));
    assertThat(steps.getLast()).isEqualTo(new ReceiptStep(1L, 40, 0));
  }
}
