package io.restante.gateway.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where RocksDB's native library is put, seen from outside: by processes of their own.
final class NativeLibraryTest {
  @TempDir Path folder;

  @Test
  void killedProcessesLeaveOneCopyAndItIsWithTheIndexes() throws Exception {
    Path root = folder.resolve("index");
    Path temporary = Files.createDirectory(folder.resolve("tmp"));

    for (int start = 0; start < 3; start++) {
      assertThat(run(root, temporary)).isEqualTo(Killed.STATUS);

      assertThat(names(temporary)).isEmpty();
      assertThat(names(root))
          .hasSize(2)
          .contains("partition-0")
          .anyMatch(NativeLibraryTest::isLibrary);
    }
  }

  @Test
  void brokenCopyIsReplaced() throws Exception {
    Path root = folder.resolve("index");
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    run(root, temporary);
    String library =
        names(root).stream().filter(NativeLibraryTest::isLibrary).findFirst().orElseThrow();
    Files.writeString(root.resolve(library), "not a library");

    assertThat(run(root, temporary)).isEqualTo(Killed.STATUS);
  }

  private int run(Path root, Path temporary) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Killed.class.getName());
    command.add(root.toString());
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  private static boolean isLibrary(String name) {
    return name.startsWith("librocksdbjni");
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  /// Opens an index and dies without a word.
  static final class Killed {
    static final int STATUS = 42;

    private Killed() {}

    public static void main(String[] args) {
      IndexDirectory directory = new IndexDirectory(Path.of(args[0]), 8 << 20);
      RocksIndexStore store = directory.open(0, new UUID(1, 2));
      long[] page = store.page(new DeviceAddress(new UserId(3, 4), 1), 0, 10);
      Runtime.getRuntime().halt(page.length == 0 ? STATUS : 1);
    }
  }
}
