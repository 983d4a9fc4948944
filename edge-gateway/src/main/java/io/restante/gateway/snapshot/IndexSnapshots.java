package io.restante.gateway.snapshot;

import io.restante.gateway.index.IndexDirectory;
import io.restante.gateway.index.RocksIndexStore;
import io.restante.gateway.snapshot.SnapshotFetcher.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Snapshots of this node's partitions in a [SnapshotStore].
///
/// A fetch has a thread that works and a thread that watches the time: whatever the store does,
/// whoever asked is answered within the limit. At most [#FETCHES_MAX] work at once; the others wait
/// for them, and their time runs. Single-use: [#start], then [#close]. Thread-safe.
public final class IndexSnapshots implements Snapshots, AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(IndexSnapshots.class);
  private static final int FETCHES_MAX = 4;
  private static final Duration STOP_MAX = Duration.ofSeconds(2);

  private final SnapshotStore store;
  private final IndexDirectory indexes;
  private final SnapshotSettings settings;
  private final SnapshotMetrics metrics = new SnapshotMetrics();
  private final SnapshotFetcher fetcher;
  private final SnapshotPublisher publisher;
  private final Semaphore fetches = new Semaphore(FETCHES_MAX);
  private final AtomicLong fetchNumbers = new AtomicLong();
  private final AtomicBoolean isComplaining = new AtomicBoolean();

  /// Creates them; [#start] begins to publish.
  ///
  /// @param store closed with this
  /// @param indexes where the node's indexes are; to be closed after this
  /// @param clock the node's clock
  /// @param random spreads publications over the interval
  public IndexSnapshots(
      SnapshotStore store,
      IndexDirectory indexes,
      SnapshotSettings settings,
      InstantSource clock,
      RandomGenerator random) {
    this.store = store;
    this.indexes = indexes;
    this.settings = settings;
    this.fetcher = new SnapshotFetcher(store, indexes, settings);
    this.publisher =
        new SnapshotPublisher(
            new SnapshotUpload(store, indexes, settings, metrics),
            settings,
            metrics,
            clock,
            random);
  }

  /// Begins to publish.
  public void start() {
    publisher.start();
  }

  /// Returns the counters.
  public SnapshotMetrics metrics() {
    return metrics;
  }

  /// Returns for how long a partition has been without a snapshot that is new enough, seconds; the
  /// longest of all that are owned.
  public long oldestSeconds() {
    return publisher.oldestSeconds();
  }

  @Override
  public boolean isWorthwhile(long records) {
    return records >= settings.fetchRecords();
  }

  @Override
  public void fetch(Wanted wanted, Consumer<Optional<Path>> whenDone) {
    metrics.asked.increment();
    Fetch fetch = new Fetch(wanted, whenDone);
    Thread worker = Thread.ofVirtual().name("snapshot-fetch").start(fetch::run);
    Thread.ofVirtual().name("snapshot-watch").start(() -> watch(fetch, worker));
  }

  private void watch(Fetch fetch, Thread worker) {
    try {
      if (worker.join(settings.fetchTimeout())) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    fetch.end(metrics.late, Optional.empty(), "no answer within " + settings.fetchTimeout());
    worker.interrupt();
  }

  @Override
  public void discard(Path copy) {
    Thread.ofVirtual().name("snapshot-discard").start(() -> remove(copy));
  }

  private void remove(Path copy) {
    try {
      indexes.removeScratch(copy);
    } catch (UncheckedIOException e) {
      LOGGER.atWarn().addKeyValue("cause", e.toString()).log("copy of an index not removed");
    }
  }

  @Override
  public void owned(int partition, long epoch, RocksIndexStore index) {
    publisher.owned(partition, epoch, index);
  }

  @Override
  public void lost(int partition) {
    publisher.lost(partition);
  }

  /// Ends what is under way. Fetches find nobody who wants them any more.
  @Override
  public void close() {
    publisher.close();
    try {
      if (!fetches.tryAcquire(FETCHES_MAX, STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        LOGGER.atWarn().log("a fetch does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    store.close();
  }

  /// One fetch. Ends once, by whoever comes first: its worker, or its watch.
  private final class Fetch {
    private final Wanted wanted;
    private final Consumer<Optional<Path>> whenDone;
    private final AtomicBoolean isOver = new AtomicBoolean();

    Fetch(Wanted wanted, Consumer<Optional<Path>> whenDone) {
      this.wanted = wanted;
      this.whenDone = whenDone;
    }

    void run() {
      boolean isGiven = false;
      Path into = null;
      try {
        fetches.acquire();
        try {
          into = indexes.scratch("fetch-" + wanted.partition() + "-" + number());
          isGiven = isGiven(fetcher.fetch(wanted, into), into);
        } finally {
          fetches.release();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException | UncheckedIOException e) {
        end(metrics.unreachable, Optional.empty(), e.toString());
      } finally {
        // Also after an error nobody expected: whoever waits is told.
        end(metrics.unreachable, Optional.empty(), "the fetch broke off");
        if (into != null && !isGiven) {
          remove(into);
        }
      }
    }

    private long number() {
      return fetchNumbers.incrementAndGet();
    }

    private boolean isGiven(Outcome outcome, Path into) {
      return switch (outcome) {
        case FETCHED -> end(metrics.fetched, Optional.of(into), "");
        case NONE -> {
          end(metrics.none, Optional.empty(), "");
          yield false;
        }
        case BROKEN -> {
          end(metrics.broken, Optional.empty(), "");
          yield false;
        }
      };
    }

    /// Returns whether it had not ended before.
    boolean end(LongAdder outcome, Optional<Path> copy, String complaint) {
      if (!isOver.compareAndSet(false, true)) {
        return false;
      }
      outcome.increment();
      if (complaint.isEmpty()) {
        isComplaining.set(false);
      } else if (isComplaining.compareAndSet(false, true)) {
        LOGGER
            .atWarn()
            .addKeyValue("partition", wanted.partition())
            .addKeyValue("cause", complaint)
            .log("no snapshot to be had; look at the store, takeovers read the log meanwhile");
      }
      whenDone.accept(copy);
      return true;
    }
  }
}
