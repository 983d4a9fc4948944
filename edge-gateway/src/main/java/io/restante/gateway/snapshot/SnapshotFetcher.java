package io.restante.gateway.snapshot;

import io.restante.gateway.index.IndexDirectory;
import io.restante.gateway.index.IndexState;
import io.restante.gateway.mailbox.DamagedIndexException;
import io.restante.gateway.snapshot.Manifest.Item;
import io.restante.gateway.snapshot.SnapshotShelf.FileName;
import io.restante.gateway.snapshot.Snapshots.Wanted;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches the best snapshot of a partition that can be used, and believes nothing of it before it
/// has been checked. Blocks; gives up when its thread is interrupted. Thread-safe.
final class SnapshotFetcher {
  private static final Logger LOGGER = LoggerFactory.getLogger(SnapshotFetcher.class);

  /// How many manifests are tried: those that an owner keeps, and one that came meanwhile.
  private static final int TRIED_MAX = 3;

  private static final int BUFFER_BYTES = 1 << 16;

  /// How far the clocks of nodes may be apart.
  private static final Duration SKEW_MAX = Duration.ofMinutes(1);

  private final SnapshotStore store;
  private final IndexDirectory indexes;
  private final SnapshotSettings settings;

  SnapshotFetcher(SnapshotStore store, IndexDirectory indexes, SnapshotSettings settings) {
    this.store = store;
    this.indexes = indexes;
    this.settings = settings;
  }

  /// What came of it.
  enum Outcome {
    /// A copy is at the place given.
    FETCHED,
    /// There was none of use.
    NONE,
    /// There were only such as can't be trusted.
    BROKEN
  }

  /// Fetches a snapshot.
  ///
  /// @param into a place on the disk of the indexes, with nothing there yet
  /// @throws IOException when the store or the disk does not do what it should
  Outcome fetch(Wanted wanted, Path into) throws IOException {
    SnapshotShelf shelf = new SnapshotShelf(store, settings.place(), wanted.partition());
    List<ManifestName> names = shelf.manifests();
    Outcome outcome = Outcome.NONE;
    for (ManifestName name : names.subList(0, Math.min(TRIED_MAX, names.size()))) {
      try {
        if (isFetched(wanted, shelf, name, into)) {
          return Outcome.FETCHED;
        }
      } catch (BrokenSnapshotException | DamagedIndexException | NoSuchFileException e) {
        outcome = Outcome.BROKEN;
        indexes.removeScratch(into);
        LOGGER
            .atWarn()
            .addKeyValue("partition", wanted.partition())
            .addKeyValue("snapshot", name.text())
            .addKeyValue("cause", e.toString())
            .log("snapshot can't be trusted and is passed over");
      }
    }
    return outcome;
  }

  private boolean isFetched(Wanted wanted, SnapshotShelf shelf, ManifestName name, Path into)
      throws IOException, BrokenSnapshotException {
    Manifest manifest = shelf.read(name);
    requirePossible(manifest, wanted);
    long ageMs = wanted.nowMs() - manifest.checkpointedAtMs();
    boolean isOfUse =
        name.next() > wanted.own()
            && name.next() >= wanted.beginning()
            && ageMs < settings.tombstoneRetention().toMillis();
    if (!isOfUse) {
      return false;
    }
    Files.createDirectories(into);
    for (Item file : manifest.files()) {
      download(shelf, new FileName(name.epoch(), file.sha256()), file, into.resolve(file.name()));
    }
    IndexState found = indexes.inspect(into);
    IndexState said =
        new IndexState(settings.place().log(), name.next(), manifest.checkpointedAtMs());
    if (!found.equals(said)) {
      throw new BrokenSnapshotException("index says " + found + " (expected: " + said + ")");
    }
    return true;
  }

  private void requirePossible(Manifest manifest, Wanted wanted) throws BrokenSnapshotException {
    if (manifest.name().next() > wanted.end()) {
      throw new BrokenSnapshotException(
          "further on than the log: " + manifest.name().next() + " (end: " + wanted.end() + ")");
    }
    if (manifest.checkpointedAtMs() - wanted.nowMs() > SKEW_MAX.toMillis()) {
      throw new BrokenSnapshotException("made in the future");
    }
    try {
      if (manifest.bytes() <= settings.bytesMax()) {
        return;
      }
    } catch (ArithmeticException e) {
      // More than any.
    }
    throw new BrokenSnapshotException(
        "larger than allowed (expected: " + settings.bytesMax() + " bytes at the most)");
  }

  private static void download(SnapshotShelf shelf, FileName name, Item said, Path place)
      throws IOException, BrokenSnapshotException {
    MessageDigest digest = Sha256.digest();
    byte[] buffer = new byte[BUFFER_BYTES];
    long bytes = 0;
    try (InputStream in = shelf.get(name);
        OutputStream out = Files.newOutputStream(place)) {
      int read = in.read(buffer);
      while (read >= 0 && bytes <= said.bytes()) {
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("given up");
        }
        digest.update(buffer, 0, read);
        out.write(buffer, 0, read);
        bytes += read;
        read = in.read(buffer);
      }
    }
    if (bytes != said.bytes() || !Sha256.text(digest).equals(said.sha256())) {
      throw new BrokenSnapshotException(said.name() + " is not what the manifest says");
    }
  }
}
