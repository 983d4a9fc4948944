package io.restante.it.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What one user may do to their own processes on Linux, without being root. Stateless.
final class Signals {
  private static final List<Path> PRLIMIT =
      List.of(Path.of("/usr/bin/prlimit"), Path.of("/bin/prlimit"));

  private Signals() {}

  /// Tells whether [#fillDisk] works here.
  static boolean canFillDisk() {
    return PRLIMIT.stream().anyMatch(Files::isExecutable);
  }

  /// Lets every write of a process to a file fail, while its sockets and pipes go on: its soft
  /// limit for the size of files becomes 0, and a JVM ignores the signal that comes with it.
  static void fillDisk(long pid) {
    run("prlimit --pid " + pid + " --fsize=0:");
  }

  /// Lets a process write again.
  static void emptyDisk(long pid) {
    run("prlimit --pid " + pid + " --fsize=unlimited:");
  }

  private static void run(String command) {
    try {
      Process process =
          new ProcessBuilder("/bin/sh", "-c", command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + ": " + said.strip());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in " + command, e);
    }
  }
}
