package io.restante.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.gateway.listener.PollLimits;
import io.restante.gateway.listener.SocketLimits;
import io.restante.gateway.listener.Transport;
import io.restante.gateway.session.SessionLimits;
import io.restante.gateway.snapshot.S3Settings;
import io.restante.gateway.tls.TlsFiles;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayConfigTest {
  private final Map<String, String> variables =
      new HashMap<>(
          Map.of(
              "RESTANTE_KAFKA", "127.0.0.1:9092",
              "RESTANTE_INDEX_DIRECTORY", "index",
              "RESTANTE_TICKET_KEYS", "keys"));

  @Test
  void defaultsAreWhatTheDocumentationSays() {
    GatewayConfig config = GatewayConfig.fromEnvironment(variables);

    assertThat(config.cell()).isEqualTo("local");
    assertThat(config.gateway()).isEqualTo("local");
    assertThat(config.node()).isEqualTo("node-1");
    assertThat(config.indexDirectory()).isEqualTo(Path.of("index"));
    assertThat(config.listener().address().getPort()).isEqualTo(8480);
    assertThat(config.listener().transport()).isEqualTo(Transport.EPOLL);
    assertThat(config.windowEnvelopes()).isEqualTo(256);
    assertThat(config.windowBytes()).isEqualTo(524_288);
    assertThat(config.ackTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.expireAfter()).isEqualTo(Duration.ofDays(30));
    assertThat(config.expiryInterval()).isEqualTo(Duration.ofHours(1));
    assertThat(config.sessionTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.checkpointInterval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.indexMemoryBytes()).isEqualTo(64 << 20);
    assertThat(config.operations().getPort()).isEqualTo(8482);
    assertThat(config.operations().getAddress().isLoopbackAddress()).isTrue();
    assertThat(config.queues()).isEqualTo(new QueueLimits(16_384, 33_554_432, 65_536, 33_554_432));
    assertThat(config.listener().socket()).isEqualTo(SocketLimits.DEFAULT);
    assertThat(config.listener().session()).isEqualTo(SessionLimits.DEFAULT);
    assertThat(config.checkpointChanges()).isEqualTo(131_072);
    assertThat(config.catchUpTimeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(config.stopWithStdin()).isFalse();
    assertThat(config.tls()).isNull();
    assertThat(config.snapshots()).isNull();
    assertThat(config.accounts()).isNull();
  }

  @Test
  void defaultsOfSnapshotsAreWhatTheDocumentationSays() {
    variables.put("RESTANTE_SNAPSHOT_BUCKET", "bucket");
    variables.put("RESTANTE_SNAPSHOT_CREDENTIALS_FILE", "key");

    assertThat(GatewayConfig.fromEnvironment(variables).snapshots())
        .isEqualTo(
            new SnapshotConfig(
                new S3Settings(null, "us-east-1", "bucket", true, Path.of("key")),
                "index",
                Duration.ofMinutes(10),
                10_000,
                100_000,
                Duration.ofSeconds(3),
                32 << 20,
                1 << 30));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://192.0.2.1:9000",
        "ftp://127.0.0.1",
        "127.0.0.1:9000",
        "https://",
        "http://[",
        "file:///tmp"
      })
  void endpointOfSnapshotsIsPrivateAndWhole(String endpoint) {
    variables.put("RESTANTE_SNAPSHOT_BUCKET", "bucket");
    variables.put("RESTANTE_SNAPSHOT_CREDENTIALS_FILE", "key");
    variables.put("RESTANTE_SNAPSHOT_ENDPOINT", endpoint);

    assertThatThrownBy(() -> GatewayConfig.fromEnvironment(variables))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("RESTANTE_SNAPSHOT_ENDPOINT");
  }

  @Test
  void settingsOfSnapshotsWithoutABucketAreRefused() {
    variables.put("RESTANTE_SNAPSHOT_INTERVAL", "PT1M");

    assertThatThrownBy(() -> GatewayConfig.fromEnvironment(variables))
        .hasMessageContaining("RESTANTE_SNAPSHOT_INTERVAL: unknown");
  }

  @Test
  void everyVariableIsRead() {
    variables.putAll(
        Map.of(
            "RESTANTE_CELL", "eu-1",
            "RESTANTE_GATEWAY", "blue",
            "RESTANTE_NODE", "n7",
            "RESTANTE_LISTEN_ADDRESS", "127.0.0.9",
            "RESTANTE_LISTEN_PORT", "0",
            "RESTANTE_TRANSPORT", "nio",
            "RESTANTE_EVENT_LOOPS", "3",
            "RESTANTE_CONNECTIONS_MAX", "10"));
    variables.putAll(
        Map.of(
            "RESTANTE_SENDS_PER_SECOND", "7",
            "RESTANTE_SEND_BURST", "8",
            "RESTANTE_LANES", "5",
            "RESTANTE_WINDOW_ENVELOPES", "6",
            "RESTANTE_WINDOW_BYTES", "9",
            "RESTANTE_ACK_TIMEOUT", "PT1S",
            "RESTANTE_EXPIRE_AFTER", "PT2S",
            "RESTANTE_EXPIRY_INTERVAL", "PT3S"));
    variables.putAll(
        Map.of(
            "RESTANTE_CHECKPOINT_INTERVAL", "PT4S",
            "RESTANTE_SESSION_TIMEOUT", "PT6S",
            "RESTANTE_INDEX_MEMORY", "8388608",
            "RESTANTE_STOP_WITH_STDIN", "true",
            "RESTANTE_TLS_CERTIFICATE", "c.pem",
            "RESTANTE_TLS_KEY", "k.pem"));

    GatewayConfig config = GatewayConfig.fromEnvironment(variables);

    assertThat(config.cell()).isEqualTo("eu-1");
    assertThat(config.gateway()).isEqualTo("blue");
    assertThat(config.node()).isEqualTo("n7");
    assertThat(config.listener().address().getAddress().getHostAddress()).isEqualTo("127.0.0.9");
    assertThat(config.listener().transport()).isEqualTo(Transport.NIO);
    assertThat(config.listener().eventLoops()).isEqualTo(3);
    assertThat(config.listener().connectionsMax()).isEqualTo(10);
    assertThat(config.listener().session().sendsPerSecond()).isEqualTo(7);
    assertThat(config.listener().session().sendBurst()).isEqualTo(8);
    assertThat(config.lanes()).isEqualTo(5);
    assertThat(config.windowEnvelopes()).isEqualTo(6);
    assertThat(config.windowBytes()).isEqualTo(9);
    assertThat(config.ackTimeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.expireAfter()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.expiryInterval()).isEqualTo(Duration.ofSeconds(3));
    assertThat(config.sessionTimeout()).isEqualTo(Duration.ofSeconds(6));
    assertThat(config.checkpointInterval()).isEqualTo(Duration.ofSeconds(4));
    assertThat(config.indexMemoryBytes()).isEqualTo(8_388_608);
    assertThat(config.stopWithStdin()).isTrue();
    assertThat(config.tls()).isEqualTo(new TlsFiles(Path.of("c.pem"), Path.of("k.pem")));
  }

  @Test
  void everyLimitIsRead() {
    variables.putAll(
        Map.of(
            "RESTANTE_SEND_QUEUE_JOBS", "17",
            "RESTANTE_SEND_QUEUE_BYTES", "1048577",
            "RESTANTE_HOUSEKEEPING_QUEUE_JOBS", "18",
            "RESTANTE_HOUSEKEEPING_QUEUE_BYTES", "1048578",
            "RESTANTE_CHECKPOINT_CHANGES", "19",
            "RESTANTE_CATCH_UP_TIMEOUT", "PT20S",
            "RESTANTE_OPS_ADDRESS", "127.0.0.7",
            "RESTANTE_OPS_PORT", "0"));
    variables.putAll(
        Map.of(
            "RESTANTE_FRAME_BYTES_MAX", "2048",
            "RESTANTE_HANDSHAKE_TIMEOUT", "PT1S",
            "RESTANTE_UNWRITABLE_TIMEOUT", "PT2S",
            "RESTANTE_CLOSE_TIMEOUT", "PT3S",
            "RESTANTE_WRITE_BYTES_LOW", "4",
            "RESTANTE_WRITE_BYTES_HIGH", "5"));
    variables.putAll(
        Map.of(
            "RESTANTE_HELLO_TIMEOUT", "PT6S",
            "RESTANTE_IDLE_TIMEOUT", "PT7S",
            "RESTANTE_SEND_WINDOW", "8",
            "RESTANTE_REFUSALS_IN_ROW", "9",
            "RESTANTE_POLL_HOLD", "PT10S",
            "RESTANTE_POLL_IDLE_TIMEOUT", "PT11S"));

    GatewayConfig config = GatewayConfig.fromEnvironment(variables);

    assertThat(config.queues()).isEqualTo(new QueueLimits(17, 1_048_577, 18, 1_048_578));
    assertThat(config.checkpointChanges()).isEqualTo(19);
    assertThat(config.catchUpTimeout()).isEqualTo(Duration.ofSeconds(20));
    assertThat(config.operations()).hasToString("/127.0.0.7:0");
    assertThat(config.listener().socket())
        .isEqualTo(
            new SocketLimits(
                2_048, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3), 4, 5));
    assertThat(config.listener().session())
        .isEqualTo(
            new SessionLimits(Duration.ofSeconds(6), Duration.ofSeconds(7), 8, 500, 1_000, 9));
    assertThat(config.listener().poll())
        .isEqualTo(new PollLimits(Duration.ofSeconds(10), Duration.ofSeconds(11)));
  }

  @Test
  void errorsNameTheVariableAndTheExpectation() {
    variables.put("RESTANTE_LANES", "many");
    assertThatThrownBy(() -> GatewayConfig.fromEnvironment(variables))
        .hasMessage("RESTANTE_LANES: many (expected: 1..256)");

    variables.put("RESTANTE_LANES", "1");
    variables.put("RESTANTE_LANE", "1");
    assertThatThrownBy(() -> GatewayConfig.fromEnvironment(variables))
        .hasMessageStartingWith("RESTANTE_LANE: unknown");

    variables.remove("RESTANTE_LANE");
    variables.remove("RESTANTE_KAFKA");
    assertThatThrownBy(() -> GatewayConfig.fromEnvironment(variables))
        .hasMessage("RESTANTE_KAFKA: not set (expected: host:port of the brokers)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          LISTEN_ADDRESS      | 300.1.2.3           | an address, or a name that resolves
          LISTEN_PORT         | 65536               | 0..65535
          LISTEN_PORT         | -1                  | 0..65535
          TRANSPORT           | EPOLL               | epoll, io_uring, nio
          EVENT_LOOPS         | 0                   | 1..256
          CONNECTIONS_MAX     | 1e3                 | 1..10000000
          SENDS_PER_SECOND    | 0                   | 1..1000000
          SEND_BURST          | 1000001             | 1..1000000
          LANES               | many                | 1..256
          WINDOW_ENVELOPES    | 65537               | 1..65536
          WINDOW_BYTES        | 0x10                | 1..67108864
          INDEX_MEMORY        | 99999999999         | 8388608..1073741824
          ACK_TIMEOUT         | 30s                 | an ISO-8601 duration, PT0.001S..PT24H
          ACK_TIMEOUT         | PT-1S               | an ISO-8601 duration, PT0.001S..PT24H
          ACK_TIMEOUT         | PT0.0001S           | an ISO-8601 duration, PT0.001S..PT24H
          SESSION_TIMEOUT     | PT24H0.001S         | an ISO-8601 duration, PT0.001S..PT24H
          CHECKPOINT_INTERVAL | PT9999999999999999H | an ISO-8601 duration, PT0.001S..PT24H
          EXPIRY_INTERVAL     | PT0S                | an ISO-8601 duration, PT0.001S..PT24H
          EXPIRE_AFTER        | P3651D              | an ISO-8601 duration, PT0.001S..PT87600H
          STOP_WITH_STDIN     | yes                 | true or false
          """)
  void badValueIsRefusedWithTheExpectation(String name, String value, String expected) {
    variables.put("RESTANTE_" + name, value);

    assertThatThrownBy(() -> GatewayConfig.fromEnvironment(variables))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("RESTANTE_" + name + ": " + value + " (expected: " + expected + ")");
  }

  @ParameterizedTest
  @ValueSource(strings = {"KAFKA", "INDEX_DIRECTORY", "TICKET_KEYS"})
  void whatHasNoDefaultMustBeSet(String name) {
    variables.put("RESTANTE_" + name, " ");

    assertThatThrownBy(() -> GatewayConfig.fromEnvironment(variables))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("RESTANTE_" + name + ": not set (expected: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
  void plainTextBeyondLoopbackIsRefused(String address) {
    variables.put("RESTANTE_LISTEN_ADDRESS", address);

    assertThatThrownBy(() -> GatewayConfig.fromEnvironment(variables))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: a loopback address, because there is no TLS)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.9.8.7", "::1", "localhost"})
  void everyLoopbackAddressMayBeListenedOn(String address) {
    variables.put("RESTANTE_LISTEN_ADDRESS", address);

    assertThat(GatewayConfig.fromEnvironment(variables).listener().address().getAddress())
        .matches(InetAddress::isLoopbackAddress);
  }

  @Test
  void halfOfTlsIsRefused() {
    variables.put("RESTANTE_TLS_KEY", "k.pem");

    assertThatThrownBy(() -> GatewayConfig.fromEnvironment(variables))
        .hasMessageStartingWith("RESTANTE_TLS_CERTIFICATE: not set");
  }
}
