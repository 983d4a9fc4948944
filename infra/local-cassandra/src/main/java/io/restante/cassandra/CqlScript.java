package io.restante.cassandra;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// A file of CQL statements, each ended by a semicolon; lines that begin with `--` are comments.
final class CqlScript {
  private CqlScript() {}

  /// Returns the statements, in order.
  static List<String> statements(String script) {
    String code =
        script
            .lines()
            .filter(line -> !line.strip().startsWith("--"))
            .collect(Collectors.joining("\n"));
    return Arrays.stream(code.split(";", -1))
        .map(String::strip)
        .filter(statement -> !statement.isEmpty())
        .toList();
  }
}
