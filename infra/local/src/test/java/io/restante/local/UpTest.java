package io.restante.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UpTest {
  @TempDir Path directory;

  // Ports nobody else is given: outside the range the system chooses from, and drawn per run.
  private final String kafkaPort = port();
  private final String gatewayPort = port();
  private final String opsPort = port();

  @Test
  void interruptStopsItInOrder() throws Exception {
    try (UpProcess up = up()) {
      assertThat(up.printedUntilReady().getLast())
          .startsWith("ready ws://127.0.0.1:" + gatewayPort + "/v1")
          .contains("Kafka 127.0.0.1:" + kafkaPort);
      List<ProcessHandle> children = up.children();

      up.signal("INT");

      List<String> rest = up.printedUntilEnd();
      assertThat(rest)
          .filteredOn(line -> line.contains("stopped "))
          .map(line -> line.strip().replaceAll(" stopped .*", ""))
          .containsExactly("gateway node", "Kafka");
      assertThat(up.status()).isZero();
      assertThat(children).hasSize(2).noneMatch(ProcessHandle::isAlive);
    }
  }

  @Test
  void killedOneLeavesNothingInTheWay() throws Exception {
    List<ProcessHandle> orphans = new ArrayList<>();
    try (UpProcess up = up()) {
      up.printedUntilReady();
      orphans.addAll(up.children());
      up.signal("KILL");
      up.status();
    }

    try (UpProcess up = up()) {
      assertThat(up.printedUntilReady().getLast()).startsWith("ready ");
      assertThat(orphans).hasSize(2);
      for (ProcessHandle orphan : orphans) {
        orphan.onExit().get(30, TimeUnit.SECONDS);
      }
      up.signal("TERM");
      assertThat(up.status()).isZero();
    }
  }

  @Test
  void killedStoresLeaveNothingInTheWay() throws Exception {
    List<String> ports = new ArrayList<>();
    for (String part : List.of("--api-port", "--postgres-port", "--cassandra-port", "--s3-port")) {
      ports.addAll(List.of(part, port()));
    }
    String[] more = Stream.concat(ports.stream(), Stream.of("--no-node")).toArray(String[]::new);
    List<ProcessHandle> orphans = new ArrayList<>();
    try (UpProcess up = upWithAccounts(more)) {
      up.printedUntilReady();
      orphans.addAll(up.descendants());
      up.signal("KILL");
      up.status();
    }

    try (UpProcess up = upWithAccounts(more)) {
      assertThat(up.printedUntilReady().getLast()).startsWith("ready ");
      // Kafka, Cassandra, the S3 server, and PostgreSQL with its helpers under two shells.
      assertThat(orphans).hasSizeGreaterThan(7);
      for (ProcessHandle orphan : orphans) {
        orphan.onExit().get(30, TimeUnit.SECONDS);
      }
      up.signal("INT");
      assertThat(up.printedUntilEnd())
          .filteredOn(line -> line.contains("stopped "))
          .map(line -> line.strip().replaceAll(" stopped .*", ""))
          .containsExactlyInAnyOrder("S3 server", "PostgreSQL", "Cassandra", "Kafka");
      assertThat(up.status()).isZero();
    }
  }

  @Test
  void secondOneIsToldWhoHasTheDirectoryAndTheFirstWhatDied() throws Exception {
    try (UpProcess first = up("--no-node")) {
      first.printedUntilReady();

      try (UpProcess second = up("--no-node")) {
        assertThat(second.printedUntilEnd())
            .anySatisfy(
                line ->
                    assertThat(line)
                        .contains("is in use by process " + first.pid())
                        .contains("--data DIR"));
        assertThat(second.status()).isEqualTo(1);
      }
      first.children().forEach(ProcessHandle::destroyForcibly);

      assertThat(first.printedUntilEnd())
          .anySatisfy(line -> assertThat(line).contains("Kafka ended unexpectedly"));
      assertThat(first.status()).isEqualTo(1);
    }
  }

  @Test
  void misuseIsExplained() throws Exception {
    try (UpProcess up = UpProcess.start("--port", "many")) {
      assertThat(up.printedUntilEnd())
          .contains("restante up: --port: many (expected: a whole number)")
          .anySatisfy(line -> assertThat(line).startsWith("./restante up"));
      assertThat(up.status()).isEqualTo(2);
    }
  }

  private UpProcess up(String... more) throws Exception {
    List<String> all = new ArrayList<>(List.of(more));
    all.addAll(List.of("--no-accounts", "--no-s3"));
    return upWithAccounts(all.toArray(String[]::new));
  }

  private UpProcess upWithAccounts(String... more) throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--data", directory.resolve("data").toString()));
    arguments.addAll(List.of("--port", gatewayPort, "--kafka-port", kafkaPort));
    arguments.addAll(List.of("--ops-port", opsPort));
    arguments.addAll(List.of(more));
    return UpProcess.start(arguments.toArray(String[]::new));
  }

  private static String port() {
    return Integer.toString(ThreadLocalRandom.current().nextInt(11000, 32000));
  }
}
