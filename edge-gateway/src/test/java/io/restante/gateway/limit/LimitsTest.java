package io.restante.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.gateway.postgres.DirectoryWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LimitsTest {
  private static final LimitVerdict ALLOWED = new LimitVerdict.Allowed();
  private static final Path PAGE = Path.of("..", "docs", "operations.md");

  private static DirectoryWorld world;
  private static PostgresLimits limits;

  @BeforeAll
  static void start() {
    world = new DirectoryWorld();
    limits = new PostgresLimits(world.directory()::dataSource, world.clock());
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  @ParameterizedTest
  @EnumSource(LimitRule.class)
  void theBurstIsAllowedAndOneMoreIsNot(LimitRule rule) {
    String subject = "burst";
    if (rule.burst() > 1) {
      assertThat(limits.take(rule, subject, rule.burst() - 1)).isEqualTo(ALLOWED);
    }
    assertThat(limits.take(rule, subject)).isEqualTo(ALLOWED);

    assertThat(limits.take(rule, subject)).isEqualTo(new LimitVerdict.Refused(rule.refill()));
  }

  @ParameterizedTest
  @EnumSource(LimitRule.class)
  void oneMoreIsAllowedAfterTheRefillAndNotBefore(LimitRule rule) {
    String subject = "refill";
    limits.take(rule, subject, rule.burst());
    Duration tick = Duration.ofNanos(1_000);
    world.clock().advance(rule.refill().minus(tick));
    assertThat(limits.take(rule, subject)).isEqualTo(new LimitVerdict.Refused(tick));
    world.clock().advance(tick);

    assertThat(limits.take(rule, subject)).isEqualTo(ALLOWED);
    assertThat(limits.take(rule, subject)).isEqualTo(new LimitVerdict.Refused(rule.refill()));
  }

  @ParameterizedTest
  @EnumSource(LimitRule.class)
  void theWholeBurstIsBackAfterAsManyRefillsAndNeverMore(LimitRule rule) {
    String subject = "whole";
    limits.take(rule, subject, rule.burst());
    world.clock().advance(rule.refill().multipliedBy(3L * rule.burst()));

    assertThat(limits.take(rule, subject, rule.burst())).isEqualTo(ALLOWED);
    assertThat(limits.take(rule, subject)).isInstanceOf(LimitVerdict.Refused.class);
  }

  @Test
  void anAllowanceIsForOneSubjectAndOneRule() {
    limits.take(LimitRule.CODE_RESEND, "one");

    assertThat(limits.take(LimitRule.CODE_RESEND, "other")).isEqualTo(ALLOWED);
    assertThat(limits.take(LimitRule.CODES_PER_NUMBER, "one")).isEqualTo(ALLOWED);
    assertThat(limits.take(LimitRule.CODE_RESEND, "one")).isInstanceOf(LimitVerdict.Refused.class);
  }

  @Test
  void whatIsRefusedIsNotCounted() {
    LimitRule rule = LimitRule.NUMBERS_PER_USER;
    limits.take(rule, "refused", rule.burst() - 50);
    assertThat(limits.take(rule, "refused", 100))
        .isEqualTo(new LimitVerdict.Refused(rule.refill().multipliedBy(50)));

    assertThat(limits.take(rule, "refused", 50)).isEqualTo(ALLOWED);
  }

  @Test
  void moreThanTheBurstIsNeverAllowed() {
    assertThat(limits.take(LimitRule.CODE_RESEND, "greedy", 2))
        .isInstanceOf(LimitVerdict.Refused.class);
  }

  @Test
  void ofManyAtOnceAsManyAreAllowedAsThereAre() {
    LimitRule rule = LimitRule.LINKS_PER_USER;
    Callable<LimitVerdict> take = () -> limits.take(rule, "many");

    List<LimitVerdict> verdicts =
        DirectoryWorld.atOnce(IntStream.range(0, 40).mapToObj(_ -> take).toList());

    assertThat(verdicts).filteredOn(ALLOWED::equals).hasSize(rule.burst());
  }

  @Test
  void fullAllowancesAreClearedAwayAndOthersStay() {
    limits.sweep();
    limits.take(LimitRule.CODE_RESEND, "swept");
    limits.take(LimitRule.CODES_PER_NUMBER, "kept");
    world.clock().advance(LimitRule.CODE_RESEND.refill());

    assertThat(limits.sweep()).isEqualTo(1);
    limits.take(LimitRule.CODES_PER_NUMBER, "kept", 2);
    assertThat(limits.take(LimitRule.CODES_PER_NUMBER, "kept"))
        .isInstanceOf(LimitVerdict.Refused.class);
  }

  @ParameterizedTest
  @EnumSource(LimitRule.class)
  void everyLimitIsDocumented(LimitRule rule) throws IOException {
    String row = "| `%s` | %,d | %s |".formatted(rule.label(), rule.burst(), text(rule.refill()));

    assertThat(Files.readString(PAGE)).contains(row);
  }

  private static String text(Duration refill) {
    if (refill.toMillis() % 1_000 != 0) {
      return "%.4f s".formatted(refill.toMillis() / 1_000.0).replaceAll("0+ s", " s");
    }
    boolean isMinutes = refill.toSeconds() % 60 == 0;
    return isMinutes ? refill.toMinutes() + " min" : refill.toSeconds() + " s";
  }
}
