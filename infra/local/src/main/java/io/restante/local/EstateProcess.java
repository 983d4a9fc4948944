package io.restante.local;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.restante.local.child.ChildCommand;
import io.restante.local.child.ChildDiedException;
import io.restante.local.child.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One process of an estate: runs, or does not and can be started again.
///
/// Thread-safe. A call that waits for the process keeps no other from it.
final class EstateProcess {
  private static final Duration READY_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final String name;
  private final Path log;
  private final EstateListener listener;

  @GuardedBy("this")
  private @Nullable ChildProcess child;

  /// Names a process.
  ///
  /// @param name what people call it
  /// @param log takes what it prints
  /// @param listener hears of each step
  EstateProcess(String name, Path log, EstateListener listener) {
    this.name = name;
    this.log = log;
    this.listener = listener;
  }

  /// Starts the process and returns where it serves, once it does. Others may kill it, or let it
  /// stand still, meanwhile.
  ///
  /// @param preparation makes the command; what has to be done before belongs there, and its time
  ///   counts
  String start(Supplier<? extends ChildCommand> preparation) {
    long began = System.nanoTime();
    ChildProcess started = begin(preparation);
    try {
      String where = started.awaitReady(READY_LIMIT);
      listener.onStep(name + " at " + where + ", process " + started.pid(), since(began));
      return where;
    } catch (ChildDiedException e) {
      started.kill();
      throw e;
    }
  }

  private synchronized ChildProcess begin(Supplier<? extends ChildCommand> preparation) {
    if (isAlive()) {
      throw new IllegalStateException("the " + name + " runs already");
    }
    listener.onBegin(name);
    child = ChildProcess.start(name, preparation.get(), log, listener);
    return child;
  }

  /// Stops the process in order.
  void stop() {
    ChildProcess running = running();
    long began = System.nanoTime();
    listener.onBegin("stopping " + name);
    running.stop(STOP_LIMIT);
    listener.onStep(name + " stopped", since(began));
  }

  /// Stops the process in order if it runs.
  void stopIfAlive() {
    if (isAlive()) {
      stop();
    }
  }

  /// Kills the process, as `kill -9` does.
  void kill() {
    running().kill();
  }

  /// Lets the process stand still (SIGSTOP).
  void pause() {
    running().pause();
  }

  /// Lets the process go on (SIGCONT).
  void resume() {
    running().resume();
  }

  /// Returns the process id.
  long pid() {
    return running().pid();
  }

  /// Whether the process is there.
  synchronized boolean isAlive() {
    return child != null && child.isAlive();
  }

  private synchronized ChildProcess running() {
    if (child == null || !child.isAlive()) {
      throw new IllegalStateException("the " + name + " does not run");
    }
    return child;
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
