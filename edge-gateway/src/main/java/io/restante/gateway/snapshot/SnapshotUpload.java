package io.restante.gateway.snapshot;

import io.restante.gateway.index.IndexDirectory;
import io.restante.gateway.index.IndexState;
import io.restante.gateway.index.RocksIndexStore;
import io.restante.gateway.snapshot.Manifest.Item;
import io.restante.gateway.snapshot.SnapshotShelf.FileName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes one snapshot: copies the index, puts the files that the store does not have yet, then
/// the manifest, then removes what it makes superfluous. Owned by the publisher's thread; blocks.
final class SnapshotUpload {
  private static final Logger LOGGER = LoggerFactory.getLogger(SnapshotUpload.class);

  /// How many manifests are kept: whoever has begun to fetch the last but one can end.
  private static final int KEPT = 2;

  private final SnapshotStore store;
  private final IndexDirectory indexes;
  private final SnapshotSettings settings;
  private final SnapshotMetrics metrics;

  SnapshotUpload(
      SnapshotStore store,
      IndexDirectory indexes,
      SnapshotSettings settings,
      SnapshotMetrics metrics) {
    this.store = store;
    this.indexes = indexes;
    this.settings = settings;
    this.metrics = metrics;
  }

  /// An index to be published.
  ///
  /// @param isOwned asked between files: nobody needs what is published after it was lost
  record Subject(int partition, long epoch, RocksIndexStore index, BooleanSupplier isOwned) {}

  /// What came of it.
  enum Outcome {
    /// A manifest was put.
    PUBLISHED,
    /// The last one is new enough.
    NOT_DUE,
    /// The store has those of a later owner.
    OUTDATED,
    /// The partition was lost meanwhile.
    LOST
  }

  /// Publishes a snapshot if one is due.
  ///
  /// @param nowMs the time now, milliseconds since 1970 UTC
  Outcome publishIfDue(Subject subject, long nowMs) throws IOException {
    SnapshotShelf shelf = new SnapshotShelf(store, settings.place(), subject.partition());
    List<ManifestName> present = shelf.manifests();
    if (!present.isEmpty() && present.getFirst().epoch() > subject.epoch()) {
      return Outcome.OUTDATED;
    }
    if (!present.isEmpty() && !isDue(subject, shelf, present.getFirst(), nowMs)) {
      return Outcome.NOT_DUE;
    }
    if (present.isEmpty() && subject.index().position() < settings.recordsLeast()) {
      return Outcome.NOT_DUE;
    }
    Path copy = indexes.scratch("publish-" + subject.partition());
    try {
      return publish(subject, shelf, copy);
    } finally {
      indexes.removeScratch(copy);
    }
  }

  /// Due is what is far behind, and what is so old that it will soon be of no use: but only if the
  /// index is newer.
  private boolean isDue(Subject subject, SnapshotShelf shelf, ManifestName last, long nowMs)
      throws IOException {
    if (subject.index().position() - last.next() >= settings.recordsLeast()) {
      return true;
    }
    try {
      long lastAtMs = shelf.read(last).checkpointedAtMs();
      return nowMs - lastAtMs >= settings.tombstoneRetention().toMillis() / 2
          && subject.index().checkpointedAtMs() > lastAtMs
          && subject.index().position() > last.next();
    } catch (BrokenSnapshotException e) {
      return subject.index().position() > last.next();
    }
  }

  private Outcome publish(Subject subject, SnapshotShelf shelf, Path copy) throws IOException {
    if (!subject.index().copyInto(copy)) {
      return Outcome.LOST;
    }
    IndexState state = indexes.inspect(copy);
    ManifestName name = new ManifestName(subject.epoch(), state.position());
    Set<FileName> present = shelf.filesUpTo(subject.epoch());
    List<Item> files = new ArrayList<>();
    for (Path file : indexFiles(copy)) {
      if (!subject.isOwned().getAsBoolean()) {
        return Outcome.LOST;
      }
      files.add(put(file, name, shelf, present));
    }
    Manifest manifest =
        new Manifest(
            settings.place().gateway(),
            settings.place().log(),
            subject.partition(),
            name,
            state.checkpointedAtMs(),
            settings.node(),
            files);
    shelf.put(manifest);
    metrics.published.increment();
    LOGGER
        .atInfo()
        .addKeyValue("partition", subject.partition())
        .addKeyValue("offset", name.next())
        .addKeyValue("bytes", manifest.bytes())
        .log("snapshot published");
    tidy(shelf, manifest);
    return Outcome.PUBLISHED;
  }

  private static List<Path> indexFiles(Path copy) throws IOException {
    try (Stream<Path> files = Files.list(copy)) {
      return files
          .filter(file -> ManifestText.isIndexFile(file.getFileName().toString()))
          .sorted()
          .toList();
    }
  }

  private Item put(Path file, ManifestName name, SnapshotShelf shelf, Set<FileName> present)
      throws IOException {
    Item item = new Item(file.getFileName().toString(), Files.size(file), Sha256.of(file));
    FileName place = new FileName(name.epoch(), item.sha256());
    if (!present.contains(place)) {
      shelf.put(
          place,
          item.bytes(),
          () -> new PacedStream(Files.newInputStream(file), settings.bytesPerSecond()));
      metrics.uploadedBytes.add(item.bytes());
    }
    return item;
  }

  /// Removes manifests and files, of this owner and of earlier ones, that are not needed any more.
  private static void tidy(SnapshotShelf shelf, Manifest own) throws IOException {
    List<ManifestName> ours =
        shelf.manifests().stream().filter(name -> name.compareTo(own.name()) <= 0).toList();
    Set<FileName> needed = new HashSet<>(files(own));
    for (ManifestName name : ours.subList(0, Math.min(KEPT, ours.size()))) {
      needed.addAll(files(shelf, name));
    }
    for (ManifestName name : ours.subList(Math.min(KEPT, ours.size()), ours.size())) {
      shelf.delete(name);
    }
    for (FileName file : shelf.filesUpTo(own.name().epoch())) {
      if (!needed.contains(file)) {
        shelf.delete(file);
      }
    }
  }

  private static List<FileName> files(SnapshotShelf shelf, ManifestName name) throws IOException {
    try {
      return files(shelf.read(name));
    } catch (BrokenSnapshotException e) {
      return List.of(); // Of no use to anybody; it goes when it is third.
    }
  }

  private static List<FileName> files(Manifest manifest) {
    return manifest.files().stream()
        .map(file -> new FileName(manifest.name().epoch(), file.sha256()))
        .toList();
  }
}
