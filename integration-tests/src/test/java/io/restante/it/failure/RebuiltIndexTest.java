package io.restante.it.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.it.device.Device;
import io.restante.it.device.DeviceListener;
import io.restante.it.device.Findings;
import io.restante.it.world.Shown;
import io.restante.it.world.TestEstate;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A mailbox index that is missing, damaged, or belongs to another log is rebuilt by the node
/// itself, and nobody loses mail over it.
final class RebuiltIndexTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MESSAGES = 500;

  @Test
  void mailSurvivesWhateverHappensToTheIndex() throws Exception {
    try (TestEstate estate = TestEstate.start(1)) {
      Device alice = estate.newDevice(DeviceListener.DEAF);
      Device bob = estate.newDevice(DeviceListener.DEAF);
      alice.connect();
      int round = 0;
      for (Mischief mischief :
          List.<Mischief>of(this::remove, this::damage, this::truncate, this::garble)) {
        // Given
        for (int i = 1; i <= MESSAGES; i++) {
          alice.send(bob.address().user(), List.of(1), Shown.message(i, 256));
        }
        alice.awaitAccepted(PATIENCE);
        estate.estate().stopNode();
        estate.estate().startNode(); // RocksDB moves its write-ahead log into tables when it opens
        estate.estate().stopNode();

        // When
        mischief.befall(estate.estate().dataDirectory().resolve("gateway").resolve("index"));
        estate.estate().startNode();

        // Then
        round++;
        bob.connect();
        bob.awaitReceived((long) round * MESSAGES, PATIENCE);
        bob.disconnect();
      }
      Findings findings = bob.findings();
      assertThat(findings.fresh()).isEqualTo((long) round * MESSAGES);
      assertThat(findings.missing()).isZero();
      assertThat(findings.late()).isZero();
      assertThat(log(estate)).contains("index unusable", "index damaged");
      alice.close();
      bob.close();
    }
  }

  /// Something that happens to an index directory while the node is away.
  private interface Mischief {
    void befall(Path index) throws IOException;
  }

  private void remove(Path index) throws IOException {
    try (Stream<Path> files = Files.walk(index)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void damage(Path index) throws IOException {
    for (Path file : files(index, "MANIFEST")) {
      Files.writeString(file, "this is not a manifest");
    }
  }

  private void truncate(Path index) throws IOException {
    for (Path file : files(index, "CURRENT")) {
      Files.write(file, new byte[0]);
    }
  }

  private void garble(Path index) throws IOException {
    try (Stream<Path> files = Files.walk(index)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".sst")).toList()) {
        try (RandomAccessFile table = new RandomAccessFile(file.toFile(), "rw")) {
          table.write(new byte[64]); // the first block of data; the file still opens
        }
      }
    }
  }

  private static List<Path> files(Path index, String prefix) throws IOException {
    try (Stream<Path> files = Files.walk(index)) {
      List<Path> found =
          files.filter(file -> file.getFileName().toString().startsWith(prefix)).toList();
      assertThat(found).isNotEmpty();
      return found;
    }
  }

  private static String log(TestEstate estate) throws IOException {
    Path log = estate.estate().dataDirectory().resolve("logs").resolve("gateway.log");
    return Files.readString(log, StandardCharsets.UTF_8);
  }
}
