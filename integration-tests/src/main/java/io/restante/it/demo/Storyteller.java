package io.restante.it.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/// Prints the tour, in colour where that is welcome. Single-threaded.
final class Storyteller {
  private static final String BOLD = "\u001B[1m";
  private static final String DIM = "\u001B[2m";
  private static final String GREEN = "\u001B[32m";
  private static final String PLAIN = "\u001B[0m";

  private final PrintStream out;
  private final boolean isColoured;
  private int chapters;

  /// Creates a storyteller.
  ///
  /// @param isColoured whether the output is a terminal whose owner likes colours
  Storyteller(PrintStream out, boolean isColoured) {
    this.out = out;
    this.isColoured = isColoured;
  }

  void title(String text) {
    out.println();
    out.println(in(BOLD, text));
  }

  void chapter(String text) {
    out.println();
    out.println(in(BOLD, ++chapters + ". " + text));
  }

  void tell(String text) {
    out.println("   " + text);
  }

  void aside(String text) {
    out.println("   " + in(DIM, text));
  }

  void figure(String what, String value) {
    out.printf(Locale.ROOT, "   %-44s %s%n", what, in(GREEN, value));
  }

  void blank() {
    out.println();
  }

  static String ms(Duration duration) {
    double ms = duration.toNanos() / 1e6;
    return String.format(Locale.ROOT, ms < 10 ? "%.1f ms" : "%.0f ms", ms);
  }

  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toNanos() / 1e9);
  }

  private String in(String colour, String text) {
    return isColoured ? colour + text + PLAIN : text;
  }
}
