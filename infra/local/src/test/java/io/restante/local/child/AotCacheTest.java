package io.restante.local.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AotCacheTest {
  @TempDir Path directory;

  @Test
  void cacheIsReadOnlyWhereItFits() throws Exception {
    AotCache cache = new AotCache(directory, false);
    Path jar = Files.writeString(directory.resolve("one.jar"), "one");
    JavaCommand command = command(jar, "-Xmx1g");
    assertThat(cache.over(command)).isEqualTo(command);
    assertThat(cache.isSettled(command)).isFalse();

    Path made = Path.of(optionOf(cache.training(directory).over(command)).split("=", 2)[1]);
    Files.writeString(made, "a cache");

    assertThat(optionOf(cache.over(command))).isEqualTo("-XX:AOTCache=" + made);
    assertThat(cache.over(command(jar, "-Xmx2g")).jvmOptions()).containsExactly("-Xmx2g");
    Files.writeString(jar, "another");
    assertThat(cache.over(command)).isEqualTo(command);
  }

  @Test
  void classPathWithADirectoryIsLeftAlone() {
    AotCache cache = new AotCache(directory, true);
    JavaCommand command = command(directory, "-Xmx1g");

    assertThat(cache.over(command)).isEqualTo(command);
    assertThat(cache.isSettled(command)).isTrue();
  }

  private static String optionOf(JavaCommand command) {
    return command.jvmOptions().get(1);
  }

  private static JavaCommand command(Path classPath, String option) {
    return new JavaCommand(
        "io.restante.Main", classPath.toString(), List.of(option), List.of(), Map.of());
  }
}
