package io.restante.local.child;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A Java program to be started, on the running JVM's JDK and class path.
///
/// @param mainClass the class with the `main` method
/// @param jvmOptions options for the JVM, beyond those every process of the project runs with
/// @param arguments what `main` is given
/// @param environment variables added to this process's own
public record JavaCommand(
    String mainClass,
    List<String> jvmOptions,
    List<String> arguments,
    Map<String, String> environment) {
  private static final List<String> PROJECT_OPTIONS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-XX:+UseCompactObjectHeaders");

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
    return new JavaCommand(mainClass, all, arguments, environment);
  }

  /// Returns the class path, entries parted by colons.
  String classPath() {
    return System.getProperty("java.class.path");
  }

  /// Returns the command line.
  ///
  /// Ctrl-C in a terminal goes to all of its processes, and the children have to outlive their
  /// parent, which stops them in order. The shell therefore ignores SIGINT and SIGHUP before it
  /// becomes the JVM, and a JVM that starts with a signal ignored leaves it so.
  List<String> commandLine() {
    List<String> line = new ArrayList<>();
    line.addAll(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(PROJECT_OPTIONS);
    line.addAll(jvmOptions);
    line.add("-cp");
    line.add(classPath());
    line.add(mainClass);
    line.addAll(arguments);
    return line;
  }
}
