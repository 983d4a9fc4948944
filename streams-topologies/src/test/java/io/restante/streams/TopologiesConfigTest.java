package io.restante.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.streams.ops.MeterMeaning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopologiesConfigTest {
  private static final Map<String, String> LEAST =
      Map.of("RESTANTE_KAFKA", "k:1", "RESTANTE_STATE_DIRECTORY", "/s");

  @Test
  void theRestHasDefaults() {
    TopologiesConfig config = TopologiesConfig.fromEnvironment(LEAST);
    assertThat(config.streams().times().parkMax()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.streams().times().commit()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.streams().copies().replicas()).isEqualTo(3);
    assertThat(config.streams().copies().insync()).isEqualTo(2);
    assertThat(config.operations().getPort()).isEqualTo(8680);
    assertThat(config.operations().getAddress().isLoopbackAddress()).isTrue();
    assertThat(config.stopWithStdin()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "RESTANTE_FANOUT_PARK_MAX, 30",
    "RESTANTE_COMMIT_INTERVAL, PT0S",
    "RESTANTE_REPLICAS, 0",
    "RESTANTE_THREADS, 65",
    "RESTANTE_OPS_PORT, 65536",
    "RESTANTE_STOP_WITH_STDIN, yes",
    "RESTANTE_OPS_PROT, 1",
    "RESTANTE_KAFKA, ' '"
  })
  void whatMakesNoSenseIsRefusedByName(String name, String value) {
    Map<String, String> variables = new HashMap<>(LEAST);
    variables.put(name, value);
    assertThatThrownBy(() -> TopologiesConfig.fromEnvironment(variables))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(name + ": ");
  }

  @Test
  void theHelpNamesEverySetting() {
    assertThat(TopologiesConfig.settings()).hasSize(19);
    assertThat(TopologiesConfig.help())
        .contains(TopologiesConfig.settings().stream().map(Setting::name).toList());
  }

  @Test
  void theDocumentationHasEverySettingAndEveryMeter() throws IOException {
    String page = Files.readString(Path.of("../docs/operations.md"));
    assertThat(page).contains(TopologiesConfig.settings().stream().map(Setting::row).toList());
    assertThat(page).contains(MeterMeaning.ALL.stream().map(MeterMeaning::row).toList());
  }
}
