package io.restante.gateway.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.gateway.index.IndexDirectory;
import io.restante.gateway.index.RocksIndexStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The room as lanes see it: published by itself, and answered in time whatever the store does.
class IndexSnapshotsTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.ofEpochMilli(Fleet.NOW_MS));

  @TempDir private Path root;
  private final CountDownLatch published = new CountDownLatch(1);
  private Fleet fleet;
  private IndexDirectory disk;
  private RocksIndexStore index;

  /// Tells when a manifest was put.
  private final class Telling extends MemorySnapshotStore {
    @Override
    public void put(String key, long bytes, Content content) throws IOException {
      super.put(key, bytes, content);
      if (key.contains("/manifests/")) {
        published.countDown();
      }
    }
  }

  @BeforeEach
  void open() {
    fleet = new Fleet(root, 1);
    disk = fleet.newDisk();
    index = disk.open(Fleet.PARTITION, Fleet.LOG);
    fleet.write(1_000);
    fleet.catchUp(index);
  }

  @AfterEach
  void close() {
    index.close();
    fleet.close();
  }

  private IndexSnapshots snapshots(SnapshotStore store, IndexDirectory of) {
    return new IndexSnapshots(store, of, fleet.settings, CLOCK, new Random(1));
  }

  private Optional<Path> fetched(IndexSnapshots snapshots) throws Exception {
    CompletableFuture<Optional<Path>> answer = new CompletableFuture<>();
    snapshots.fetch(fleet.wanted(), answer::complete);
    return answer.get(60, TimeUnit.SECONDS);
  }

  private static long count(IndexSnapshots snapshots, String name) {
    LongSupplier count = snapshots.metrics().counts().get("edge.snapshot." + name);
    return Objects.requireNonNull(count).getAsLong();
  }

  private static void assertSumHolds(IndexSnapshots snapshots) {
    long ends = 0;
    for (String end : List.of("fetched", "none", "broken", "late", "unreachable")) {
      ends += count(snapshots, end);
    }
    assertThat(count(snapshots, "asked")).isEqualTo(ends);
  }

  @Test
  void whatIsOwnedIsPublishedAndFetchedByTheNext() throws Exception {
    Telling store = new Telling();
    try (IndexSnapshots owner = snapshots(store, disk)) {
      owner.start();
      owner.owned(Fleet.PARTITION, 5, index);
      assertThat(published.await(60, TimeUnit.SECONDS)).isTrue();
      owner.lost(Fleet.PARTITION);
    }
    IndexDirectory other = fleet.newDisk();
    try (IndexSnapshots next = snapshots(store, other)) {
      Optional<Path> copy = fetched(next);

      assertThat(copy).isPresent();
      assertThat(other.inspect(copy.get()).position()).isEqualTo(1_000);
      assertSumHolds(next);
      assertThat(count(next, "fetched")).isEqualTo(1);
    }
  }

  @Test
  void aStoreThatIsNotThereCostsNothingButTheAsking() throws Exception {
    SnapshotStore broken =
        new MemorySnapshotStore() {
          @Override
          public List<String> list(String prefix, int most) throws IOException {
            throw new IOException("connection refused");
          }
        };
    try (IndexSnapshots snapshots = snapshots(broken, disk)) {
      assertThat(fetched(snapshots)).isEmpty();
      assertThat(count(snapshots, "unreachable")).isEqualTo(1);
      assertSumHolds(snapshots);
    }
  }

  @Test
  void aBugInAStoreIsAnAnswerToo() throws Exception {
    SnapshotStore mad =
        new MemorySnapshotStore() {
          @Override
          public List<String> list(String prefix, int most) {
            throw new IllegalStateException("nobody expected that");
          }
        };
    try (IndexSnapshots snapshots = snapshots(mad, disk)) {
      assertThat(fetched(snapshots)).isEmpty();
      assertSumHolds(snapshots);
    }
  }

  /// More takeovers than may fetch at once, and a store that answers none of them.
  @Test
  void aStoreThatStandsStillDelaysNobodyBeyondTheLimit() throws Exception {
    MemorySnapshotStore full = new MemorySnapshotStore();
    fleet.publish(full, disk, index, 5);
    CountDownLatch never = new CountDownLatch(1);
    SnapshotStore still =
        new MemorySnapshotStore() {
          @Override
          public List<String> list(String prefix, int most) throws IOException {
            return full.list(prefix, most);
          }

          @Override
          public InputStream get(String key) throws IOException {
            try {
              never.await();
            } catch (InterruptedException e) {
              throw new IOException("interrupted", e);
            }
            return full.get(key);
          }
        };
    IndexDirectory other = fleet.newDisk();
    try (IndexSnapshots snapshots = snapshots(still, other)) {
      List<CompletableFuture<Optional<Path>>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        CompletableFuture<Optional<Path>> answer = new CompletableFuture<>();
        snapshots.fetch(fleet.wanted(), answer::complete);
        answers.add(answer);
      }

      for (CompletableFuture<Optional<Path>> answer : answers) {
        assertThat(answer.get(60, TimeUnit.SECONDS)).isEmpty();
      }
      assertThat(count(snapshots, "late")).isEqualTo(20);
      assertSumHolds(snapshots);
    }
  }

  @Test
  void anIndexThatIsClosedMeanwhileIsNotPublished() throws IOException {
    index.close();

    assertThat(fleet.publish(new MemorySnapshotStore(), disk, index, 5))
        .isEqualTo(SnapshotUpload.Outcome.LOST);
    index = disk.open(Fleet.PARTITION, Fleet.LOG);
  }
}
