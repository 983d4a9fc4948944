package io.restante.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The directory changes at random while what carries it to the log is killed. At the end the
/// topics are the tables, and every marker in them tells the truth.
///
/// `-Drestante.seed=S` has the same changes again; [DirectoryCampaignTest] draws its faults.
final class DirectoryLogTest {
  private static final int CHANGES = 40;

  @TempDir Path directory;

  private final long seed = Long.getLong("restante.seed", new Random().nextLong());
  private final DirectoryWriter writer = new DirectoryWriter(seed);

  @Test
  void whateverDiesTheTopicsAreTheTablesInTheEnd() throws Exception {
    try (DirectoryEstate world = new DirectoryEstate(directory)) {
      change(world, CHANGES);
      world.connector().start();
      change(world, CHANGES);
      check(world, "after the first snapshot");

      world.standby().start();
      change(world, CHANGES);
      world.connector().kill();
      change(world, CHANGES);
      check(world, "after a standby took over");

      world.stores().killDirectory();
      world.stores().startDirectory();
      change(world, CHANGES);
      world.estate().killBroker();
      change(world, CHANGES);
      world.estate().startBroker();
      check(world, "after PostgreSQL and the broker were killed");

      world.standby().kill();
      change(world, CHANGES);
      dropSlot(world);
      change(world, CHANGES);
      world.connector().start();
      check(world, "after the slot was lost");

      nothingElseLeft(world);
    }
  }

  private void change(DirectoryEstate world, int transactions) throws SQLException {
    try (Connection connection = world.connect()) {
      for (int i = 0; i < transactions; i++) {
        writer.change(connection);
      }
    }
  }

  /// The walsender of a connector that was killed is ended too, as its end of the socket would be.
  private static void dropSlot(DirectoryEstate world) throws SQLException {
    world.run("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots");
    world.run("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots");
  }

  private void check(DirectoryEstate world, String when) throws SQLException {
    world.awaitCaughtUp();
    List<DirectoryChecker.Entry> log = world.log();
    try (Connection connection = world.connect()) {
      Map<String, String> expected = DirectoryChecker.expected(connection);
      assertThat(expected).as("seed %d", seed).hasSizeGreaterThan(20);
      assertThat(DirectoryChecker.compacted(log)).as("%s, seed %d", when, seed).isEqualTo(expected);
    }
    assertThat(DirectoryChecker.brokenMarkers(log)).as("%s, seed %d", when, seed).isEmpty();
  }

  /// Nothing that must stay in the database is in any file of the broker's, and in its tables it
  /// is.
  private void nothingElseLeft(DirectoryEstate world) throws IOException {
    world.connector().stop();
    world.stores().stopDirectory();
    world.estate().stopBroker();
    assertThat(filesWith(directory.resolve("kafka"), DirectoryWriter.CANARY)).isEmpty();
    assertThat(filesWith(directory.resolve("logs"), DirectoryWriter.CANARY)).isEmpty();
    assertThat(filesWith(directory.resolve("postgres"), DirectoryWriter.CANARY)).isNotEmpty();
    assertThat(filesWith(directory.resolve("kafka"), "directory.group-members")).isNotEmpty();
  }

  private static List<Path> filesWith(Path root, String text) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).filter(file -> holds(file, text)).toList();
    }
  }

  private static boolean holds(Path file, String text) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
