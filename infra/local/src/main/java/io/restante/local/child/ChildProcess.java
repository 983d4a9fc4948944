package io.restante.local.child;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One running child process.
///
/// It holds the writing end of the child's standard input and never writes: when this JVM dies,
/// however it dies, the kernel closes that end, and the child goes. Thread-safe.
public final class ChildProcess {
  private final String name;
  private final Process process;
  private final ChildOutput output;
  private final Path log;
  private final Thread pump;

  // Written by whoever stops the child, read by the thread that learns of its end.
  private volatile boolean isStopping;

  private ChildProcess(
      String name, ChildCommand command, Process process, Path log, ChildListener listener) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.output = new ChildOutput(log, command::readyIn, listener::onStep);
    BufferedReader printed = process.inputReader();
    this.pump =
        Thread.ofPlatform().name(name + "-output").daemon().start(() -> output.pump(printed));
  }

  /// Starts a process.
  ///
  /// @param name what messages call it
  /// @param command what to run
  /// @param log takes what it prints, appended
  /// @param listener told how it goes on
  public static ChildProcess start(
      String name, ChildCommand command, Path log, ChildListener listener) {
    ProcessBuilder builder = new ProcessBuilder(command.commandLine()).redirectErrorStream(true);
    builder.environment().putAll(command.environment());
    try {
      ChildProcess child = new ChildProcess(name, command, builder.start(), log, listener);
      child.watch(listener);
      return child;
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be started", e);
    }
  }

  /// Returns the process id.
  public long pid() {
    return process.pid();
  }

  /// Whether the process runs.
  public boolean isAlive() {
    return process.isAlive();
  }

  /// Waits until the child has printed that it serves, and returns where.
  ///
  /// @throws ChildDiedException when it ends before, or takes longer than the limit
  public String awaitReady(Duration limit) {
    CompletableFuture<?> readyOrGone = CompletableFuture.anyOf(output.ready(), process.onExit());
    try {
      readyOrGone.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new ChildDiedException(
          name + " is not ready after " + limit.toSeconds() + " s" + end());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChildDiedException("interrupted while waiting for " + name);
    }
    if (output.ready().isDone()) {
      return output.ready().join();
    }
    throw death();
  }

  /// Ends the process as `kill -9` does, and returns when it is gone.
  public void kill() {
    isStopping = true;
    process.destroyForcibly();
    awaitEnd(Duration.ofSeconds(30));
  }

  /// Lets the process stand still (SIGSTOP) until [#resume]. Whoever waits for it waits on.
  public void pause() {
    signal("STOP");
  }

  /// Lets the process go on (SIGCONT); one that goes on already hardly notices.
  public void resume() {
    signal("CONT");
  }

  private void signal(String signal) {
    try {
      String[] line = {"kill", "-" + signal, Long.toString(pid())};
      int status = new ProcessBuilder(line).redirectErrorStream(true).start().waitFor();
      if (status != 0) {
        throw new IllegalStateException(name + " takes no signal: process " + pid() + " is gone");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("kill cannot be started", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while signalling " + name, e);
    }
  }

  /// Asks the process to end (SIGTERM), and returns when it is gone. After the limit it is killed.
  /// One that stands still goes on first.
  public void stop(Duration limit) {
    isStopping = true;
    if (isAlive()) {
      resume();
    }
    // Process.destroy() would close the child's standard input first, and the child would halt.
    process.toHandle().destroy();
    if (!awaitEnd(limit)) {
      kill();
    }
  }

  private void watch(ChildListener listener) {
    var _ =
        process
            .onExit()
            .thenRun(
                () -> {
                  // Before it is ready, it is awaitReady that says so.
                  if (!isStopping && output.ready().isDone()) {
                    listener.onDeath(death());
                  }
                });
  }

  private ChildDiedException death() {
    try {
      pump.join(Duration.ofSeconds(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new ChildDiedException(
        name + " ended unexpectedly with status " + process.exitValue() + end());
  }

  private String end() {
    StringBuilder text = new StringBuilder();
    text.append(". Its log is ").append(log).append("; the end of it:");
    output.lastLines().forEach(line -> text.append("\n  ").append(line));
    return text.toString();
  }

  private boolean awaitEnd(Duration limit) {
    try {
      return process.waitFor(limit) && pump.join(Duration.ofSeconds(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
