package io.restante.it.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives one estate to all tests that ask for it, started by the first and gone after the last.
///
/// @param <T> what is shared
abstract class SharedEstate<T extends AutoCloseable> implements ParameterResolver {
  private final Class<T> type;
  private final Start<T> start;

  /// How it is started.
  @FunctionalInterface
  interface Start<T> {
    T start() throws IOException;
  }

  SharedEstate(Class<T> type, Start<T> start) {
    this.type = type;
    this.start = start;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == type;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return test.getRoot()
        .getStore(ExtensionContext.Namespace.create(type))
        .computeIfAbsent(type, _ -> started(), type);
  }

  private T started() {
    try {
      return start.start();
    } catch (IOException e) {
      throw new UncheckedIOException("no directory for the estate", e);
    }
  }

  /// Deletes a directory and what is in it.
  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
