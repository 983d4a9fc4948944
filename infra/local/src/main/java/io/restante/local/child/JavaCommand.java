package io.restante.local.child;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A Java program to be started, on the running JVM's JDK.
///
/// @param mainClass the class with the `main` method
/// @param classPath where classes are found, entries parted by colons
/// @param jvmOptions options for the JVM, beyond those every process of the project runs with
/// @param arguments what `main` is given
/// @param environment variables added to this process's own
public record JavaCommand(
    String mainClass,
    String classPath,
    List<String> jvmOptions,
    List<String> arguments,
    Map<String, String> environment)
    implements ChildCommand {
  private static final List<String> PROJECT_OPTIONS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-XX:+UseCompactObjectHeaders");

  /// Returns a command on the estate's class path.
  public static JavaCommand onEstateClassPath(
      String mainClass,
      List<String> jvmOptions,
      List<String> arguments,
      Map<String, String> environment) {
    return new JavaCommand(mainClass, estateClassPath(), jvmOptions, arguments, environment);
  }

  /// Returns the class path of an estate's processes: what `restante.estate.classpath` says, as the
  /// launcher sets it, so that they are the same processes with the same start-up caches whoever
  /// starts them; otherwise the running JVM's own.
  public static String estateClassPath() {
    return System.getProperty("restante.estate.classpath", System.getProperty("java.class.path"));
  }

  /// Copies the collections.
  public JavaCommand {
    jvmOptions = List.copyOf(jvmOptions);
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /// Returns the command with more options for the JVM.
  JavaCommand withJvmOptions(List<String> more) {
    List<String> all = new ArrayList<>(jvmOptions);
    all.addAll(more);
    return new JavaCommand(mainClass, classPath, all, arguments, environment);
  }

  /// Returns the command line.
  ///
  /// Ctrl-C in a terminal goes to all of its processes, and the children have to outlive their
  /// parent, which stops them in order. The shell therefore ignores SIGINT and SIGHUP before it
  /// becomes the JVM, and a JVM that starts with a signal ignored leaves it so.
  @Override
  public List<String> commandLine() {
    List<String> line = new ArrayList<>();
    line.addAll(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(PROJECT_OPTIONS);
    line.addAll(jvmOptions);
    line.add("-cp");
    line.add(classPath);
    line.add(mainClass);
    line.addAll(arguments);
    return line;
  }
}
