package io.restante.local.child;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// The JVM's ahead-of-time caches (JEP 514): classes loaded and linked, methods profiled by an
/// earlier run, which halves a start. A cache file's name covers all it depends on, so a cache that
/// no longer fits is not found rather than refused, and without one a process merely starts slower.
///
/// @param directory where the cache files are
/// @param isTraining whether processes write caches, when they stop, instead of reading them
public record AotCache(Path directory, boolean isTraining) {
  /// Returns the cache of the clone that `restante.home` points to, as the launcher sets it.
  public static Optional<AotCache> ofClone() {
    return Optional.ofNullable(System.getProperty("restante.home"))
        .map(home -> new AotCache(Path.of(home, ".restante", "aot"), false));
  }

  /// Returns a cache that is written into another directory.
  public AotCache training(Path into) {
    return new AotCache(into, true);
  }

  /// Whether there is a cache for a program, or can never be one.
  public boolean isSettled(JavaCommand command) {
    return key(command).map(key -> Files.exists(file(key))).orElse(true);
  }

  /// Returns the command with the options that read or write its cache.
  public JavaCommand over(JavaCommand command) {
    return key(command)
        .map(this::file)
        .filter(file -> isTraining || Files.exists(file))
        .map(file -> command.withJvmOptions(options(file)))
        .orElse(command);
  }

  private List<String> options(Path file) {
    // A cache that cannot be used after all is a slower start, not a line in the log.
    String use = isTraining ? "-XX:AOTCacheOutput=" : "-XX:AOTCache=";
    return List.of(use + file, "-Xlog:aot*=off", "-Xlog:cds*=off");
  }

  private Path file(String key) {
    return directory.resolve(key + ".aot");
  }

  /// Returns the name of a program's cache; none when its class path has directories, which the JVM
  /// does not cache.
  private static Optional<String> key(JavaCommand command) {
    StringBuilder text = new StringBuilder(System.getProperty("java.vm.version"));
    text.append(System.getProperty("java.home")).append(command.jvmOptions());
    for (String entry : command.classPath().split(":", -1)) {
      Path jar = Path.of(entry);
      if (!Files.isRegularFile(jar)) {
        return Optional.empty();
      }
      text.append(jar.toAbsolutePath()).append(stamp(jar));
    }
    String name = command.mainClass().replaceFirst(".*\\.([a-z]+)\\.", "$1-");
    return Optional.of(name + "-" + hash(text.toString()));
  }

  private static String stamp(Path jar) {
    try {
      FileTime modified = Files.getLastModifiedTime(jar);
      return "/" + Files.size(jar) + "/" + modified.toMillis();
    } catch (IOException e) {
      throw new UncheckedIOException(jar + " cannot be read", e);
    }
  }

  private static String hash(String text) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha256.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256: not in this JDK", e);
    }
  }
}
