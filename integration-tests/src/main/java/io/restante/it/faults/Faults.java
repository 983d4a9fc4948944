package io.restante.it.faults;

import io.restante.it.faults.Campaign.Result;
import io.restante.local.EstateException;
import io.restante.local.child.ChildDiedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/// Runs rounds of load and faults: `./restante faults`.
public final class Faults {
  private final FaultsOptions options;
  private final List<Result> results = new ArrayList<>();
  private final List<DiskWatch.Remains> remains = new ArrayList<>();

  private Faults(FaultsOptions options) {
    this.options = options;
  }

  /// Plays the rounds, prints how each went, and ends with 0; with 1 when a promise was broken or
  /// the estate could not go on, with 2 when the command line is wrong.
  ///
  /// @param arguments see [FaultsOptions#USAGE]
  public static void main(String[] arguments) throws Exception {
    System.setProperty("log4j2.configurationFile", "restante-quiet-log4j2.xml");
    FaultsOptions options;
    try {
      options = FaultsOptions.parse(List.of(arguments), System.currentTimeMillis());
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n\n" + FaultsOptions.USAGE);
      System.exit(2);
      return;
    }
    System.exit(new Faults(options).run() ? 0 : 1);
  }

  private boolean run() throws IOException, InterruptedException {
    System.out.printf(
        "seed %d, %d nodes, %d brokers, %s groups%n",
        options.seed(),
        options.size().nodes(),
        options.size().brokers(),
        options.hasGroups() ? "with" : "without");
    int round = options.first();
    Terms terms = Terms.of(options.size(), options.hasGroups());
    try (Campaign campaign = Campaign.start(options.seed(), terms, this::tell)) {
      for (; round <= options.last(); round++) {
        tell(campaign.play(round));
      }
      tell(campaign.awaitDeletion());
    } catch (EstateException | ChildDiedException | ExecutionException e) {
      System.out.printf("the estate could not go on: %s%n%s%n", e, replay(round));
      return false;
    }
    return sum();
  }

  private void tell(Result result) {
    results.add(result);
    String blows =
        result.script().blows().stream().map(Object::toString).collect(Collectors.joining("; "));
    System.out.printf(
        Locale.ROOT,
        "round %3d  %4.1f s  %d devices, %d messages, %d to groups  %s  %s%n",
        result.number(),
        result.seconds(),
        result.script().devices(),
        result.messages(),
        result.posts(),
        blows,
        result.findings().isEmpty() ? "ok" : result.findings().size() + " FINDINGS");
    if (!result.findings().isEmpty()) {
      result.findings().stream().limit(5).forEach(System.out::println);
      System.out.println(replay(result.number()));
    }
  }

  private void tell(List<DiskWatch.Remains> found) {
    remains.addAll(found);
    found.forEach(System.out::println);
  }

  private boolean sum() throws IOException {
    long broken = results.stream().filter(result -> !result.findings().isEmpty()).count();
    long messages = results.stream().mapToLong(Result::messages).sum();
    long posts = results.stream().mapToLong(Result::posts).sum();
    System.out.printf(
        Locale.ROOT,
        "%d rounds, %d messages, %d of them to groups, faults %s: %s%n",
        results.size(),
        messages,
        posts,
        Campaign.count(results),
        broken == 0 && remains.isEmpty()
            ? "every promise kept"
            : broken + " rounds with findings, " + remains.size() + " with bytes left on disk");
    if (options.json() != null) {
      Outcome.write(options.json(), options, results, remains);
    }
    return broken == 0 && remains.isEmpty();
  }

  private String replay(int round) {
    return "replay: ./restante faults --seed %d --round %d --nodes %d --brokers %d%s"
        .formatted(
            options.seed(),
            round,
            options.size().nodes(),
            options.size().brokers(),
            options.hasGroups() ? "" : " --no-groups");
  }
}
