package io.restante.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.gateway.http.HttpLimits;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AccountsConfigTest {
  private final Map<String, String> variables =
      new HashMap<>(
          Map.of(
              "RESTANTE_KAFKA", "127.0.0.1:9092",
              "RESTANTE_INDEX_DIRECTORY", "index",
              "RESTANTE_TICKET_KEYS", "keys",
              "RESTANTE_DIRECTORY_URL", "jdbc:postgresql://127.0.0.1:5432/restante",
              "RESTANTE_DIRECTORY_USER", "gateway",
              "RESTANTE_DIRECTORY_PASSWORD_FILE", "password",
              "RESTANTE_KEYS_CONTACT_POINTS", "scylla-1:9042, scylla-2:19042",
              "RESTANTE_KEYS_DATACENTER", "eu-west"));

  AccountsConfigTest() {
    variables.putAll(
        Map.of(
            "RESTANTE_TICKET_SIGNING_KEY", "tickets.pem",
            "RESTANTE_NUMBER_KEY_FILE", "numbers.key",
            "RESTANTE_CODE_FILE", "codes"));
  }

  @Test
  void defaultsAreWhatTheDocumentationSays() {
    AccountsConfig config = read();

    assertThat(config.directoryUrl()).isEqualTo("jdbc:postgresql://127.0.0.1:5432/restante");
    assertThat(config.directoryUser()).isEqualTo("gateway");
    assertThat(config.directoryPasswordFile()).isEqualTo(Path.of("password"));
    assertThat(config.keysContactPoints())
        .containsExactly(
            InetSocketAddress.createUnresolved("scylla-1", 9042),
            InetSocketAddress.createUnresolved("scylla-2", 19042));
    assertThat(config.keysDatacenter()).isEqualTo("eu-west");
    assertThat(config.keysKeyspace()).isEqualTo("restante");
    assertThat(config.apiAddress()).hasToString("/127.0.0.1:8481");
    assertThat(config.ticketSigningKey()).isEqualTo(Path.of("tickets.pem"));
    assertThat(config.ticketLifetime()).isEqualTo(Duration.ofHours(1));
    assertThat(config.numberKeyFile()).isEqualTo(Path.of("numbers.key"));
    assertThat(config.codeFile()).isEqualTo(Path.of("codes"));
    assertThat(config.publicGateway()).isNull();
  }

  @Test
  void everyOtherVariableIsRead() {
    variables.putAll(
        Map.of(
            "RESTANTE_KEYS_KEYSPACE", "keys",
            "RESTANTE_API_ADDRESS", "127.0.0.8",
            "RESTANTE_API_PORT", "0",
            "RESTANTE_TICKET_LIFETIME", "PT5M",
            "RESTANTE_PUBLIC_GATEWAY", "wss://chat.example/v1"));

    AccountsConfig config = read();

    assertThat(config.keysKeyspace()).isEqualTo("keys");
    assertThat(config.apiAddress()).hasToString("/127.0.0.8:0");
    assertThat(config.ticketLifetime()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.publicGateway()).isEqualTo(URI.create("wss://chat.example/v1"));
  }

  @Test
  void everyLimitIsReadAndHasADefault() {
    assertThat(read().limits())
        .isEqualTo(
            new AccountLimits(
                HttpLimits.DEFAULT,
                10,
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5)));
    variables.putAll(
        Map.of(
            "RESTANTE_API_REQUESTS_MAX", "1",
            "RESTANTE_API_CONNECTIONS_MAX", "2",
            "RESTANTE_API_HEADER_BYTES_MAX", "1025",
            "RESTANTE_API_REQUEST_TIMEOUT", "PT4S",
            "RESTANTE_API_IDLE_TIMEOUT", "PT5S",
            "RESTANTE_API_STOP_TIMEOUT", "PT6S"));
    variables.putAll(
        Map.of(
            "RESTANTE_DIRECTORY_CONNECTIONS_MAX", "7",
            "RESTANTE_DIRECTORY_WAIT", "PT8S",
            "RESTANTE_KEYS_REQUEST_TIMEOUT", "PT9S",
            "RESTANTE_KEYS_CLAIM_TIMEOUT", "PT10S"));

    HttpLimits api =
        new HttpLimits(
            1, 2, 1_025, Duration.ofSeconds(4), Duration.ofSeconds(5), Duration.ofSeconds(6));
    assertThat(read().limits())
        .isEqualTo(
            new AccountLimits(
                api, 7, Duration.ofSeconds(8), Duration.ofSeconds(9), Duration.ofSeconds(10)));

    variables.put("RESTANTE_DIRECTORY_WAIT", "PT0.1S");
    assertThatThrownBy(this::read).hasMessageContaining("PT0.25S..PT1M");
  }

  @Test
  void withoutADirectoryTheOthersAreRefused() {
    variables.remove("RESTANTE_DIRECTORY_URL");

    assertThatThrownBy(this::read).hasMessageStartingWith("RESTANTE_CODE_FILE: unknown");
  }

  @Test
  void errorsNameTheVariableAndTheExpectation() {
    variables.put("RESTANTE_KEYS_CONTACT_POINTS", "scylla-1:9042,scylla-2");
    assertThatThrownBy(this::read)
        .hasMessage(
            "RESTANTE_KEYS_CONTACT_POINTS: scylla-2 (expected: host:port of the key store)");

    variables.put("RESTANTE_KEYS_CONTACT_POINTS", "scylla-1:70000");
    assertThatThrownBy(this::read).hasMessageContaining("scylla-1:70000");

    variables.put("RESTANTE_KEYS_CONTACT_POINTS", "scylla-1:9042");
    variables.put("RESTANTE_PUBLIC_GATEWAY", "http://chat.example");
    assertThatThrownBy(this::read).hasMessageStartingWith("RESTANTE_PUBLIC_GATEWAY: http://");

    variables.remove("RESTANTE_PUBLIC_GATEWAY");
    variables.put("RESTANTE_DIRECTORY_URL", "mysql");
    assertThatThrownBy(this::read).hasMessageStartingWith("RESTANTE_DIRECTORY_URL: mysql");
  }

  private AccountsConfig read() {
    return Objects.requireNonNull(GatewayConfig.fromEnvironment(variables).accounts());
  }
}
