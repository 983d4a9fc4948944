package io.restante.it.bench;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/// Prints how a benchmark goes on, and the table at its end. Single-threaded.
final class Report {
  private final PrintStream out;
  private final long startNanos = System.nanoTime();

  Report(PrintStream out) {
    this.out = out;
  }

  /// Prints one step with the time since the start.
  void step(String text) {
    out.printf(Locale.ROOT, "%7.1f s  %s%n", (System.nanoTime() - startNanos) / 1e9, text);
    out.flush();
  }

  /// Prints a heading.
  void heading(String text) {
    out.printf("%n%s%n", text);
  }

  /// Prints all figures beside the aims.
  ///
  /// @return whether every aim is met
  boolean table(Map<String, Figures.Summary> summaries, int runs, Machine machine) {
    out.printf(
        Locale.ROOT,
        "%n%d cores, %.0f GiB, %s, JDK %s, %s; median of %d%n%n",
        machine.cores(),
        machine.memoryBytes() / (double) (1L << 30),
        machine.processor(),
        machine.jdk(),
        machine.kernel(),
        runs);
    out.printf("%-38s %12s %25s %14s%n", "figure", "median", "lowest … highest", "aim");
    boolean areMet = true;
    for (Map.Entry<String, Figures.Summary> entry : summaries.entrySet()) {
      Figures.Summary summary = entry.getValue();
      Aim aim = Aim.of(entry.getKey()).orElse(null);
      boolean isMet = aim == null || aim.isMetBy(summary.median());
      areMet &= isMet;
      out.printf(
          "%-38s %12s %25s %14s %s%n",
          entry.getKey(),
          number(summary.median()),
          number(summary.min()) + " … " + number(summary.max()),
          aim == null ? "" : (aim.isCeiling() ? "≤ " : "≥ ") + number(aim.value()),
          aim == null ? "" : isMet ? "met" : "MISSED");
    }
    return areMet;
  }

  private static String number(double value) {
    String pattern = Math.abs(value) >= 100 ? "%,.0f" : "%.2f";
    return String.format(Locale.ROOT, pattern, value);
  }
}
