package io.restante.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The class path of S3Proxy's process, as the build resolved it. Uses nothing of S3Proxy's, so
/// that those who start the process can ask.
public final class S3ClassPath {
  /// The class with the `main` method.
  public static final String MAIN_CLASS = "io.restante.s3.S3Main";

  private S3ClassPath() {}

  /// Returns the class path, entries parted by colons: this module first.
  public static String text() {
    try (InputStream in = S3ClassPath.class.getResourceAsStream("classpath.txt")) {
      if (in == null) {
        throw new IllegalStateException("classpath.txt: not beside this class");
      }
      String libraries = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      return own() + ":" + libraries;
    } catch (IOException e) {
      throw new UncheckedIOException("classpath.txt: unreadable", e);
    }
  }

  private static Path own() {
    try {
      return Path.of(S3ClassPath.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("this module is not in a file", e);
    }
  }
}
