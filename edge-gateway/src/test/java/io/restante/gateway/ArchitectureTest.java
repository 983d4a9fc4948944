package io.restante.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Who may use whom, where Checkstyle's look at single imports is not enough.
class ArchitectureTest {
  private static final JavaClasses GATEWAY =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.restante.gateway");

  private static final ArchRule ROOMS_FORM_NO_CYCLE =
      slices().matching("io.restante.gateway.(*)..").should().beFreeOfCycles();

  private static final ArchRule PURE_ROOMS_KNOW_NO_SHELL =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.restante.gateway.frame..",
              "io.restante.gateway.session..",
              "io.restante.gateway.mailbox..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "io.netty.channel..", "java.net..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class)
          .orShould()
          .callMethod(System.class, "nanoTime")
          .allowEmptyShould(true);

  private static final ArchRule TIME_IS_PASSED_IN =
      noClasses()
          .that()
          .doNotHaveSimpleName("Main")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(InstantSource.class, "system")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(Clock.class, "systemDefaultZone");

  @Test
  void allOfTheGatewayIsLookedAt() {
    assertThat(GATEWAY).hasSizeGreaterThan(20);
  }

  @Test
  void roomsFormNoCycle() {
    ROOMS_FORM_NO_CYCLE.check(GATEWAY);
  }

  @Test
  void pureRoomsKnowNeitherKafkaNorChannelsNorThreads() {
    PURE_ROOMS_KNOW_NO_SHELL.check(GATEWAY);
  }

  @Test
  void onlyMainReadsTheClock() {
    TIME_IS_PASSED_IN.check(GATEWAY);
  }

  @Test
  void aClassThatReadsTheClockIsFound() {
    JavaClasses offender = new ClassFileImporter().importClasses(ReadsTheClock.class);
    assertThat(TIME_IS_PASSED_IN.evaluate(offender).hasViolation()).isTrue();
  }

  /// What the clock rule must find.
  private static final class ReadsTheClock implements Supplier<Instant> {
    @Override
    public Instant get() {
      return Instant.now();
    }
  }
}
