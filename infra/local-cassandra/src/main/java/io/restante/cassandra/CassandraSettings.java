package io.restante.cassandra;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The settings a node runs with: `cassandra.yaml` of this package, and where it runs.
///
/// @param directory where its files are
/// @param host the loopback address it listens on
/// @param port the port CQL is spoken on, 1..65535
record CassandraSettings(Path directory, String host, int port) {
  /// Writes the settings into the directory and tells Cassandra where they are. Must come before
  /// any class of Cassandra's is used.
  void apply() throws IOException {
    Path file = Files.createDirectories(directory).resolve("cassandra.yaml");
    Files.writeString(file, text());
    System.setProperty("cassandra.config", file.toUri().toString());
    System.setProperty("cassandra.storagedir", directory.toString());
    System.setProperty("cassandra.logdir", directory.toString());
    // Otherwise it closes standard output.
    System.setProperty("cassandra-foreground", "yes");
  }

  private String text() throws IOException {
    try (InputStream in = CassandraSettings.class.getResourceAsStream("cassandra.yaml")) {
      if (in == null) {
        throw new IllegalStateException("cassandra.yaml: not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("${directory}", directory.toString())
          .replace("${host}", host)
          .replace("${port}", Integer.toString(port))
          .replace("${storage_port}", Integer.toString(freePort()));
    }
  }

  /// Nodes talk to each other on this port; there is no other node.
  private int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
      return socket.getLocalPort();
    }
  }
}
