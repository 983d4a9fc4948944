package io.restante.local.child;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/// What a child process prints: carried into its log file, the last lines kept in memory, and
/// watched for the line that says it serves.
///
/// Thread-safe: [#pump] runs on a thread of its own, everything else on any.
final class ChildOutput {
  private static final int LINES_KEPT = 30;
  private static final long LOG_BYTES_MAX = 16 << 20;
  private static final String STEP = "step ";

  private final Path log;
  private final Function<String, Optional<String>> readyIn;
  private final Consumer<String> onStep;
  private final CompletableFuture<String> ready = new CompletableFuture<>();

  @GuardedBy("lastLines")
  private final Deque<String> lastLines = new ArrayDeque<>();

  /// Prepares for a child.
  ///
  /// @param readyIn where the child serves, when a line of its output says that it does
  /// @param onStep told what follows `step ` in each line that begins so, on the thread of [#pump]
  ChildOutput(Path log, Function<String, Optional<String>> readyIn, Consumer<String> onStep) {
    this.log = log;
    this.readyIn = readyIn;
    this.onStep = onStep;
  }

  /// Completes with where the child serves, once a line says so.
  CompletableFuture<String> ready() {
    return ready;
  }

  /// Returns the last lines, oldest first, at most 30.
  List<String> lastLines() {
    synchronized (lastLines) {
      return List.copyOf(lastLines);
    }
  }

  /// Reads until the child closes its output.
  void pump(BufferedReader output) {
    try (Writer file = open()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        file.write(line + "\n");
        if (!output.ready()) {
          file.flush();
        }
        keep(line);
        if (line.startsWith(STEP)) {
          onStep.accept(line.substring(STEP.length()));
        }
        readyIn.apply(line).ifPresent(ready::complete);
      }
    } catch (IOException e) {
      // The pipe breaks when the child is killed; a full disk is all the more reason to say so.
      keep("(output lost: " + e.getMessage() + ")");
    }
  }

  private void keep(String line) {
    synchronized (lastLines) {
      lastLines.addLast(line);
      if (lastLines.size() > LINES_KEPT) {
        lastLines.removeFirst();
      }
    }
  }

  private Writer open() {
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      if (Files.exists(log) && Files.size(log) > LOG_BYTES_MAX) {
        Path older = log.resolveSibling(log.getFileName() + ".1");
        Files.move(log, older, StandardCopyOption.REPLACE_EXISTING);
      }
      return Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(log + ": cannot be written", e);
    }
  }
}
