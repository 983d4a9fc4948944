package io.restante.it.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.device.Detector.Verdict;
import org.junit.jupiter.api.Test;

/// The detector, number by number.
final class DetectorTest {
  private static final ConversationId ALICE =
      new ConversationId(new DeviceAddress(new UserId(1, 1), 1));
  private static final ConversationId CAROL =
      new ConversationId(new DeviceAddress(new UserId(1, 1), 2));

  private final Detector detector = new Detector();

  @Test
  void contiguousNumbersAreClean() {
    see(ALICE, 1, 1);
    see(CAROL, 1, 1);
    see(ALICE, 2, 2);

    assertThat(detector.findings()).isEqualTo(new Findings(3, 0, 0, 0, 0, 0));
  }

  @Test
  void firstMessageHasNumberOne() {
    see(ALICE, 2, 2);

    assertThat(detector.findings().missing()).isEqualTo(1);
  }

  @Test
  void gapIsLossUntilItIsFilledAndReorderingThen() {
    see(ALICE, 1, 1);
    see(ALICE, 3, 3);
    assertThat(detector.findings()).isEqualTo(new Findings(2, 0, 0, 1, 0, 0));

    assertThat(see(ALICE, 2, 2)).isEqualTo(Verdict.FRESH);
    assertThat(detector.findings()).isEqualTo(new Findings(3, 0, 1, 0, 0, 0));
  }

  @Test
  void repetitionIsDropped() {
    see(ALICE, 1, 1);

    assertThat(see(ALICE, 1, 1)).isEqualTo(Verdict.REPEAT);
    assertThat(detector.findings()).isEqualTo(new Findings(1, 1, 0, 0, 0, 0));
    assertThat(detector.findings().isClean()).isTrue();
  }

  @Test
  void anotherMessageUnderTheSameNumberIsFault() {
    see(ALICE, 1, 1);

    assertThat(see(ALICE, 1, 7)).isEqualTo(Verdict.FRESH);
    assertThat(detector.findings().isClean()).isFalse();
  }

  private Verdict see(ConversationId conversation, long number, long id) {
    return detector.onMessage(conversation, number, new MessageId(9, id));
  }
}
