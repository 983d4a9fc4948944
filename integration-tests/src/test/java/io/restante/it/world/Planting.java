package io.restante.it.world;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// Plants bugs: a part of a product's source is replaced, and what comes of it is to stand ahead of
/// the product on a class path. The product itself has no place for bugs to be planted in.
public final class Planting {
  private Planting() {}

  /// Plants a bug.
  ///
  /// @param file the product's source
  /// @param right what stands there, once
  /// @param wrong what shall stand there
  /// @param directory takes source and classes
  /// @return where the classes are
  /// @throws IllegalStateException when the product's source is not what it was: plant another
  public static Path plant(Path file, String right, String wrong, Path directory)
      throws IOException {
    String source = Files.readString(file);
    if (source.split(Pattern.quote(right), -1).length != 2) {
      throw new IllegalStateException(file + ": not once '" + right + "'");
    }
    Path planted = directory.resolve(file.getFileName());
    Files.writeString(planted, source.replace(right, wrong));
    Path classes = Files.createDirectories(directory.resolve("classes"));
    compile(planted, classes);
    return classes;
  }

  private static void compile(Path source, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "-proc:none",
              "-nowarn",
              "-d",
              classes.toString(),
              "-cp",
              System.getProperty("java.class.path"));
      boolean isDone =
          compiler
              .getTask(null, files, null, options, null, files.getJavaFileObjects(source))
              .call();
      if (!isDone) {
        throw new IllegalStateException(source.getFileName() + " does not compile");
      }
    }
  }
}
