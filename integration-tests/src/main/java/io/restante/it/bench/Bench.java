package io.restante.it.bench;

import io.restante.local.EstateException;
import io.restante.local.child.ChildDiedException;
import java.util.ArrayList;
import java.util.List;

/// Runs the benchmarks: `./restante bench NAME`.
public final class Bench {
  private static final List<Benchmark> ALL =
      List.of(
          new LatencyBench(),
          new ThroughputBench(),
          new IdleBench(),
          new DrainBench(),
          new RebuildBench(),
          new ConnectBench(),
          new KeysBench(),
          new WelcomeBench(),
          new FleetBench(),
          new TakeoverBench(),
          new HandoverBench(),
          new RollingBench(),
          new StormBench(),
          new FanoutBench(),
          new ReceiptsBench(),
          new PresenceBench(),
          new FairnessBench(),
          new MemoryBench(),
          new TopologyBench(),
          new CdcBench());

  private Bench() {}

  /// Measures, prints, and ends with 0; with 1 when a promise was broken, with 2 when the command
  /// line is wrong.
  ///
  /// @param arguments see [BenchOptions#USAGE]
  public static void main(String[] arguments) throws Exception {
    System.setProperty("log4j2.configurationFile", "restante-quiet-log4j2.xml");
    if (List.of(arguments).contains("--help")) {
      System.out.println(BenchOptions.USAGE);
      return;
    }
    System.exit(run(List.of(arguments)));
  }

  private static int run(List<String> arguments) throws Exception {
    List<String> names = new ArrayList<>(ALL.stream().map(Benchmark::name).toList());
    names.add("all");
    BenchOptions options;
    try {
      options = BenchOptions.parse(arguments, names);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n\n" + BenchOptions.USAGE);
      return 2;
    }
    Report report = new Report(System.out);
    Figures figures = new Figures();
    figures.set("quick", options.isQuick());
    for (Benchmark benchmark : ALL) {
      if (options.name().equals("all") || options.name().equals(benchmark.name())) {
        report.heading(benchmark.name());
        try (Lab lab = new Lab(options, report, figures)) {
          benchmark.run(lab);
        } catch (BenchFailedException e) {
          System.err.println("broken promise: " + e.getMessage());
          return 1;
        } catch (EstateException | ChildDiedException e) {
          System.err.println("the estate does not run: " + e.getMessage());
          return 1;
        }
      }
    }
    Machine machine = Machine.here();
    report.table(figures.summaries(), options.runs(), machine);
    if (options.json() != null) {
      ResultFile.write(options.json(), options.name(), options.runs(), machine, figures);
    }
    return 0;
  }
}
