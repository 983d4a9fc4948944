package io.restante.local.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A server that outlived its estate: it is still stopping, or nobody told it to.
///
/// @param directory the server's files
record PostgresOrphan(Path directory) {
  /// A server that was told to quit is gone after this.
  private static final Duration GRACE = Duration.ofSeconds(3);

  /// Waits for it to go, and kills it when it does not.
  void end() {
    server().ifPresent(this::end);
  }

  private void end(ProcessHandle server) {
    if (hasGone(server)) {
      return;
    }
    server.destroyForcibly();
    if (!hasGone(server)) {
      throw new PostgresException(
          "PostgreSQL (process " + server.pid() + ") still runs on " + directory);
    }
  }

  private static boolean hasGone(ProcessHandle server) {
    try {
      server.onExit().get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// The file's first line is the process id, which may belong to somebody else by now: the command
  /// line tells.
  private Optional<ProcessHandle> server() {
    Path file = directory.resolve("postmaster.pid");
    try {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
      return ProcessHandle.of(pid).filter(this::isOurs);
    } catch (IOException e) {
      throw new PostgresException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private boolean isOurs(ProcessHandle process) {
    return process
        .info()
        .commandLine()
        .filter(line -> line.contains("postgres") && line.contains(directory.toString()))
        .isPresent();
  }
}
