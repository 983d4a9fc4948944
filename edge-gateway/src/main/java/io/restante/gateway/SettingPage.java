package io.restante.gateway;

import io.restante.gateway.SettingMeaning.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Everything that can be set on a node, for people: the help, and the tables of
/// docs/operations.md.
final class SettingPage {
  private static final String HEAD =
      """
      ./restante gateway [--help]

      Runs one gateway node, configured by the environment. It prints "ready" and where devices
      connect once it serves, and stops in order on SIGTERM. Durations are ISO-8601 (PT30S).
      Those after RESTANTE_SNAPSHOT_BUCKET and RESTANTE_DIRECTORY_URL count only when that is set.
      A variable that begins with RESTANTE_ and is not one of these is refused.
      """;

  private SettingPage() {}

  /// Returns the text of the help: every variable, what it may be, its default and its meaning.
  static String help() {
    StringBuilder text = new StringBuilder(HEAD);
    for (Setting setting : GatewayConfig.settings()) {
      text.append("\n  RESTANTE_").append(setting.name()).append("\n      ");
      text.append(plain(meaning(setting).text())).append("\n      ");
      text.append(setting.bounds()).append("; default: ").append(setting.otherwise()).append('\n');
    }
    return text.toString();
  }

  private static String plain(String text) {
    return text.replace("`", "");
  }

  /// Returns the rows of the table of settings.
  static List<String> settingRows() {
    List<String> rows = new ArrayList<>();
    for (Setting setting : GatewayConfig.settings()) {
      rows.add(
          row(variable(setting), meaning(setting).text(), setting.bounds(), setting.otherwise()));
    }
    return rows;
  }

  /// Returns the rows of the table of limits.
  static List<String> limitRows() {
    List<String> rows = new ArrayList<>();
    for (Setting setting : GatewayConfig.settings()) {
      Limit limit = meaning(setting).limit();
      if (limit != null) {
        String meter = limit.meter().isEmpty() ? "–" : "`" + limit.meter() + "`";
        rows.add(row(variable(setting), setting.otherwise(), limit.beyond(), meter));
      }
    }
    return rows;
  }

  private static String variable(Setting setting) {
    return "`RESTANTE_" + setting.name() + "`";
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  private static SettingMeaning meaning(Setting setting) {
    Map<String, SettingMeaning> meanings =
        SettingCatalogue.all().stream()
            .collect(Collectors.toMap(SettingMeaning::name, Function.identity()));
    return Objects.requireNonNull(
        meanings.get(setting.name()), () -> setting.name() + ": not in the catalogue of settings");
  }
}
