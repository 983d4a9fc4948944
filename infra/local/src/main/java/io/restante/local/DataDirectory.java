package io.restante.local;

import io.restante.gateway.login.TicketKeys;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/// Where the parts of an estate keep their things.
///
/// @param root the data directory, absolute
record DataDirectory(Path root) {
  private static final String KEYSPACE =
      """
      CREATE KEYSPACE IF NOT EXISTS restante
      WITH replication = {'class': 'NetworkTopologyStrategy', 'datacenter1': 1};

      """;

  /// What a process prints goes here.
  Path log(String process) {
    return root.resolve("logs").resolve(process + ".log");
  }

  /// Returns a name for one of several: the first goes without a number, the second has a 2.
  ///
  /// @param index which of them, from 0
  static String numbered(String name, int index) {
    return index == 0 ? name : name + "-" + (index + 1);
  }

  /// A node's mailbox index.
  ///
  /// @param index which node, from 0
  Path index(int index) {
    return root.resolve(numbered("gateway", index)).resolve("index");
  }

  /// The stores of the topologies.
  Path topologies() {
    return root.resolve("topologies");
  }

  /// Notes how many brokers there are, or checks that it is what was noted. The topics' replicas
  /// and the controllers' quorum are where they were put.
  ///
  /// @throws EstateException when there were more or fewer
  void requireBrokers(int count) {
    Path note = root.resolve("kafka.brokers");
    try {
      int noted = count;
      if (Files.exists(note)) {
        noted = Integer.parseInt(Files.readString(note).strip());
      } else if (Files.exists(root.resolve("kafka"))) {
        noted = 1;
      }
      if (noted != count) {
        throw new EstateException(
            (root + " was made with " + noted + " brokers (expected: " + count + "). It keeps")
                + (" its number for life: ask for " + noted + ", or use another data directory"));
      }
      Files.writeString(note, count + "\n");
    } catch (IOException e) {
      throw new EstateException(note + " cannot be used: " + e.getMessage(), e);
    }
  }

  /// Signs tickets.
  Path signingKey() {
    return root.resolve("keys").resolve("ticket-signing.key");
  }

  /// Verify tickets.
  Path verifyingKeys() {
    return root.resolve("keys").resolve("ticket-verifying.keys");
  }

  /// PostgreSQL's files.
  Path postgres() {
    return root.resolve("postgres");
  }

  /// Cassandra's files.
  Path cassandra() {
    return root.resolve("cassandra");
  }

  /// The buckets of the S3 server, each a directory.
  Path objects() {
    return root.resolve("s3");
  }

  /// The access key of the S3 server: its id in the first line, the key in the second.
  Path objectsCredentials() {
    return root.resolve("keys").resolve("s3.credentials");
  }

  /// The schema that Cassandra applies when it starts.
  Path keysSchema() {
    return root.resolve("cassandra").resolve("schema.cql");
  }

  /// The password of the directory's user.
  Path directoryPasswordFile() {
    return root.resolve("keys").resolve("directory.password");
  }

  /// The key that phone numbers are hashed with.
  Path numberKey() {
    return root.resolve("keys").resolve("number.key");
  }

  /// The key of the audit's pseudonyms.
  Path auditKey() {
    return root.resolve("keys").resolve("audit.key");
  }

  /// Makes the key of the audit's pseudonyms unless it is there.
  void generateAuditKeyIfNew() {
    SecretFile.createIfNew(auditKey(), Base64.getEncoder());
  }

  /// Registration codes, which are sent nowhere else here.
  Path codeFile() {
    return root.resolve("codes");
  }

  /// Returns the password of the directory's user.
  String directoryPassword() {
    try {
      return Files.readString(directoryPasswordFile()).strip();
    } catch (IOException e) {
      throw new EstateException(directoryPasswordFile() + " cannot be read: " + e, e);
    }
  }

  /// Makes what accounts need, each file for its owner alone, unless it is there.
  void generateAccountFilesIfNew() {
    SecretFile.createIfNew(directoryPasswordFile(), Base64.getUrlEncoder().withoutPadding());
    SecretFile.createIfNew(numberKey(), Base64.getEncoder());
    SecretFile.createEmptyIfNew(codeFile());
  }

  /// Makes the access key of the S3 server unless it is there.
  void generateObjectsCredentialsIfNew() {
    SecretFile.createIfNew(
        objectsCredentials(), "local\n", Base64.getUrlEncoder().withoutPadding());
  }

  /// Writes the schema: the keyspace with one copy, and the tables of gateways and connectors.
  void writeKeysSchema() {
    try {
      Files.createDirectories(keysSchema().getParent());
      Files.writeString(
          keysSchema(), KEYSPACE + tables("/cql/keys.cql") + tables("/cql/last-seen.cql"));
    } catch (IOException e) {
      throw new EstateException(keysSchema() + " cannot be written: " + e.getMessage(), e);
    }
  }

  private static String tables(String resource) throws IOException {
    try (InputStream tables = DataDirectory.class.getResourceAsStream(resource)) {
      if (tables == null) {
        throw new IllegalStateException(resource + ": not on the class path");
      }
      return new String(tables.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// Makes the key pair unless there is one. The public half is written first to its place, so a
  /// process killed in between leaves at worst a public key that nobody signs with.
  void generateKeysIfNew() {
    try {
      if (Files.exists(signingKey())) {
        return;
      }
      Files.createDirectories(signingKey().getParent());
      Path unfinished = root.resolve("keys").resolve("ticket-signing.unfinished");
      Files.deleteIfExists(unfinished);
      TicketKeys.generate(unfinished, verifyingKeys());
      Files.move(unfinished, signingKey());
    } catch (IOException e) {
      throw new EstateException(signingKey() + " cannot be made: " + e.getMessage(), e);
    }
  }
}
