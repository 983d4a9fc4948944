package io.restante.gateway.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.gateway.index.IndexDirectory;
import io.restante.gateway.index.RocksIndexStore;
import io.restante.gateway.snapshot.Snapshots.Wanted;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Owners that follow each other: what one publishes, the next begins with.
class SnapshotExchangeTest {
  @TempDir private Path root;
  private final long seed = System.nanoTime();
  private final MemorySnapshotStore store = new MemorySnapshotStore();
  private Fleet fleet;
  private IndexDirectory disk;
  private RocksIndexStore index;

  @BeforeEach
  void open() {
    fleet = new Fleet(root, seed);
    disk = fleet.newDisk();
    index = disk.open(Fleet.PARTITION, Fleet.LOG);
  }

  @AfterEach
  void close() {
    index.close();
    fleet.close();
  }

  private SnapshotFetcher.Outcome fetch(SnapshotStore from, IndexDirectory to, Wanted wanted)
      throws IOException {
    return new SnapshotFetcher(from, to, fleet.settings).fetch(wanted, to.scratch("fetch"));
  }

  private SnapshotUpload.Outcome publish(long epoch) throws IOException {
    return fleet.publish(store, disk, index, epoch);
  }

  @Test
  void takenOverFromASnapshotIsWhatTheLogSays() throws IOException {
    for (int round = 0; round < 5; round++) {
      // Given
      fleet.write(2_000);
      fleet.catchUp(index);
      assertThat(publish(5)).isEqualTo(SnapshotUpload.Outcome.PUBLISHED);
      long publishedAt = fleet.log.size();
      fleet.write(2_000); // Envelopes, and tombstones of those in the snapshot
      IndexDirectory other = fleet.newDisk();

      // When
      SnapshotFetcher.Outcome outcome = fetch(store, other, fleet.wanted());

      // Then
      assertThat(outcome).isEqualTo(SnapshotFetcher.Outcome.FETCHED);
      other.adopt(Fleet.PARTITION, root.resolve(scratchOf(round)));
      try (RocksIndexStore taken = other.open(Fleet.PARTITION, Fleet.LOG)) {
        assertThat(taken.position()).isEqualTo(publishedAt);
        fleet.catchUp(taken);
        assertThat(Fleet.mailboxes(taken)).as("seed %d", seed).isEqualTo(fleet.mailboxesByTheLog());
      }
    }
  }

  /// Each round has two disks: one that takes over, one that reads the log.
  private static String scratchOf(int round) {
    return "node-" + (1 + 2 * round) + "/scratch-fetch";
  }

  @Test
  void onlyNewTablesAreUploadedAndTwoSnapshotsAreKept() throws Exception {
    fleet.write(20_000);
    fleet.catchUp(index);
    fleet.publish(store, disk, index, 5);
    long whole = fleet.metrics.uploadedBytes.sum();

    for (int i = 0; i < 2; i++) {
      long before = fleet.metrics.uploadedBytes.sum();
      fleet.write(20);
      fleet.catchUp(index);
      fleet.publish(store, disk, index, 5);
      assertThat(fleet.metrics.uploadedBytes.sum() - before)
          .as("of %d bytes", whole)
          .isLessThan(whole / 2);
    }

    SnapshotShelf shelf = new SnapshotShelf(store, fleet.settings.place(), Fleet.PARTITION);
    assertThat(shelf.manifests()).hasSize(2);
    Set<SnapshotShelf.FileName> named = new HashSet<>();
    for (ManifestName name : shelf.manifests()) {
      shelf.read(name).files().stream()
          .map(file -> new SnapshotShelf.FileName(5, file.sha256()))
          .forEach(named::add);
    }
    assertThat(shelf.filesUpTo(Long.MAX_VALUE)).isEqualTo(named);
    assertThat(fetch(store, fleet.newDisk(), fleet.wanted()))
        .isEqualTo(SnapshotFetcher.Outcome.FETCHED);
  }

  @Test
  void nothingIsPublishedBeforeThereIsSomethingNew() throws IOException {
    assertThat(publish(5)).as("of an empty index").isEqualTo(SnapshotUpload.Outcome.NOT_DUE);
    fleet.write(10);
    fleet.catchUp(index);
    assertThat(publish(5)).isEqualTo(SnapshotUpload.Outcome.PUBLISHED);

    assertThat(publish(5)).isEqualTo(SnapshotUpload.Outcome.NOT_DUE);
    assertThat(publish(6)).as("by the next owner").isEqualTo(SnapshotUpload.Outcome.NOT_DUE);
  }

  @Test
  void anOwnerThatIsNoneAnyMorePublishesNothing() throws IOException {
    fleet.write(100);
    fleet.catchUp(index);
    publish(7);
    List<String> before = store.list("", 1_000);
    fleet.write(100);
    fleet.catchUp(index);

    assertThat(publish(6)).isEqualTo(SnapshotUpload.Outcome.OUTDATED);
    assertThat(store.list("", 1_000)).isEqualTo(before);
  }

  /// The stale owner has looked, and seen nobody; then the new one publishes, with the very same
  /// tables; then the stale one goes on, with others.
  @Test
  void anOwnerThatLearnsItTooLateTakesNothingFromTheNext() throws IOException {
    fleet.write(5_000);
    fleet.catchUp(index);
    publish(5);
    IndexDirectory newDisk = fleet.newDisk();
    fetch(store, newDisk, fleet.wanted());
    newDisk.adopt(Fleet.PARTITION, root.resolve("node-1/scratch-fetch"));
    try (RocksIndexStore newer = newDisk.open(Fleet.PARTITION, Fleet.LOG)) {
      fleet.write(10);
      fleet.catchUp(newer);
      SnapshotStore slow =
          new MemorySnapshotStore() {
            private boolean isOver;

            @Override
            public List<String> list(String prefix, int most) throws IOException {
              List<String> seen = store.list(prefix, most);
              if (!isOver) {
                isOver = true;
                assertThat(fleet.publish(store, newDisk, newer, 6))
                    .isEqualTo(SnapshotUpload.Outcome.PUBLISHED);
              }
              return seen;
            }

            @Override
            public InputStream get(String key) throws IOException {
              return store.get(key);
            }

            @Override
            public void put(String key, long bytes, Content content) throws IOException {
              store.put(key, bytes, content);
            }

            @Override
            public void delete(String key) throws IOException {
              store.delete(key);
            }
          };
      fleet.write(30_000); // So that the stale owner's tables are merged to others
      fleet.catchUp(index);

      assertThat(fleet.publish(slow, disk, index, 5)).isEqualTo(SnapshotUpload.Outcome.PUBLISHED);

      IndexDirectory third = fleet.newDisk();
      assertThat(fetch(store, third, fleet.wanted())).isEqualTo(SnapshotFetcher.Outcome.FETCHED);
      third.adopt(Fleet.PARTITION, root.resolve("node-2/scratch-fetch"));
      try (RocksIndexStore taken = third.open(Fleet.PARTITION, Fleet.LOG)) {
        assertThat(taken.position()).as("the new owner's").isEqualTo(newer.position());
      }
    }
  }

  @Test
  void whatIsNoFurtherThanTheNodesOwnIsNotFetched() throws IOException {
    fleet.write(100);
    fleet.catchUp(index);
    publish(5);

    Wanted wanted = new Wanted(Fleet.PARTITION, 0, 100, 100, Fleet.NOW_MS);

    assertThat(fetch(store, fleet.newDisk(), wanted)).isEqualTo(SnapshotFetcher.Outcome.NONE);
  }

  @Test
  void whatIsOlderThanTombstonesLiveOrThanTheLogIsNotFetched() throws IOException {
    fleet.write(100);
    fleet.catchUp(index);
    publish(5);
    long late = Fleet.NOW_MS + Fleet.RETENTION.toMillis();

    assertThat(fetch(store, fleet.newDisk(), new Wanted(Fleet.PARTITION, 0, 100, 0, late)))
        .isEqualTo(SnapshotFetcher.Outcome.NONE);
    assertThat(fetch(store, fleet.newDisk(), new Wanted(Fleet.PARTITION, 101, 200, 0, late - 1)))
        .isEqualTo(SnapshotFetcher.Outcome.NONE);
    assertThat(fetch(store, fleet.newDisk(), new Wanted(Fleet.PARTITION, 0, 100, 0, late - 1)))
        .isEqualTo(SnapshotFetcher.Outcome.FETCHED);
  }
}
