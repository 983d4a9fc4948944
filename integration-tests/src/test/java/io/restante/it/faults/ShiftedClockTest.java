package io.restante.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class ShiftedClockTest {
  private static final InstantSource RIGHT = InstantSource.fixed(Instant.ofEpochMilli(1_000_000));

  @Test
  @Timeout(10)
  void clockJumpsWithTheFile(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("clock");
    Files.writeString(file, "5000");
    InstantSource clock = new ShiftedClock(RIGHT, file);
    assertThat(clock.millis()).isEqualTo(1_005_000);

    Files.writeString(file, "-700\n");
    while (clock.millis() == 1_005_000) {
      Thread.onSpinWait();
    }

    assertThat(clock.millis()).isEqualTo(999_300);
  }

  @Test
  void fileWithoutANumberIsRefused(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("clock"), "noon");

    assertThatIllegalStateException()
        .isThrownBy(() -> new ShiftedClock(RIGHT, file))
        .withMessageContaining("not a clock's shift");
  }
}
