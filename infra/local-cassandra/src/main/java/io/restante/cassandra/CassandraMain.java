package io.restante.cassandra;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.cassandra.cql3.QueryProcessor;
import org.apache.cassandra.db.ConsistencyLevel;
import org.apache.cassandra.service.CassandraDaemon;

/// Runs one Cassandra node until it is told to stop.
///
/// Arguments: data directory, host, port, a file with CQL statements that make the schema and may
/// be repeated. It prints `ready <host>:<port>` on standard output once it serves and the schema is
/// there. SIGTERM stops it in order. When its standard input closes, whoever started it is gone,
/// and it halts at once: the commit log has everything that was acknowledged.
public final class CassandraMain {
  private static final int ARGUMENTS = 4;

  private CassandraMain() {}

  /// Starts the node and returns; its threads go on.
  ///
  /// @param arguments data directory, host, port, schema file
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != ARGUMENTS) {
      System.err.println("usage: CassandraMain DATA-DIRECTORY HOST PORT SCHEMA.cql");
      System.exit(2);
    }
    haltWhenClosed(System.in);
    String host = arguments[1];
    int port = Integer.parseInt(arguments[2]);
    List<String> schema = CqlScript.statements(Files.readString(Path.of(arguments[3])));
    new CassandraSettings(Path.of(arguments[0]).toAbsolutePath(), host, port).apply();

    new CassandraDaemon(true).activate();
    for (String statement : schema) {
      QueryProcessor.process(statement, ConsistencyLevel.ONE);
    }
    System.out.println("ready " + host + ":" + port);
  }

  private static void haltWhenClosed(InputStream in) {
    Thread.ofPlatform()
        .name("parent-watch")
        .daemon()
        .start(
            () -> {
              try {
                while (in.read() >= 0) {
                  // The parent says nothing; only the end of the stream matters.
                }
              } catch (IOException e) {
                System.out.println("standard input broke: " + e.getMessage());
              }
              Runtime.getRuntime().halt(1);
            });
  }
}
