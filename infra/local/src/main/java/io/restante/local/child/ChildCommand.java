package io.restante.local.child;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A program to be started beside this JVM.
public interface ChildCommand {
  /// Returns the command line.
  List<String> commandLine();

  /// Returns variables added to this process's own.
  Map<String, String> environment();

  /// Returns where the program serves when a line it printed says that it does: what follows `ready
  /// ` in a line that begins so, unless the program says it in its own way.
  default Optional<String> readyIn(String line) {
    return line.startsWith("ready ")
        ? Optional.of(line.substring("ready ".length()))
        : Optional.empty();
  }
}
