package io.restante.it.bench;

import io.restante.local.EstateOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/// From the first request of the first of two new users to the moment the second has read what the
/// first wrote: both register one after the other, with codes, keys, tickets and connections, then
/// one looks the other up, sets a session up and writes. Apart: the first two on an estate that has
/// just been started.
final class WelcomeBench implements Benchmark {
  /// As many as one address prefix may register at once.
  private static final int PAIRS = 10;

  private static final long FIRST_NUMBER = 15_550_000_001L;

  @Override
  public String name() {
    return "welcome";
  }

  @Override
  public void run(Lab lab) throws Exception {
    lab.figures().set("welcome.pairs", PAIRS);
    for (int run = 0; run < lab.runs(); run++) {
      try (lab) {
        lab.start(EstateOptions::withAccounts);
        measure(lab);
      }
    }
  }

  private static void measure(Lab lab) throws Exception {
    Path folder = Files.createTempDirectory("restante-newcomers-");
    try {
      double[] later = new double[PAIRS - 1];
      double cold = milliseconds(lab, folder, 0);
      for (int pair = 1; pair < PAIRS; pair++) {
        later[pair - 1] = milliseconds(lab, folder, pair);
      }
      Arrays.sort(later);
      lab.figures().add("welcome.cold.ms", cold);
      lab.figures().add("welcome.p50.ms", later[later.length / 2]);
      lab.figures().add("welcome.max.ms", later[later.length - 1]);
      lab.step(
          String.format(
              Locale.ROOT,
              "the first two %,.0f ms; those after them %,.0f ms, at most %,.0f",
              cold,
              later[later.length / 2],
              later[later.length - 1]));
    } finally {
      Lab.delete(folder);
    }
  }

  private static double milliseconds(Lab lab, Path folder, int pair) throws Exception {
    String alices = "+" + (FIRST_NUMBER + 2L * pair);
    String bobs = "+" + (FIRST_NUMBER + 2L * pair + 1);
    long began = System.nanoTime();
    try (Newcomer alice = Newcomer.register(lab, alices, folder.resolve(alices));
        Newcomer bob = Newcomer.register(lab, bobs, folder.resolve(bobs))) {
      alice.write(bobs, "hello");
      bob.awaitRead();
      return (System.nanoTime() - began) / 1e6;
    }
  }
}
