package io.restante.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.contract.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several brokers and several nodes.
final class FleetTest {
  private static final String ENVELOPES = Topics.ENVELOPES.name();
  private static final String GROUP = "gateway-local";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;

  @Test
  void threeOfEachShareTheWorkAndOneOfEachMayGo() throws Exception {
    EstateOptions options = EstateOptions.in(directory).withNodes(3).withBrokers(3);
    try (Estate estate = Estate.start(options);
        LogProbe log = new LogProbe(estate.bootstrapServers())) {
      assertThat(log.replicas(ENVELOPES)).isEqualTo(3);
      assertThat(log.settings(ENVELOPES)).containsEntry("min.insync.replicas", "2");
      assertThat(estate.nodes().stream().map(EstateNode::gatewayUri)).doesNotHaveDuplicates();
      assertThat(sharesOf(log, 3))
          .hasSize(3)
          .allSatisfy((_, share) -> assertThat(share).isPositive());
      assertThat(total(log)).isEqualTo(16);
      assertThat(filesIn("gateway", "gateway-2", "gateway-3", "kafka", "kafka-2", "kafka-3"))
          .isEqualTo(6);

      // One broker is gone, then another stands still: two of three go on.
      estate.broker(0).kill();
      log.append(ENVELOPES, "without the first");
      estate.broker(0).start();
      estate.broker(1).pause();
      log.append(ENVELOPES, "without the second");
      estate.broker(1).resume();
      assertThat(log.read(ENVELOPES, 2))
          .containsExactlyInAnyOrder("without the first", "without the second");
    }
  }

  @Test
  void nodeThatComesBackTakesOnlyItselfOutOfTheGroup() throws Exception {
    EstateOptions options =
        EstateOptions.in(directory)
            .withNodes(2)
            // Longer than the start takes, so that nobody leaves because time has passed.
            .withNodeEnvironment("RESTANTE_SESSION_TIMEOUT", "PT20S");
    try (Estate estate = Estate.start(options);
        LogProbe log = new LogProbe(estate.bootstrapServers())) {
      Map<String, String> before = log.members(GROUP);

      estate.node(1).kill();
      estate.node(1).start();

      Map<String, String> after = log.members(GROUP);
      assertThat(after).hasSameSizeAs(before).containsOnlyKeys(before.keySet());
      assertThat(after.get("node-1-lane-0")).isEqualTo(before.get("node-1-lane-0"));
      assertThat(after.get("node-2-lane-0")).isNotEqualTo(before.get("node-2-lane-0"));
    }
  }

  @Test
  void detourIsWhereANodeMeetsABroker() throws Exception {
    EstateOptions plain = EstateOptions.in(directory);
    Way way = new Way.NodeToBroker(0, 0);
    try (FaultyProxy proxy = new FaultyProxy(plain.target(way), 1);
        Estate estate = Estate.start(plain.withDetour(way, proxy.address().getPort()))) {
      assertThat(proxy.connections()).isPositive();
      assertThat(estate.node(0).isAlive()).isTrue();
    }
  }

  @Test
  void detoursAreWhereBrokersMeet() throws Exception {
    EstateOptions plain = EstateOptions.in(directory).withBrokers(3).withoutNode();
    Way copies = new Way.BrokerToBroker(0, 1);
    Way controller = new Way.ToController(2);
    try (FaultyProxy first = new FaultyProxy(plain.target(copies), 1);
        FaultyProxy second = new FaultyProxy(plain.target(controller), 1);
        Estate estate =
            Estate.start(
                plain
                    .withDetour(copies, first.address().getPort())
                    .withDetour(controller, second.address().getPort()));
        LogProbe log = new LogProbe(estate.bootstrapServers())) {
      log.append(ENVELOPES, "all ways lead to Rome");

      awaitConnection(first);
      awaitConnection(second);
    }
  }

  /// Waits for somebody to come: a record is accepted before the last broker has copied it.
  private static void awaitConnection(FaultyProxy proxy) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (proxy.connections() == 0 && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(10_000_000);
    }
    assertThat(proxy.connections()).isPositive();
  }

  @Test
  void directoryKeepsItsNumberOfBrokers() {
    DataDirectory fresh = new DataDirectory(directory);
    fresh.requireBrokers(3);
    assertThatThrownBy(() -> fresh.requireBrokers(1))
        .isInstanceOf(EstateException.class)
        .hasMessageContaining("was made with 3 brokers (expected: 1)");
  }

  @Test
  void directoryOfBeforeThereWereSeveralHasOne() throws Exception {
    Files.createDirectories(directory.resolve("kafka"));
    DataDirectory old = new DataDirectory(directory);
    assertThatThrownBy(() -> old.requireBrokers(3))
        .isInstanceOf(EstateException.class)
        .hasMessageContaining("was made with 1 brokers (expected: 3)");
    old.requireBrokers(1);
  }

  @Test
  void takenPortOfALaterOneIsNamed() throws Exception {
    EstateOptions options = EstateOptions.in(directory).withNodes(2).withBrokers(3);
    String address = options.endpoints().address();
    try (ServerSocket _ = listener(address, 19_094)) {
      assertThatThrownBy(() -> Estate.start(options))
          .hasMessage(address + ":19094 is taken: Kafka cannot listen there");
    }
    try (ServerSocket _ = listener(address, 19_193)) {
      assertThatThrownBy(() -> Estate.start(options))
          .hasMessage(address + ":19193 is taken: Kafka's controller cannot listen there");
    }
    try (ServerSocket _ = listener(address, 8_490)) {
      assertThatThrownBy(() -> Estate.start(options))
          .hasMessage(address + ":8490 is taken: the gateway cannot listen there");
    }
  }

  @Test
  void numbersThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> EstateOptions.in(directory).withBrokers(2))
        .hasMessage("brokers: 2 (expected: 1, or 3..9)");
    assertThatThrownBy(() -> EstateOptions.in(directory).withNodes(0))
        .hasMessage("nodes: 0 (expected: 1..9)");
  }

  /// Returns how many partitions the nodes own, once the group has so many nodes.
  private static Map<String, Integer> sharesOf(LogProbe log, int nodes) throws Exception {
    Map<String, Integer> shares = log.shares(GROUP);
    while (shares.size() < nodes || shares.containsValue(0)) {
      shares = log.shares(GROUP);
    }
    return shares;
  }

  private static int total(LogProbe log) throws Exception {
    return log.shares(GROUP).values().stream().mapToInt(Integer::intValue).sum();
  }

  private long filesIn(String... names) {
    return Stream.of(names).filter(name -> Files.isDirectory(directory.resolve(name))).count();
  }

  private static ServerSocket listener(String address, int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getByName(address));
  }
}
