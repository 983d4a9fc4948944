package io.restante.local.postgres;

import io.restante.local.child.ChildCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How PostgreSQL is started.
///
/// @param directory its part of the data directory
/// @param log takes what the programs print that make the directory
/// @param host a loopback address
/// @param port 1..65535
public record PostgresServer(Path directory, Path log, String host, int port) {
  /// The name of the database, and of its owner.
  public static final String NAME = PostgresDirectory.NAME;

  private static final String READY = "database system is ready to accept connections";

  /// Runs the server, and tells it to stop in order (SIGINT) when the shell is told to end, and to
  /// quit at once (SIGQUIT) when standard input closes.
  private static final String WATCHED =
      """
      trap '' INT HUP
      exec 3<&0
      "$@" </dev/null 3<&- &
      server=$!
      trap 'kill -INT $server' TERM
      (while read -r _; do :; done; kill -QUIT $server) <&3 >/dev/null 2>&1 &
      watch=$!
      exec 3<&-
      status=0
      while kill -0 $server 2>/dev/null; do
        wait $server
        status=$?
      done
      kill $watch 2>/dev/null
      exit $status
      """;

  /// Where the server listens, `host:port`.
  public String address() {
    return host + ":" + port;
  }

  /// The address of the database as JDBC has it.
  public String url() {
    return "jdbc:postgresql://" + address() + "/" + NAME;
  }

  /// Ends a server that was left running on the directory. Nobody else may use the directory.
  public void endOrphan() {
    new PostgresOrphan(directory).end();
  }

  /// Unpacks the programs, makes the directory unless there is one, and returns the command.
  ///
  /// @param password the owner's; letters, digits, `-` and `_`
  public ChildCommand prepare(String password) {
    PostgresBinaries programs = PostgresBinaries.unpacked();
    new PostgresDirectory(directory, log).createIfNew(programs, password);
    List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", WATCHED, "sh"));
    line.addAll(
        programs.command(
            "postgres",
            List.of(
                "-D",
                directory.toString(),
                "-c",
                "listen_addresses=" + host,
                "-c",
                "port=" + port)));
    return new Watched(line, address());
  }

  /// The server under its shell.
  private record Watched(List<String> commandLine, String address) implements ChildCommand {
    @Override
    public Map<String, String> environment() {
      return Map.of();
    }

    @Override
    public Optional<String> readyIn(String line) {
      return line.contains(READY) ? Optional.of(address) : Optional.empty();
    }
  }
}
