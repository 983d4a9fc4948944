package io.restante.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FaultsOptionsTest {
  @Test
  void nothingAskedForIsTwentyRoundsFromTheUsualSeed() {
    assertThat(parse()).isEqualTo(new FaultsOptions(9, 1, 20, Size.LEAST, true, null));
  }

  @Test
  void oneRoundCanBeReplayed() {
    assertThat(parse("--seed", "-4", "--round", "17"))
        .isEqualTo(new FaultsOptions(-4, 17, 17, Size.LEAST, true, null));
  }

  @Test
  void theEstateMayBeLarger() {
    assertThat(parse("--nodes", "3", "--brokers", "3").size()).isEqualTo(new Size(3, 3));
  }

  @Test
  void groupsMayBeLeftOut() {
    assertThat(parse("--no-groups").hasGroups()).isFalse();
  }

  @Test
  void nonsenseIsRefusedWithWhatIsExpected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("--rounds", "many"))
        .withMessage("--rounds: many (expected: 1..1000000)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("--rounds", "0"))
        .withMessage("--rounds: 0 (expected: 1..1000000)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("--brokers", "2"))
        .withMessage("brokers: 2 (expected: 1, or 3..9)");
    assertThatIllegalArgumentException().isThrownBy(() -> parse("--seed"));
    assertThatIllegalArgumentException().isThrownBy(() -> parse("--quickly"));
  }

  private static FaultsOptions parse(String... arguments) {
    return FaultsOptions.parse(List.of(arguments), 9);
  }
}
