package io.restante.local;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/// What `./restante up` was asked for.
sealed interface UpOptions {
  /// The help text.
  String HELP =
      """
      ./restante up [--data DIR] [--port N] [--kafka-port N] [--partitions N]
                    [--no-node]

      Starts the whole estate on this machine: Kafka, the topics and a gateway node. It prints a
      line that begins with "ready" once it serves. Ctrl-C stops it in order; what it held is there
      again at the next start.

        --data DIR        where everything is kept    (default: .restante/data in the clone)
        --port N          the gateway's port          (default: %d)
        --kafka-port N    Kafka's port                (default: %d)
        --partitions N    partitions of each topic    (default: as in the catalogue; a data
                          directory keeps the number it was made with)
        --no-node         only Kafka and the topics
      """
          .formatted(Endpoints.GATEWAY_PORT, Endpoints.KAFKA_PORT);

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
        EstateOptions.in(home.resolve(".restante").resolve("data"))
            .listeningOn(new Endpoints("127.0.0.1", Endpoints.KAFKA_PORT, Endpoints.GATEWAY_PORT));
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
      case "--data" -> options.inDirectory(Path.of(value(name, rest)));
      case "--port" -> options.listeningOn(where.withGatewayPort(number(name, rest)));
      case "--kafka-port" -> options.listeningOn(where.withKafkaPort(number(name, rest)));
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
}
