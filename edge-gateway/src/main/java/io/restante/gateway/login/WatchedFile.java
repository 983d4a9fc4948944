package io.restante.gateway.login;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a file holds, as it is now. Thread-safe.
///
/// Who asks makes it look at the file, at most once a second. While the file can't be read, or
/// holds something else, what it held before stays.
///
/// @param <T> what it holds, immutable
final class WatchedFile<T> implements Supplier<T> {
  private static final Logger LOGGER = LoggerFactory.getLogger(WatchedFile.class);
  private static final long LOOK_INTERVAL_NANOS = 1_000_000_000;

  private final Path file;
  private final Loader<T> loader;
  private final LongSupplier nanos;
  private final Object lock = new Object();
  private volatile State<T> state; // written under the lock, read by anybody

  /// Reads a file.
  ///
  /// @param <T> what it holds
  @FunctionalInterface
  interface Loader<T> {
    T load(Path file) throws IOException;
  }

  private record State<T>(T held, List<Object> stamp, long lookedAtNanos) {}

  /// Reads the file for the first time.
  ///
  /// @param nanos a clock that never goes back, nanoseconds
  /// @throws IOException when it does not hold what it should
  WatchedFile(Path file, Loader<T> loader, LongSupplier nanos) throws IOException {
    this.file = file;
    this.loader = loader;
    this.nanos = nanos;
    List<Object> stamp = stamp();
    this.state = new State<>(loader.load(file), stamp, nanos.getAsLong());
  }

  @Override
  public T get() {
    if (isDue()) {
      synchronized (lock) {
        if (isDue()) {
          state = look(state);
        }
      }
    }
    return state.held();
  }

  private boolean isDue() {
    return nanos.getAsLong() - state.lookedAtNanos() >= LOOK_INTERVAL_NANOS;
  }

  private State<T> look(State<T> last) {
    long now = nanos.getAsLong();
    List<Object> stamp = List.of();
    try {
      stamp = stamp();
      if (stamp.equals(last.stamp())) {
        return new State<>(last.held(), stamp, now);
      }
      T held = loader.load(file);
      LOGGER.atInfo().addKeyValue("file", file.getFileName()).log("ticket keys taken up");
      return new State<>(held, stamp, now);
    } catch (IOException e) {
      if (!stamp.equals(last.stamp())) {
        LOGGER
            .atWarn()
            .addKeyValue("cause", e.getMessage())
            .log("ticket keys not usable, those before them stay");
      }
      return new State<>(last.held(), stamp, now);
    }
  }

  private List<Object> stamp() throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return List.of(
        attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
  }
}
