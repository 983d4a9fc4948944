package io.restante.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.gateway.ops.MeterCatalogue;
import io.restante.gateway.ops.MeterMeaning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The tables of docs/operations.md say what the code does.
class OperationsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "operations.md");

  @Test
  void everySettingHasAMeaningAndEveryMeaningASetting() {
    assertThat(GatewayConfig.settings().stream().map(Setting::name))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            SettingCatalogue.all().stream().map(SettingMeaning::name).toList());
  }

  @Test
  void tableOfSettingsIsTheCodes() throws IOException {
    assertThat(table("| setting | what it sets | what it may be | default |"))
        .containsExactlyElementsOf(SettingPage.settingRows());
  }

  @Test
  void tableOfLimitsIsTheCodes() throws IOException {
    assertThat(table("| limit | default | beyond it | meter |"))
        .containsExactlyElementsOf(SettingPage.limitRows());
  }

  @Test
  void tableOfMetersIsTheCodes() throws IOException {
    assertThat(table("| meter | kind | what it counts |"))
        .containsExactlyElementsOf(MeterCatalogue.ALL.stream().map(MeterMeaning::row).toList());
  }

  @Test
  void limitsAreSeenInMetersThatExist() {
    List<String> meters = MeterCatalogue.ALL.stream().map(MeterMeaning::name).toList();
    Stream<SettingMeaning.Limit> limits =
        SettingCatalogue.all().stream().flatMap(meaning -> Stream.ofNullable(meaning.limit()));

    assertThat(limits.map(SettingMeaning.Limit::meter).filter(meter -> !meter.isEmpty()))
        .allSatisfy(meter -> assertThat(meters).contains(meter));
  }

  @Test
  void helpNamesEveryVariableWithItsBoundsAndDefault() {
    assertThat(SettingPage.help())
        .contains("RESTANTE_WINDOW_ENVELOPES\n", "envelopes\n      1..65536; default: 256\n")
        .contains("RESTANTE_KAFKA\n", "host:port of the brokers; default: must be set\n");
    GatewayConfig.settings()
        .forEach(
            setting -> assertThat(SettingPage.help()).contains("  RESTANTE_" + setting.name()));
  }

  /// Returns the rows of the table with this head.
  private static List<String> table(String head) throws IOException {
    return Files.readAllLines(PAGE).stream()
        .dropWhile(line -> !line.equals(head))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .toList();
  }
}
