package io.restante.local;

import io.restante.local.child.ChildDiedException;
import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// What `./restante up` writes for the person who started it: one line for each step, with the time
/// it took, and one for each part that serves, with the time since the start. Steps that run side
/// by side may end in any order. Thread-safe. Colour only on a terminal, and never when `NO_COLOR`
/// is set.
final class Terminal implements EstateListener {
  private final PrintStream out;
  private final boolean isTerminal;
  private final boolean isColoured;

  private final Consumer<String> onDeath;
  private final long began = System.nanoTime();

  Terminal(PrintStream out, boolean isTerminal, boolean isColoured, Consumer<String> onDeath) {
    this.out = out;
    this.onDeath = onDeath;
    this.isTerminal = isTerminal;
    this.isColoured = isTerminal && isColoured;
  }

  /// Returns the terminal this process writes to, which may be a file.
  ///
  /// @param onDeath told, in a few lines for a person, when a process of the estate died
  static Terminal ofProcess(Consumer<String> onDeath) {
    boolean isTerminal =
        Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    String noColour = System.getenv().getOrDefault("NO_COLOR", "");
    return new Terminal(System.out, isTerminal, noColour.isEmpty(), onDeath);
  }

  @Override
  public synchronized void onBegin(String what) {
    if (isTerminal) {
      out.print("\r\u001b[K  " + what + " ...");
      out.flush();
    }
  }

  @Override
  public synchronized void onStep(String what, Duration took) {
    String line = String.format(Locale.ROOT, "  %-66s %5.1f s", what, took.toMillis() / 1000.0);
    out.println(isTerminal ? "\r" + line + "\u001b[K" : line);
  }

  @Override
  public void onStep(String what) {
    onStep(what, Duration.ofNanos(System.nanoTime() - began));
  }

  @Override
  public void onDeath(ChildDiedException death) {
    onDeath.accept(String.valueOf(death.getMessage()));
  }

  /// Writes a line.
  synchronized void say(String line) {
    out.println(line);
  }

  /// Writes the line that says it serves.
  synchronized void ready(String line) {
    out.println(isColoured ? "\u001b[1;32mready\u001b[0m " + line : "ready " + line);
  }

  /// Writes what went wrong.
  synchronized void problem(String text) {
    if (isTerminal) {
      out.print("\r\u001b[K");
    }
    out.println(isColoured ? "\u001b[1;31mrestante up:\u001b[0m " + text : "restante up: " + text);
  }
}
