package io.restante.it.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/// Writes the figures as JSON, for machines and later comparison.
///
/// ```
/// {"bench":…,"machine":{…},"settings":{…},"runs":n,
///  "figures":{name:median,…},"spread":{name:[min,max],…}}
/// ```
final class ResultFile {
  private ResultFile() {}

  static void write(Path file, String bench, int runs, Machine machine, Figures figures)
      throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    Files.writeString(file, json(bench, runs, machine, figures) + "\n");
  }

  static String json(String bench, int runs, Machine machine, Figures figures) {
    Map<String, Object> medians = new LinkedHashMap<>();
    Map<String, Object> spread = new LinkedHashMap<>();
    figures
        .summaries()
        .forEach(
            (name, summary) -> {
              medians.put(name, summary.median());
              spread.put(name, new double[] {summary.min(), summary.max()});
            });
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("bench", bench);
    all.put("machine", describe(machine));
    all.put("settings", figures.settings());
    all.put("runs", runs);
    all.put("figures", medians);
    all.put("spread", spread);
    return json(all);
  }

  private static Map<String, Object> describe(Machine machine) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("cores", machine.cores());
    fields.put("memory_bytes", machine.memoryBytes());
    fields.put("processor", machine.processor());
    fields.put("jdk", machine.jdk());
    fields.put("kernel", machine.kernel());
    return fields;
  }

  private static String json(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        StringJoiner fields = new StringJoiner(",", "{", "}");
        map.forEach((key, field) -> fields.add(quoted(key.toString()) + ":" + json(field)));
        yield fields.toString();
      }
      case double[] range -> "[" + json(range[0]) + "," + json(range[1]) + "]";
      case Double number -> number(number);
      case Number number -> number.toString();
      case Boolean truth -> truth.toString();
      default -> quoted(value.toString());
    };
  }

  private static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if (next == '"' || next == '\\') {
        quoted.append('\\').append(next);
      } else if (next < ' ') {
        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) next));
      } else {
        quoted.append(next);
      }
    }
    return quoted.append('"').toString();
  }
}
