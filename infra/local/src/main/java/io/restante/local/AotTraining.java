package io.restante.local;

import io.restante.local.child.AotCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Makes the start-up caches: runs a small estate of its own once, in a directory of its own, and
/// keeps what its processes write when they stop. A cache appears whole or not at all.
public final class AotTraining {
  private AotTraining() {}

  /// Makes the caches that an estate's processes would use, unless they are there, and returns when
  /// they are.
  ///
  /// @throws IOException when a file can't be written
  public static void settle(EstateOptions options) throws IOException {
    Optional<AotCache> missing = missing(options);
    if (missing.isPresent()) {
      train(options, missing.get());
    }
  }

  /// Starts the training on a background thread unless the caches are there. The thread ends with
  /// the JVM, and the training's processes with it.
  static void inBackground(EstateOptions options) {
    missing(options)
        .ifPresent(
            cache ->
                Thread.ofPlatform()
                    .name("aot-training")
                    .daemon()
                    .start(() -> trainQuietly(options, cache)));
  }

  private static Optional<AotCache> missing(EstateOptions options) {
    return AotCache.ofClone().filter(cache -> !new EstateCommands(options).areCachesSettled(cache));
  }

  private static void trainQuietly(EstateOptions options, AotCache cache) {
    try {
      train(options, cache);
    } catch (IOException | RuntimeException _) {
      // Only a slower start is lost, and the next one tries again.
      return;
    }
  }

  private static void train(EstateOptions options, AotCache cache) throws IOException {
    Files.createDirectories(cache.directory());
    clearAbandoned(cache.directory());
    Path school = Files.createTempDirectory(cache.directory(), "training-");
    try {
      EstateOptions trained =
          options
              .inDirectory(school.resolve("data"))
              .listeningOn(Endpoints.onRandomAddress())
              .withBrokers(1)
              .withBrokerJvmOptions(options.broker().jvmOptions().toArray(String[]::new))
              .withNodes(1)
              .withNodeEnvironment("RESTANTE_REHEARSAL", "always")
              .withAot(cache.training(school));
      Estate.start(trained).close();
      adopt(school, cache.directory());
    } finally {
      deleteTree(school);
    }
  }

  /// Deletes what a training left behind that was cut short. It takes seconds, so an hour is safe.
  private static void clearAbandoned(Path directory) throws IOException {
    Instant longAgo = Instant.now().minus(Duration.ofHours(1));
    List<Path> schools;
    try (Stream<Path> files = Files.list(directory)) {
      schools =
          files.filter(file -> file.getFileName().toString().startsWith("training-")).toList();
    }
    for (Path school : schools) {
      if (Files.getLastModifiedTime(school).toInstant().isBefore(longAgo)) {
        deleteTree(school);
      }
    }
  }

  /// Puts the new caches in the place of all older ones.
  private static void adopt(Path school, Path directory) throws IOException {
    List<Path> older = caches(directory);
    for (Path made : caches(school)) {
      Path place = directory.resolve(made.getFileName());
      Files.move(made, place, StandardCopyOption.ATOMIC_MOVE);
    }
    for (Path old : older) {
      Files.deleteIfExists(old);
    }
  }

  private static List<Path> caches(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".aot")).toList();
    }
  }

  private static void deleteTree(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      paths.sorted(Comparator.reverseOrder()).forEach(AotTraining::delete);
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
