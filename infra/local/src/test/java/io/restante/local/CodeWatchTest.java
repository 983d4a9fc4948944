package io.restante.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CodeWatchTest {
  private final List<String> seen = new ArrayList<>();

  @Test
  void onlyNewAndWholeLinesAreTold(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("codes"), "old 111111\n");
    CodeWatch watch = new CodeWatch(file, (registration, code) -> seen.add(registration + code));

    watch.look();
    assertThat(seen).isEmpty();
    Files.writeString(file, "a 222222\nb 333", StandardOpenOption.APPEND);
    watch.look();
    watch.look();
    assertThat(seen).containsExactly("a222222");
    Files.writeString(file, "333\n", StandardOpenOption.APPEND);
    watch.look();
    assertThat(seen).containsExactly("a222222", "b333333");
  }

  @Test
  void codesOfTwoWhoAskAtOnceCanBeToldApart() {
    String ones = "1c7cb2fc-3b26-4f5e-9a56-0ab52d3f9e21";
    String others = "1c7cb2fc-3b26-4f5e-9a56-0ab52d3f77d0";
    assertThat(Up.codeLine(ones, "111111"))
        .contains(CodeWatch.shortName(ones), "111111")
        .doesNotContain(CodeWatch.shortName(others), ones);
    assertThat(CodeWatch.shortName("a")).isEqualTo("a");
  }

  @Test
  void fileMayComeLater(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("codes");
    CodeWatch watch = new CodeWatch(file, (registration, code) -> seen.add(registration + code));
    watch.look();
    Files.writeString(file, "a 222222\n");
    watch.look();
    assertThat(seen).containsExactly("a222222");
  }
}
