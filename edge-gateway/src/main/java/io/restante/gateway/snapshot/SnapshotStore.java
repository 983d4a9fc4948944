package io.restante.gateway.snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;

/// Where snapshots are kept: objects by keys, as in S3. Thread-safe.
///
/// Every method may block, within time limits of the implementation's. An object appears whole or
/// not at all. Interrupting a virtual thread ends what it waits for.
public interface SnapshotStore extends AutoCloseable {
  /// Returns keys that begin with a prefix, in no particular order.
  ///
  /// @param most how many keys are returned at the most
  /// @throws IOException when the store does not answer, or refuses
  List<String> list(String prefix, int most) throws IOException;

  /// Puts an object.
  ///
  /// @param bytes its size
  /// @throws IOException when the store does not answer, or refuses
  void put(String key, long bytes, Content content) throws IOException;

  /// Opens an object for reading, to be closed by the caller.
  ///
  /// @throws NoSuchFileException when there is none
  /// @throws IOException when the store does not answer, or refuses
  InputStream get(String key) throws IOException;

  /// Deletes an object if there is one.
  ///
  /// @throws IOException when the store does not answer, or refuses
  void delete(String key) throws IOException;

  /// Lets go of connections.
  @Override
  void close();

  /// What an object is to hold; opened again when it has to be sent again.
  @FunctionalInterface
  interface Content {
    /// Opens it from its first byte on.
    InputStream open() throws IOException;
  }
}
