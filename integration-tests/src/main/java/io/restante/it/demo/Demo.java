package io.restante.it.demo;

import io.restante.local.EstateFile;
import java.io.Console;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// The tour against a running `./restante up`: `./restante demo [--data DIR]`.
public final class Demo {
  private static final String USAGE =
      """
      ./restante demo [--data DIR]

      Two devices, one goes away, messages wait for it, it comes back, they arrive in order, and are
      then gone from disk. Runs against the estate that "./restante up" has started.

        --data DIR   the estate's data directory   (default: .restante/data in the clone)\
      """;

  private Demo() {}

  /// Takes the tour and ends with 0; with 1 when something did not go as promised or no estate
  /// runs, with 2 when the command line is wrong.
  public static void main(String[] arguments) throws Exception {
    System.setProperty("log4j2.configurationFile", "restante-quiet-log4j2.xml");
    System.exit(run(List.of(arguments)));
  }

  private static int run(List<String> arguments) throws Exception {
    Deque<String> rest = new ArrayDeque<>(arguments);
    Path data = Path.of(System.getProperty("restante.home", ""), ".restante", "data");
    while (!rest.isEmpty()) {
      String option = rest.pop();
      if (option.equals("--help")) {
        System.out.println(USAGE);
        return 0;
      }
      if (!option.equals("--data") || rest.isEmpty()) {
        System.err.println("'" + option + "' is not expected here\n\n" + USAGE);
        return 2;
      }
      data = Path.of(rest.pop());
    }
    Optional<EstateFile> estate = EstateFile.ofRunning(data);
    if (estate.isEmpty() || estate.get().gatewayUri() == null) {
      System.err.println(
          "No estate runs on "
              + data
              + ".\n"
              + "Start one in another terminal with: ./restante up\n"
              + "and wait for its line that begins with: ready");
      return 1;
    }
    boolean isTerminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    boolean isColoured = isTerminal && System.getenv("NO_COLOR") == null;
    Storyteller out = new Storyteller(System.out, isColoured);
    try (Tour tour = new Tour(estate.get(), data, out)) {
      tour.take();
      return 0;
    } catch (TimeoutException | BrokenPromiseException e) {
      System.err.println("That did not go as promised: " + e.getMessage());
      return 1;
    }
  }
}
