package io.restante.local;

import io.restante.local.Endpoints.Part;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/// What `./restante up` was asked for.
sealed interface UpOptions {
  /// The help text.
  String HELP =
      """
      ./restante up [--nodes N] [--brokers N] [--data DIR] [--partitions N]
                    [--port N] [--api-port N] [--ops-port N] [--kafka-port N]
                    [--controller-port N] [--postgres-port N] [--cassandra-port N]
                    [--s3-port N] [--connectors-port N] [--topologies-port N]
                    [--no-accounts] [--no-s3] [--no-node]

      Starts the whole estate on this machine: Kafka, the topics, PostgreSQL, Cassandra, an S3
      server, gateway nodes, the directory's connector and the topologies, each a process of its
      own. It prints a line that begins with "ready" once it serves. Ctrl-C stops it in order; what
      it held is there again at the next start.

        --nodes N             gateway nodes               (default: 1; 9 at most)
        --brokers N           Kafka brokers               (default: 1; otherwise 3 to 9: three keep
                              each record, two must have it. A data directory keeps its number)
        --data DIR            where everything is kept    (default: .restante/data in the clone)
        --partitions N        partitions of each topic    (default: as in the catalogue; a data
                              directory keeps the number it was made with)
        --port N              the gateway's port          (default: %d)
        --api-port N          the HTTP API's port         (default: %d)
        --ops-port N          the operator's port         (default: %d)
        --kafka-port N        Kafka's port                (default: %d)
        --controller-port N   the port of Kafka's controllers, when there are several
                                                          (default: %d)
        --postgres-port N     PostgreSQL's port           (default: %d)
        --cassandra-port N    Cassandra's port            (default: %d)
        --s3-port N           the S3 server's port        (default: %d)
        --connectors-port N   the connectors' port for operators
                                                          (default: %d)
        --topologies-port N   the topologies' port for operators
                                                          (default: %d)
        --no-accounts         the message path alone: no PostgreSQL, no Cassandra, no API, no
                              connector, no topologies
        --no-s3               no S3 server: nodes publish no snapshots of their indexes
        --no-node             only the stores and the topics

      Ports are those of the first node and the first broker. The second node's are ten higher,
      the second broker's one, and so on.
      """
          .formatted(
              Endpoints.GATEWAY_PORT,
              Endpoints.API_PORT,
              Endpoints.OPS_PORT,
              Endpoints.KAFKA_PORT,
              Endpoints.CONTROLLER_PORT,
              Endpoints.DIRECTORY_PORT,
              Endpoints.KEYS_PORT,
              Endpoints.OBJECTS_PORT,
              Endpoints.CONNECTORS_PORT,
              Endpoints.TOPOLOGIES_PORT);

  /// Start this.
  record Start(EstateOptions estate) implements UpOptions {}

  /// Say how it is used.
  record Help() implements UpOptions {}

  /// The arguments make no sense.
  ///
  /// @param message the argument and what was expected
  record Wrong(String message) implements UpOptions {}

  /// Reads the arguments.
  ///
  /// @param home the clone's directory, where the data is unless told otherwise
  static UpOptions parse(String[] arguments, Path home) {
    List<String> words = Arrays.asList(arguments);
    if (words.contains("--help") || words.contains("-h")) {
      return new Help();
    }
    EstateOptions options =
        EstateOptions.in(usualData(home))
            .listeningOn(Endpoints.on("127.0.0.1"))
            .withAccounts()
            .withObjects()
            .withConnectors()
            .withTopologies();
    try {
      Iterator<String> rest = words.iterator();
      while (rest.hasNext()) {
        options = with(options, rest.next(), rest);
      }
      return new Start(options);
    } catch (IllegalArgumentException e) {
      return new Wrong(String.valueOf(e.getMessage()));
    }
  }

  private static EstateOptions with(EstateOptions options, String name, Iterator<String> rest) {
    Endpoints where = options.endpoints();
    return switch (name) {
      case "--nodes" -> options.withNodes(number(name, rest));
      case "--brokers" -> options.withBrokers(number(name, rest));
      case "--controller-port" ->
          options.listeningOn(where.with(Part.CONTROLLER, number(name, rest)));
      case "--data" -> options.inDirectory(Path.of(value(name, rest)));
      case "--port" -> options.listeningOn(where.with(Part.GATEWAY, number(name, rest)));
      case "--kafka-port" -> options.listeningOn(where.with(Part.KAFKA, number(name, rest)));
      case "--api-port" -> options.listeningOn(where.with(Part.API, number(name, rest)));
      case "--ops-port" -> options.listeningOn(where.with(Part.OPS, number(name, rest)));
      case "--postgres-port" -> options.listeningOn(where.with(Part.DIRECTORY, number(name, rest)));
      case "--cassandra-port" -> options.listeningOn(where.with(Part.KEYS, number(name, rest)));
      case "--s3-port" -> options.listeningOn(where.with(Part.OBJECTS, number(name, rest)));
      case "--connectors-port" ->
          options.listeningOn(where.with(Part.CONNECTORS, number(name, rest)));
      case "--topologies-port" ->
          options.listeningOn(where.with(Part.TOPOLOGIES, number(name, rest)));
      case "--no-s3" -> options.withoutObjects();
      case "--no-accounts" -> options.withoutAccounts();
      case "--partitions" -> options.withPartitions(number(name, rest));
      case "--no-node" -> options.withoutNode();
      default -> throw new IllegalArgumentException(name + ": no such option");
    };
  }

  private static String value(String name, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(name + ": its value is missing");
    }
    return rest.next();
  }

  private static int number(String name, Iterator<String> rest) {
    String value = value(name, rest);
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: a whole number)", e);
    }
  }

  /// Returns the data directory unless another is asked for.
  ///
  /// @param home the clone
  static Path usualData(Path home) {
    return home.resolve(".restante").resolve("data");
  }
}
