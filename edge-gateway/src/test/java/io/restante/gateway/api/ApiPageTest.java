package io.restante.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.gateway.http.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// docs/api.md names the calls and the problems that there are.
class ApiPageTest {
  private static final Path PAGE = Path.of("..", "docs", "api.md");
  private static final Pattern CURL =
      Pattern.compile("curl -s (?:-X (?<verb>[A-Z]+) )?\\$API(?<path>/\\S*)(?<rest>[^|)\\n]*)");
  private static final Pattern PROBLEM = Pattern.compile("\\| `([a-z-]+)` \\| ([0-9]{3}) \\|");
  private static final Map<String, String> VALUES =
      Map.of("$ID", "{registration}", "$LINK", "{link}", "$PEER", "{user}", "$GROUP", "{group}");

  @Test
  void everyExampleIsACallThatIsThere() throws IOException {
    String page = Files.readString(PAGE).replace("\\\n", "");
    List<String> calls = CURL.matcher(page).results().map(ApiPageTest::call).toList();

    assertThat(calls).hasSizeGreaterThanOrEqualTo(10);
    assertThat(OpenApiDocument.V1.operations().keySet()).containsAll(calls);
  }

  @Test
  void everyProblemIsInTheTableWithItsStatusAndInOrder() throws IOException {
    Matcher rows = PROBLEM.matcher(Files.readString(PAGE));

    assertThat(rows.results().map(row -> row.group(1) + " " + row.group(2)))
        .containsExactlyElementsOf(
            Stream.of(Problem.values()).map(it -> it.label() + " " + it.status()).toList());
  }

  private static String call(MatchResult curl) {
    String path = curl.group("path");
    for (Map.Entry<String, String> value : VALUES.entrySet()) {
      path = path.replace(value.getKey(), value.getValue());
    }
    String verb = curl.group("verb");
    if (verb == null) {
      verb = curl.group("rest").contains(" -d ") ? "POST" : "GET";
    }
    return verb + " " + path;
  }
}
