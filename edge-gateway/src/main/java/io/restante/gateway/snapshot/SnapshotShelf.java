package io.restante.gateway.snapshot;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The snapshots of one partition in the store: keys and what lies under them. Blocks.
final class SnapshotShelf {
  private static final int KEYS_MAX = 10_000;

  private final SnapshotStore store;
  private final SnapshotSettings.Place place;
  private final int partition;
  private final String root;

  SnapshotShelf(SnapshotStore store, SnapshotSettings.Place place, int partition) {
    this.store = store;
    this.place = place;
    this.partition = partition;
    String prefix = place.prefix().isEmpty() ? "" : place.prefix() + "/";
    this.root =
        String.format(
            Locale.ROOT,
            "%s%s/%s/%05d/",
            prefix,
            URLEncoder.encode(place.gateway(), StandardCharsets.UTF_8),
            place.log(),
            partition);
  }

  /// Returns the names of all manifests, the best first.
  List<ManifestName> manifests() throws IOException {
    String prefix = root + "manifests/";
    return store.list(prefix, KEYS_MAX).stream()
        .flatMap(key -> ManifestName.parse(key.substring(prefix.length())).stream())
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  /// Reads a manifest and checks that it is this partition's, and the one it is filed as.
  ///
  /// @throws BrokenSnapshotException when it is another
  Manifest read(ManifestName name) throws IOException, BrokenSnapshotException {
    byte[] bytes;
    try (InputStream in = store.get(key(name))) {
      bytes = in.readNBytes(ManifestText.BYTES_MAX + 1);
    }
    if (bytes.length > ManifestText.BYTES_MAX) {
      throw new BrokenSnapshotException("manifest larger than any (expected: 1 MiB at the most)");
    }
    Manifest manifest = ManifestText.decode(bytes);
    boolean isOurs =
        manifest.gateway().equals(place.gateway())
            && manifest.log().equals(place.log())
            && manifest.partition() == partition
            && manifest.name().equals(name);
    if (!isOurs) {
      throw new BrokenSnapshotException(
          "manifest of "
              + manifest.gateway()
              + ", log "
              + manifest.log()
              + ", partition "
              + (manifest.partition() + ", " + manifest.name().text() + ", filed elsewhere"));
    }
    return manifest;
  }

  void put(Manifest manifest) throws IOException {
    byte[] bytes = ManifestText.encode(manifest);
    store.put(key(manifest.name()), bytes.length, () -> new ByteArrayInputStream(bytes));
  }

  void delete(ManifestName name) throws IOException {
    store.delete(key(name));
  }

  /// Returns the files of all epochs up to one.
  Set<FileName> filesUpTo(long epoch) throws IOException {
    String prefix = root + "files/";
    Set<FileName> files = new HashSet<>();
    for (String key : store.list(prefix, KEYS_MAX)) {
      FileName.parse(key.substring(prefix.length()))
          .filter(file -> file.epoch() <= epoch)
          .ifPresent(files::add);
    }
    return files;
  }

  void put(FileName file, long bytes, SnapshotStore.Content content) throws IOException {
    store.put(key(file), bytes, content);
  }

  InputStream get(FileName file) throws IOException {
    return store.get(key(file));
  }

  void delete(FileName file) throws IOException {
    store.delete(key(file));
  }

  private String key(ManifestName name) {
    return root + "manifests/" + name.text();
  }

  private String key(FileName file) {
    return root + "files/" + file.text();
  }

  /// A file in the store, named by what it holds.
  ///
  /// @param epoch whose owner put it there
  /// @param sha256 of its bytes, 64 hexadecimal digits
  record FileName(long epoch, String sha256) {
    static Optional<FileName> parse(String text) {
      if (!text.matches("[0-9]{19}/[0-9a-f]{64}")) {
        return Optional.empty();
      }
      try {
        return Optional.of(new FileName(Long.parseLong(text.substring(0, 19)), text.substring(20)));
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }

    String text() {
      return String.format(Locale.ROOT, "%019d/%s", epoch, sha256);
    }
  }
}
