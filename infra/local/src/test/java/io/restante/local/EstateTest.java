package io.restante.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.contract.TopicSpec;
import io.restante.contract.Topics;
import io.restante.local.child.ChildDiedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EstateTest {
  private static final TopicSpec ENVELOPES = TopicSpec.of(Topics.ENVELOPES, TopicSpec.Estate.LOCAL);

  @TempDir Path directory;

  @Test
  void acceptedRecordsSurviveAKilledAndAStoppedBroker() throws Exception {
    try (Estate estate = Estate.start(EstateOptions.in(directory).withoutNode())) {
      try (LogProbe log = new LogProbe(estate.bootstrapServers())) {
        log.append(ENVELOPES.name(), "before the kill");
      }

      estate.killBroker();
      estate.startBroker();
      try (LogProbe log = new LogProbe(estate.bootstrapServers())) {
        log.append(ENVELOPES.name(), "before the stop");
      }
      estate.stopBroker();
      estate.startBroker();

      try (LogProbe log = new LogProbe(estate.bootstrapServers())) {
        assertThat(log.read(ENVELOPES.name(), 2))
            .containsExactlyInAnyOrder("before the kill", "before the stop");
      }
    }
  }

  @Test
  void topicsAreBroughtBackToTheCatalogue() throws Exception {
    EstateOptions options = EstateOptions.in(directory).withoutNode();
    try (Estate estate = Estate.start(options);
        LogProbe log = new LogProbe(estate.bootstrapServers())) {
      assertThat(log.settings(ENVELOPES.name())).isEqualTo(ENVELOPES.config());
      assertThat(log.partitions(ENVELOPES.name())).isEqualTo(ENVELOPES.partitions());
      log.set(ENVELOPES.name(), "segment.ms", "86400000");
      log.set(ENVELOPES.name(), "flush.messages", "1");
    }

    try (Estate estate = Estate.start(options);
        LogProbe log = new LogProbe(estate.bootstrapServers())) {
      assertThat(log.settings(ENVELOPES.name())).isEqualTo(ENVELOPES.config());

      assertThatThrownBy(() -> log.setUp(TopicOverlay.NONE.withPartitions(3).over(ENVELOPES)))
          .isInstanceOf(EstateException.class)
          .hasMessageContaining("has 16 partitions (expected: 3)");
    }
  }

  @Test
  void aRunOverlaysTopics() throws Exception {
    EstateOptions options =
        EstateOptions.in(directory)
            .withoutNode()
            .withPartitions(2)
            .withTopicSetting(ENVELOPES.name(), "segment.ms", "60000");
    try (Estate estate = Estate.start(options);
        LogProbe log = new LogProbe(estate.bootstrapServers())) {
      assertThat(log.partitions(ENVELOPES.name())).isEqualTo(2);
      assertThat(log.settings(ENVELOPES.name())).containsEntry("segment.ms", "60000");
    }
  }

  @Test
  void takenPortIsNamed() throws Exception {
    EstateOptions options = EstateOptions.in(directory);
    Endpoints where = options.endpoints();
    try (ServerSocket _ = listener(where.address(), where.kafkaPort())) {
      assertThatThrownBy(() -> Estate.start(options))
          .isInstanceOf(PortTakenException.class)
          .hasMessage(where.address() + ":19092 is taken: Kafka cannot listen there");
    }
    try (ServerSocket _ = listener(where.address(), where.gatewayPort())) {
      assertThatThrownBy(() -> Estate.start(options))
          .isInstanceOf(PortTakenException.class)
          .hasMessage(where.address() + ":8480 is taken: the gateway cannot listen there");
    }
  }

  @Test
  void takenDirectoryIsRefusedUntilItIsGivenBack() {
    try (DirectoryLock _ = DirectoryLock.take(directory)) {
      assertThatThrownBy(() -> Estate.start(EstateOptions.in(directory)))
          .isInstanceOf(DirectoryTakenException.class)
          .hasMessageContaining(directory.toString());
    }
    DirectoryLock.take(directory).close();
  }

  @Test
  void deadProcessIsReportedWithTheEndOfItsLog() throws Exception {
    CompletableFuture<ChildDiedException> heard = new CompletableFuture<>();
    EstateListener listener =
        new EstateListener() {
          @Override
          public void onDeath(ChildDiedException death) {
            heard.complete(death);
          }
        };
    try (Estate estate = Estate.start(EstateOptions.in(directory).withoutNode(), listener)) {
      ProcessHandle.of(estate.brokerPid()).orElseThrow().destroyForcibly();

      assertThat(heard.get(30, TimeUnit.SECONDS))
          .hasMessageContaining("Kafka ended unexpectedly with status 137")
          .hasMessageContaining("broker.log")
          .hasMessageContaining("ready " + estate.bootstrapServers());
    }
  }

  @Test
  void brokerThatDoesNotStartIsReportedWithTheEndOfItsLog() {
    EstateOptions options =
        EstateOptions.in(directory).withoutNode().withBrokerSetting("num.io.threads", "none");

    assertThatThrownBy(() -> Estate.start(options))
        .isInstanceOf(ChildDiedException.class)
        .hasMessageContaining("Invalid value none for configuration num.io.threads");
  }

  @Test
  void nodeComesBackAtItsAddress() throws Exception {
    try (Estate estate = Estate.start(EstateOptions.in(directory))) {
      assertThat(estate.gatewayUri().toString()).startsWith("ws://127.").endsWith(":8480/v1");
      List<Long> before = List.of(estate.brokerPid(), estate.nodePid());

      estate.killNode();
      estate.startNode();
      estate.stopNode();
      estate.startNode();

      assertThat(estate.gatewayUri().getPort()).isEqualTo(8480);
      assertThat(estate.nodePid()).isNotIn(before);
      assertThat(estate.brokerPid()).isEqualTo(before.getFirst());
      assertThat(EstateFile.ofRunning(directory).orElseThrow().gatewayUri())
          .isEqualTo(estate.gatewayUri());
      assertThat(look(estate, "/health/ready")).isEqualTo("{\"status\":\"ready\"}\n");
      assertThat(look(estate, "/version")).startsWith("{\"version\":\"");
      assertThat(look(estate, "/metrics"))
          .contains("edge_mailbox_partitions 16.0")
          .contains("edge_listener_connections 0.0")
          .contains("edge_send_queue_jobs 0.0")
          .contains("edge_listener_sockets_opened_total 0.0");
    }
    assertThat(EstateFile.ofRunning(directory)).isEmpty();
  }

  private static String look(Estate estate, String path) throws Exception {
    URI uri = estate.node(0).opsUri().resolve(path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(uri).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  private static ServerSocket listener(String address, int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getByName(address));
  }
}
