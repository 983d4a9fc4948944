package io.restante.gateway.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;

/// RocksDB's native library, 15 MB, which has to be a file before it can be loaded. Thread-safe.
///
/// Left to itself, RocksDB makes a new one in the temporary directory of the machine at every
/// start, and a process that is killed leaves it there. Here it has one name in the directory of
/// the indexes: the next start replaces it.
final class NativeLibrary {
  private NativeLibrary() {}

  /// Loads the library, unless this process has.
  ///
  /// @param directory where its file is put; created when missing. Must allow code to be mapped
  /// @throws UncheckedIOException when the file can't be written
  static void load(Path directory) {
    try {
      Files.createDirectories(directory);
      NativeLibraryLoader.getInstance().loadLibrary(directory.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(
          directory + ": RocksDB's native library can't be put there", e);
    }
    // Finds it loaded, and only takes note.
    RocksDB.loadLibrary();
  }
}
