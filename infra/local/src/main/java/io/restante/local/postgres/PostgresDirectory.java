package io.restante.local.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/// PostgreSQL's part of the data directory, with the database `restante` and its owner of the same
/// name. It is made beside its place and moved there whole, so that a process killed in between
/// leaves nothing half made.
///
/// @param home where the server's files are
/// @param log takes what the programs print that make it
record PostgresDirectory(Path home, Path log) {
  /// The name of the database, and of its owner.
  static final String NAME = "restante";

  /// Makes the directory unless there is one.
  ///
  /// @param password the owner's; letters, digits, `-` and `_`
  void createIfNew(PostgresBinaries programs, String password) {
    try {
      if (!Files.exists(home)) {
        create(programs, password);
      }
      Path replicates = home.resolve("restante.replicates");
      if (!Files.exists(replicates)) {
        // Directories of earlier versions need it too.
        run(single(programs, home.toString(), "postgres"), "ALTER ROLE " + NAME + " REPLICATION\n");
        Files.createFile(replicates);
      }
      write("postgresql.conf");
      write("pg_hba.conf");
    } catch (IOException e) {
      throw new PostgresException(home + " cannot be made: " + e.getMessage(), e);
    }
  }

  private void write(String name) throws IOException {
    try (InputStream settings = PostgresDirectory.class.getResourceAsStream(name)) {
      if (settings == null) {
        throw new IllegalStateException(name + ": not on the class path");
      }
      Files.copy(settings, home.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void create(PostgresBinaries programs, String password) throws IOException {
    Path unfinished = home.resolveSibling(home.getFileName() + ".unfinished");
    PostgresBinaries.deleteTree(unfinished);
    Files.createDirectories(log.getParent());
    String place = unfinished.toString();
    // Nobody connects before pg_hba.conf is ours, and then nobody without a password: the superuser
    // has none.
    run(
        programs.command(
            "initdb",
            List.of(
                "--pgdata=" + place,
                "--username=postgres",
                "--encoding=UTF8",
                "--locale=C",
                "--auth=trust",
                "--no-sync",
                "--no-instructions")),
        "");
    run(
        single(programs, place, "postgres"),
        "CREATE ROLE "
            + NAME
            + " LOGIN PASSWORD '"
            + password
            + "'\n"
            + "CREATE DATABASE "
            + NAME
            + " OWNER "
            + NAME
            + "\n");
    run(
        single(programs, place, NAME),
        "CREATE EXTENSION pg_stat_statements\n"
            + "GRANT EXECUTE ON FUNCTION pg_stat_statements_reset TO "
            + NAME
            + "\n");
    Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
  }

  private static List<String> single(PostgresBinaries programs, String place, String database) {
    return programs.command("postgres", List.of("--single", "-D", place, database));
  }

  private void run(List<String> command, String input) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Process process = builder.start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    try {
      int status = process.waitFor();
      if (status != 0) {
        throw new PostgresException(
            "PostgreSQL's directory cannot be made: "
                + Path.of(command.getFirst()).getFileName()
                + " ended with status "
                + status
                + "; see "
                + log);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new PostgresException("interrupted while making PostgreSQL's directory", e);
    }
  }
}
