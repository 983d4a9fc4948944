package io.restante.gateway.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.gateway.index.IndexDirectory;
import io.restante.gateway.index.RocksIndexStore;
import io.restante.gateway.snapshot.Manifest.Item;
import io.restante.gateway.snapshot.Snapshots.Wanted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever lies in the store in a snapshot's place: it is not believed, nothing of it stays on the
/// disk, and the one before it is taken if there is one.
class BrokenSnapshotTest {
  @TempDir private Path root;
  private final MemorySnapshotStore store = new MemorySnapshotStore();
  private Fleet fleet;
  private IndexDirectory disk;
  private RocksIndexStore index;

  @BeforeEach
  void open() throws IOException {
    fleet = new Fleet(root, 1);
    disk = fleet.newDisk();
    index = disk.open(Fleet.PARTITION, Fleet.LOG);
    fleet.write(1_000);
    fleet.catchUp(index);
    fleet.publish(store, disk, index, 5);
  }

  @AfterEach
  void close() {
    index.close();
    fleet.close();
  }

  /// What is wrong.
  ///
  /// @param what in words
  record Flaw(String what, Consumer<Store> planting) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Flaw> flaws() {
    return Stream.of(
        new Flaw("file missing", s -> s.removeFiles()),
        new Flaw(
            "file cut short", s -> s.changeFiles(bytes -> Arrays.copyOf(bytes, bytes.length / 2))),
        new Flaw(
            "file too long", s -> s.changeFiles(bytes -> Arrays.copyOf(bytes, bytes.length + 1))),
        new Flaw("file garbled", s -> s.changeFiles(Store::garbled)),
        new Flaw("garbled where RocksDB does not look", s -> s.garble("OPTIONS-")),
        new Flaw("manifest empty", s -> s.changeManifest(_ -> new byte[0])),
        new Flaw(
            "manifest half written",
            s -> s.changeManifest(bytes -> Arrays.copyOf(bytes, bytes.length / 2))),
        new Flaw("manifest garbled", s -> s.changeManifest(Store::garbled)),
        new Flaw("manifest huge", s -> s.changeManifest(bytes -> Arrays.copyOf(bytes, 3 << 20))),
        new Flaw(
            "of a later form", s -> s.changeText("restante-snapshot 1\n", "restante-snapshot 2\n")),
        new Flaw(
            "of another gateway",
            s -> s.change(m -> with(m, "other", m.log(), m.partition(), m.files()))),
        new Flaw(
            "of another log",
            s -> s.change(m -> with(m, m.gateway(), new UUID(1, 1), m.partition(), m.files()))),
        new Flaw(
            "of another partition",
            s -> s.change(m -> with(m, m.gateway(), m.log(), 4, m.files()))),
        new Flaw(
            "without files",
            s -> s.change(m -> with(m, m.gateway(), m.log(), m.partition(), List.of()))),
        new Flaw("larger than allowed", s -> s.change(m -> sized(m, 1L << 31))),
        new Flaw("larger than numbers", s -> s.change(m -> sized(m, 999_999_999_999_999_999L))),
        new Flaw("says another time", s -> s.change(m -> stamped(m, m.checkpointedAtMs() + 1))),
        new Flaw("of the future", s -> s.change(m -> stamped(m, m.checkpointedAtMs() + 3_600_000))),
        new Flaw("a file twice", s -> s.addFile("CURRENT")),
        new Flaw("climbs", s -> s.addFile("../../planted")),
        new Flaw("is absolute", s -> s.addFile("/proc/planted")),
        new Flaw("names the library", s -> s.addFile("librocksdbjni-linux64.so")));
  }

  private static Manifest with(Manifest m, String gateway, UUID log, int partition, List<Item> f) {
    return new Manifest(gateway, log, partition, m.name(), m.checkpointedAtMs(), m.node(), f);
  }

  private static Manifest stamped(Manifest m, long atMs) {
    return new Manifest(m.gateway(), m.log(), m.partition(), m.name(), atMs, m.node(), m.files());
  }

  private static Manifest sized(Manifest m, long bytes) {
    return with(
        m,
        m.gateway(),
        m.log(),
        m.partition(),
        m.files().stream().map(f -> new Item(f.name(), bytes, f.sha256())).toList());
  }

  /// The best snapshot in a store, to be changed.
  private record Store(MemorySnapshotStore store) {
    static byte[] garbled(byte[] bytes) {
      byte[] garbled = bytes.clone();
      if (bytes.length > 0) {
        garbled[bytes.length / 2] ^= 1;
      }
      return garbled;
    }

    private String manifestKey() {
      return store.objects.keySet().stream()
          .filter(key -> key.contains("/manifests/"))
          .reduce((_, last) -> last)
          .orElseThrow();
    }

    private Manifest manifest() {
      try {
        return ManifestText.decode(Objects.requireNonNull(store.objects.get(manifestKey())));
      } catch (BrokenSnapshotException e) {
        throw new AssertionError(e);
      }
    }

    void changeManifest(UnaryOperator<byte[]> change) {
      store.objects.computeIfPresent(manifestKey(), (_, bytes) -> change.apply(bytes));
    }

    void change(UnaryOperator<Manifest> change) {
      changeManifest(_ -> ManifestText.encode(change.apply(manifest())));
    }

    /// Changes a text and makes the hash at the end fit.
    void changeText(String from, String to) {
      changeManifest(
          bytes -> {
            String text = new String(bytes, StandardCharsets.UTF_8);
            assertThat(text).contains(from);
            String body = text.substring(0, text.lastIndexOf("end ")).replace(from, to);
            String end = Sha256.of(body.getBytes(StandardCharsets.UTF_8));
            return (body + "end " + end + "\n").getBytes(StandardCharsets.UTF_8);
          });
    }

    void changeFiles(UnaryOperator<byte[]> change) {
      for (String key : fileKeys()) {
        store.objects.computeIfPresent(key, (_, bytes) -> change.apply(bytes));
      }
    }

    /// Garbles the file whose name begins so.
    void garble(String prefix) {
      Manifest manifest = manifest();
      for (Item file : manifest.files()) {
        String name = new SnapshotShelf.FileName(manifest.name().epoch(), file.sha256()).text();
        if (file.name().startsWith(prefix)) {
          store.objects.replaceAll((key, bytes) -> key.endsWith(name) ? garbled(bytes) : bytes);
        }
      }
    }

    /// Names one file more, with what is in another.
    void addFile(String name) {
      Item first = manifest().files().getFirst();
      String line = "file " + first.sha256() + " " + first.bytes() + " " + first.name() + "\n";
      changeText(line, line + line.replace(first.name(), name));
    }

    void removeFiles() {
      fileKeys().forEach(store.objects::remove);
    }

    private List<String> fileKeys() {
      long epoch = manifest().name().epoch();
      List<String> names =
          manifest().files().stream()
              .map(file -> new SnapshotShelf.FileName(epoch, file.sha256()).text())
              .toList();
      return store.objects.keySet().stream()
          .filter(key -> names.stream().anyMatch(key::endsWith))
          .toList();
    }
  }

  private SnapshotFetcher.Outcome fetch(IndexDirectory to) throws IOException {
    return new SnapshotFetcher(store, to, fleet.settings)
        .fetch(fleet.wanted(), to.scratch("fetch"));
  }

  @ParameterizedTest
  @MethodSource("flaws")
  void isNotBelieved(Flaw flaw) throws IOException {
    flaw.planting.accept(new Store(store));

    assertThat(fetch(fleet.newDisk())).isEqualTo(SnapshotFetcher.Outcome.BROKEN);
    assertThat(leftOvers()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("flaws")
  void theOneBeforeItIsTaken(Flaw flaw) throws IOException {
    long before = index.position();
    fleet.write(5_000);
    fleet.catchUp(index);
    fleet.publish(store, disk, index, 6); // Of another epoch, so that they share no files
    flaw.planting.accept(new Store(store));
    IndexDirectory other = fleet.newDisk();

    assertThat(fetch(other)).isEqualTo(SnapshotFetcher.Outcome.FETCHED);
    other.adopt(Fleet.PARTITION, root.resolve("node-1/scratch-fetch"));
    try (RocksIndexStore taken = other.open(Fleet.PARTITION, Fleet.LOG)) {
      assertThat(taken.position()).isEqualTo(before);
    }
  }

  @Test
  void whatIsFurtherOnThanTheLogIsNotBelieved() throws IOException {
    IndexDirectory other = fleet.newDisk();

    assertThat(
            new SnapshotFetcher(store, other, fleet.settings)
                .fetch(
                    new Wanted(Fleet.PARTITION, 0, 999, 0, Fleet.NOW_MS), other.scratch("fetch")))
        .isEqualTo(SnapshotFetcher.Outcome.BROKEN);
  }

  @Test
  void anIndexThatIsFurtherOnThanItsManifestSaysIsNotBelieved() throws IOException {
    new Store(store)
        .change(
            m ->
                new Manifest(
                    m.gateway(),
                    m.log(),
                    m.partition(),
                    new ManifestName(5, 999),
                    m.checkpointedAtMs(),
                    m.node(),
                    m.files()));
    String key = new Store(store).manifestKey();
    byte[] manifest = Objects.requireNonNull(store.objects.remove(key));
    store.objects.put(key.replace("1000", "0999"), manifest);

    assertThat(fetch(fleet.newDisk())).isEqualTo(SnapshotFetcher.Outcome.BROKEN);
  }

  @Test
  void namesThatAreNoneArePassedOver() throws IOException {
    String key = new Store(store).manifestKey();
    store.objects.put(key + ".tmp", new byte[9]);
    store.objects.put(key.replaceAll("/[^/]*$", "/../../etc"), new byte[9]);
    store.objects.put(
        key.replaceAll("/[^/]*$", "/" + "9".repeat(19) + "-" + "9".repeat(19)),
        key.getBytes(StandardCharsets.UTF_8));

    assertThat(fetch(fleet.newDisk())).isEqualTo(SnapshotFetcher.Outcome.FETCHED);
  }

  /// What was fetched lies in places of their own; of what was refused nothing may be left.
  private List<Path> leftOvers() throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve("node-1"))) {
      return files.filter(file -> file.toString().contains("scratch")).toList();
    }
  }
}
