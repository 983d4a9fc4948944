package io.restante.it.faults;

import io.restante.it.checker.Checker;
import io.restante.it.checker.Event;
import io.restante.it.checker.Finding;
import io.restante.it.checker.History;
import io.restante.local.EstateListener;
import io.restante.local.child.ChildDiedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// Many rounds on one estate. Owned by one thread.
final class Campaign implements AutoCloseable {
  private final long seed;
  private final Terms terms;
  private final Consumer<Result> report;
  private final Deaths deaths = new Deaths();
  private final Site site;
  private final LogWatch log;
  private final DiskWatch disk;

  /// How a round went.
  ///
  /// @param number the round, from 1
  /// @param messages how many were sent
  /// @param posts how many of them went to groups
  /// @param findings the broken promises; none when all is well
  /// @param seconds how long it took
  record Result(
      int number, Script script, int messages, int posts, List<Finding> findings, double seconds) {
    /// Copies the list.
    Result {
      findings = List.copyOf(findings);
    }
  }

  private Campaign(long seed, Terms terms, Consumer<Result> report) throws IOException {
    this.seed = seed;
    this.terms = terms;
    this.report = report;
    this.site = Site.start(terms, seed, deaths);
    this.log = new LogWatch(site.bootstrapServers());
    this.disk = new DiskWatch(site.dataDirectory(), System::nanoTime);
  }

  /// Starts the estate.
  ///
  /// @param seed where every round's chance comes from
  /// @param report told of each round when it is over
  static Campaign start(long seed, Terms terms, Consumer<Result> report) throws IOException {
    return new Campaign(seed, terms, report);
  }

  /// Plays a round and judges it.
  ///
  /// @param number the round, 1 or more
  /// @return what rounds before left on disk
  List<DiskWatch.Remains> play(int number) throws InterruptedException, ExecutionException {
    long began = System.nanoTime();
    Script script = Scriptwriter.write(seed, number, site.cast());
    History history = new History(System::nanoTime);
    deaths.into(history);
    List<DiskWatch.Remains> remains = new ArrayList<>();
    try (Round round = new Round(script, site, history)) {
      Map<Path, Integer> undone = round.play(log, terms.patience());
      double seconds = (System.nanoTime() - began) / 1e9;
      disk.add(number, round.marker());
      if (!undone.isEmpty()) {
        remains.add(new DiskWatch.Remains(number, undone));
      }
      List<Finding> findings = Checker.judge(history);
      report.accept(new Result(number, script, round.messages(), round.posts(), findings, seconds));
    }
    remains.addAll(disk.look());
    return remains;
  }

  /// Waits until the last rounds have left nothing on disk, or should have.
  List<DiskWatch.Remains> awaitDeletion() {
    return disk.await();
  }

  @Override
  public void close() {
    log.close();
    site.close();
  }

  /// Counts harm by kind.
  static Map<Harm.Kind, Integer> count(List<Result> results) {
    Map<Harm.Kind, Integer> counts = new EnumMap<>(Harm.Kind.class);
    for (Result result : results) {
      result.script().blows().forEach(blow -> counts.merge(blow.harm().kind(), 1, Integer::sum));
    }
    return counts;
  }

  /// Writes unexpected deaths into the history of the round.
  private static final class Deaths implements EstateListener {
    private final AtomicReference<History> history = new AtomicReference<>();

    private void into(History next) {
      history.set(next);
    }

    @Override
    public void onDeath(ChildDiedException death) {
      History current = history.get();
      if (current != null) {
        String what = String.valueOf(death.getMessage()).lines().limit(1).findFirst().orElse("");
        current.add(at -> new Event.Died(at, what));
      }
    }
  }
}
