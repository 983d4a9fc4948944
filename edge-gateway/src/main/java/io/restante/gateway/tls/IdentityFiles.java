package io.restante.gateway.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The identity in the files, as it is now. Thread-safe.
///
/// Who asks makes it look at the files, at most once a second; a new identity is taken up when both
/// files can be read and fit. While they don't, because only one has been replaced yet, the last
/// good one stays.
public final class IdentityFiles {
  private static final Logger LOGGER = LoggerFactory.getLogger(IdentityFiles.class);
  private static final long LOOK_INTERVAL_NANOS = 1_000_000_000;

  private final TlsFiles files;
  private final LongSupplier nanos;
  private final Object lock = new Object();
  private volatile State state; // written under the lock, read by anybody

  /// Reads the files for the first time.
  ///
  /// @throws IOException when they hold no identity
  public IdentityFiles(TlsFiles files) throws IOException {
    this(files, System::nanoTime);
  }

  IdentityFiles(TlsFiles files, LongSupplier nanos) throws IOException {
    this.files = files;
    this.nanos = nanos;
    List<Object> stamp = stamp();
    this.state = new State(Identity.read(files), stamp, stamp, nanos.getAsLong());
  }

  /// Returns the identity. The same object as before unless the files have changed, so that what is
  /// made of it can be kept.
  public Identity current() {
    if (isDue()) {
      synchronized (lock) {
        if (isDue()) {
          state = look(state);
        }
      }
    }
    return state.identity();
  }

  private boolean isDue() {
    return nanos.getAsLong() - state.lookedAtNanos() >= LOOK_INTERVAL_NANOS;
  }

  private State look(State last) {
    long now = nanos.getAsLong();
    try {
      List<Object> stamp = stamp();
      if (stamp.equals(last.goodStamp())) {
        return new State(last.identity(), stamp, stamp, now);
      }
      try {
        Identity identity = Identity.read(files);
        LOGGER.atInfo().log("TLS certificate taken up");
        return new State(identity, stamp, stamp, now);
      } catch (IOException e) {
        return unusable(last, stamp, now, e);
      }
    } catch (IOException e) {
      return unusable(last, List.of(), now, e);
    }
  }

  private static State unusable(State last, List<Object> stamp, long now, IOException cause) {
    if (!stamp.equals(last.seenStamp())) {
      LOGGER
          .atWarn()
          .addKeyValue("cause", cause.getMessage())
          .log("TLS certificate not usable, the one before it stays");
    }
    return new State(last.identity(), last.goodStamp(), stamp, now);
  }

  /// Returns what changes when a file does: time, size, and the file itself.
  private List<Object> stamp() throws IOException {
    return Stream.concat(stamp(files.certificate()).stream(), stamp(files.key()).stream()).toList();
  }

  private static List<Object> stamp(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return List.of(
        attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
  }

  /// What was seen last.
  ///
  /// @param goodStamp of the files that hold the identity
  /// @param seenStamp of the files when looked at last
  private record State(
      Identity identity, List<Object> goodStamp, List<Object> seenStamp, long lookedAtNanos) {}
}
