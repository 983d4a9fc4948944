package io.restante.it.blindness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The TCP connections that a process opened itself, as the kernel lists them. Linux alone; the
/// process must be one's own child.
final class Dialled {
  private static final String ESTABLISHED = "01";
  private static final String LISTENING = "0A";
  private static final int LOCAL_AT = 1;
  private static final int REMOTE_AT = 2;
  private static final int STATE_AT = 3;
  private static final int SOCKET_AT = 9;
  private static final int HEXADECIMAL = 16;

  private Dialled() {}

  /// Returns the ports that a process is connected to, without those of who came to a port of its
  /// own, and without its own: a broker with transactions talks to itself, and nothing of that
  /// leaves it.
  static Set<Integer> by(long pid) throws IOException {
    Set<String> own = sockets(pid);
    List<String[]> rows = new ArrayList<>();
    for (String table : List.of("tcp", "tcp6")) {
      Path file = Path.of("/proc", Long.toString(pid), "net", table);
      Files.readAllLines(file).stream()
          .map(line -> line.strip().split("\\s+"))
          .filter(row -> row.length > SOCKET_AT && own.contains(row[SOCKET_AT]))
          .forEach(rows::add);
    }
    Set<Integer> listening = new HashSet<>();
    for (String[] row : rows) {
      if (row[STATE_AT].equals(LISTENING)) {
        listening.add(port(row[LOCAL_AT]));
      }
    }
    Set<Integer> dialled = new TreeSet<>();
    for (String[] row : rows) {
      boolean isOwn =
          listening.contains(port(row[LOCAL_AT])) || listening.contains(port(row[REMOTE_AT]));
      if (row[STATE_AT].equals(ESTABLISHED) && !isOwn) {
        dialled.add(port(row[REMOTE_AT]));
      }
    }
    return dialled;
  }

  private static Set<String> sockets(long pid) throws IOException {
    Set<String> sockets = new HashSet<>();
    try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (Path descriptor : open.toList()) {
        String target = target(descriptor);
        if (target.startsWith("socket:[")) {
          sockets.add(target.substring("socket:[".length(), target.length() - 1));
        }
      }
    }
    return sockets;
  }

  private static String target(Path descriptor) throws IOException {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (NoSuchFileException e) {
      return ""; // Closed meanwhile.
    }
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.indexOf(':') + 1), HEXADECIMAL);
  }
}
