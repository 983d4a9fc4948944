package io.restante.local;

import io.restante.local.child.JavaCommand;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a gateway node runs. Immutable.
///
/// @param mainClass the class with the `main` method; behaves as the product's does
/// @param classesFirst directories and jars that are looked into before this process's own class
///   path, for tests that replace a part of the product; the product itself runs on the estate's
public record NodeProgram(String mainClass, List<Path> classesFirst) {
  /// The product.
  public static final NodeProgram GATEWAY = new NodeProgram("io.restante.gateway.Main", List.of());

  /// Copies the list.
  public NodeProgram {
    classesFirst = List.copyOf(classesFirst);
  }

  String classPath() {
    if (equals(GATEWAY)) {
      return JavaCommand.estateClassPath();
    }
    return Stream.concat(
            classesFirst.stream().map(Path::toString),
            Stream.of(System.getProperty("java.class.path")))
        .collect(Collectors.joining(":"));
  }
}
