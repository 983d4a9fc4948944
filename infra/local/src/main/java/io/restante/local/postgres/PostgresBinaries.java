package io.restante.local.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/// PostgreSQL's programs, unpacked from the jar that Maven brings, once per user and version.
///
/// @param home the directory that holds `bin`, `lib` and `share`
record PostgresBinaries(Path home) {
  private static final String ARCHIVE = "postgres-linux-x86_64.txz";

  /// Returns the programs, unpacked when they are not yet. They appear whole or not at all.
  static PostgresBinaries unpacked() {
    Path cache = Path.of(System.getProperty("user.home"), ".cache", "restante");
    try {
      Path home = cache.resolve("postgres-" + digest());
      if (!Files.exists(home)) {
        unpack(Files.createDirectories(cache), home);
      }
      return new PostgresBinaries(home);
    } catch (IOException e) {
      throw new PostgresException("PostgreSQL cannot be unpacked into " + cache + ": " + e, e);
    }
  }

  /// Returns a command line that runs one of the programs in a session of its own, out of reach of
  /// the terminal's Ctrl-C. PostgreSQL refuses to run as root; in a user namespace of its own it is
  /// nobody.
  List<String> command(String program, List<String> arguments) {
    List<String> line = new ArrayList<>();
    line.add("setsid");
    if ("root".equals(System.getProperty("user.name"))) {
      line.addAll(List.of("unshare", "-U"));
    }
    line.add(home.resolve("bin").resolve(program).toString());
    line.addAll(arguments);
    return line;
  }

  private static void unpack(Path cache, Path home) throws IOException {
    Path unfinished = Files.createTempDirectory(cache, "unpacking-");
    try (InputStream packed = archive();
        TarArchiveInputStream tar =
            new TarArchiveInputStream(
                new XZCompressorInputStream(new BufferedInputStream(packed)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        write(entry, tar, unfinished);
      }
    }
    try {
      Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // Somebody else was first; theirs is as good.
      deleteTree(unfinished);
      if (!Files.exists(home)) {
        throw e;
      }
    }
  }

  private static void write(TarArchiveEntry entry, InputStream content, Path root)
      throws IOException {
    Path place = root.resolve(entry.getName()).normalize();
    if (!place.startsWith(root)) {
      throw new IOException(entry.getName() + ": outside the archive");
    }
    if (entry.isDirectory()) {
      Files.createDirectories(place);
      return;
    }
    Files.createDirectories(place.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(place, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(content, place);
    boolean isProgram = (entry.getMode() & 0100) != 0;
    Files.setPosixFilePermissions(
        place, PosixFilePermissions.fromString(isProgram ? "rwxr-xr-x" : "rw-r--r--"));
  }

  private static InputStream archive() {
    InputStream in = PostgresBinaries.class.getResourceAsStream("/" + ARCHIVE);
    if (in == null) {
      throw new PostgresException(ARCHIVE + ": not on the class path");
    }
    return in;
  }

  private static String digest() throws IOException {
    try (DigestInputStream in =
        new DigestInputStream(archive(), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256: not in this JDK", e);
    }
  }

  /// Deletes a directory with everything in it; what does not exist is no error.
  static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(root)) {
      paths.sorted(Comparator.reverseOrder()).forEach(PostgresBinaries::delete);
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
