package io.restante.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.connectors.ops.MeterMeaning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectorConfigTest {
  private static final Map<String, String> LEAST =
      Map.of(
          "RESTANTE_KAFKA", "k:1",
          "RESTANTE_DIRECTORY_URL", "jdbc:postgresql://h:5432/d",
          "RESTANTE_DIRECTORY_USER", "u",
          "RESTANTE_DIRECTORY_PASSWORD_FILE", "/p");

  @Test
  void theRestHasDefaults() {
    ConnectorConfig config = ConnectorConfig.fromEnvironment(LEAST);
    assertThat(config.slot()).isEqualTo("restante_directory");
    assertThat(config.pollInterval()).isEqualTo(Duration.ofMillis(5));
    assertThat(config.heartbeat()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.operations().getPort()).isEqualTo(8580);
    assertThat(config.operations().getAddress().isLoopbackAddress()).isTrue();
    assertThat(config.stopWithStdin()).isFalse();
    assertThat(config.store()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "RESTANTE_POLL_INTERVAL, 5",
    "RESTANTE_POLL_INTERVAL, PT0S",
    "RESTANTE_HEARTBEAT, PT2M",
    "RESTANTE_KEYS_CONTACT_POINTS, nowhere",
    "RESTANTE_KEYS_CONTACT_POINTS, 'h:9042,:x'",
    "RESTANTE_OPS_PORT, 65536",
    "RESTANTE_STOP_WITH_STDIN, yes",
    "RESTANTE_OPS_PROT, 1",
    "RESTANTE_KAFKA, ' '"
  })
  void whatMakesNoSenseIsRefusedByName(String name, String value) {
    Map<String, String> variables = new HashMap<>(LEAST);
    variables.put(name, value);
    assertThatThrownBy(() -> ConnectorConfig.fromEnvironment(variables))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(name + ": ");
  }

  @Test
  void theHelpNamesEverySetting() {
    assertThat(ConnectorConfig.settings()).hasSize(13);
    assertThat(ConnectorConfig.help())
        .contains(ConnectorConfig.settings().stream().map(Setting::name).toList());
  }

  @Test
  void theDocumentationHasEverySettingAndEveryMeter() throws IOException {
    String page = Files.readString(Path.of("../docs/operations.md"));
    assertThat(page).contains(ConnectorConfig.settings().stream().map(Setting::row).toList());
    assertThat(page).contains(MeterMeaning.ALL.stream().map(MeterMeaning::row).toList());
  }
}
