package io.restante.connectors;

import io.restante.connectors.lastseen.StoreSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The settings of the directory's connector.
///
/// @param kafka `RESTANTE_KAFKA`, the brokers to begin with; must be set
/// @param directoryUrl `RESTANTE_DIRECTORY_URL`, `jdbc:postgresql://host:port/database`; must be
///   set
/// @param directoryUser `RESTANTE_DIRECTORY_USER`, who the connector is there; must be set
/// @param directoryPasswordFile `RESTANTE_DIRECTORY_PASSWORD_FILE`, a file that holds the password;
///   must be set
/// @param slot `RESTANTE_DIRECTORY_SLOT`, the replication slot, default `restante_directory`
/// @param pollInterval `RESTANTE_POLL_INTERVAL`, how long a change may wait to be taken up, default
///   5 ms
/// @param heartbeat `RESTANTE_HEARTBEAT`, how often one goes through, default 1 s
/// @param store `RESTANTE_KEYS_CONTACT_POINTS` (`host:port` with commas; without it nobody's last
///   seen is kept), `RESTANTE_KEYS_DATACENTER` and `RESTANTE_KEYS_KEYSPACE` (default `restante`):
///   where it is kept when users were last there; null for nowhere
/// @param operations `RESTANTE_OPS_ADDRESS` (default `127.0.0.1`) and `RESTANTE_OPS_PORT` (default
///   8580; 0 for any)
/// @param stopWithStdin `RESTANTE_STOP_WITH_STDIN`, `true` to stop when standard input closes,
///   default `false`
public record ConnectorConfig(
    String kafka,
    String directoryUrl,
    String directoryUser,
    Path directoryPasswordFile,
    String slot,
    Duration pollInterval,
    Duration heartbeat,
    @Nullable StoreSettings store,
    InetSocketAddress operations,
    boolean stopWithStdin) {
  private static final Map<String, String> EXAMPLE =
      Map.of(
          "RESTANTE_KAFKA",
          "127.0.0.1:19092",
          "RESTANTE_DIRECTORY_URL",
          "jdbc:postgresql://127.0.0.1:15432/restante",
          "RESTANTE_DIRECTORY_USER",
          "restante",
          "RESTANTE_DIRECTORY_PASSWORD_FILE",
          "directory.password");
  private static final String HEAD =
      """
      ./restante connectors [--help]

      Keeps the topics directory.* equal to the directory (PostgreSQL), and in the CQL store when
      users were last there, configured by the environment. It prints "ready" once changes come
      through, or once another instance is found to be active, and stops in order on SIGTERM.
      Durations are ISO-8601 (PT30S). A variable that begins with RESTANTE_ and is not one of these
      is refused.
      """;

  /// Reads the settings.
  ///
  /// @param variables the environment
  /// @throws IllegalArgumentException when one is missing, out of range or unknown; says which and
  ///   why
  public static ConnectorConfig fromEnvironment(Map<String, String> variables) {
    Environment from = new Environment(variables);
    ConnectorConfig config = read(from);
    from.refuseUnknown();
    return config;
  }

  private static ConnectorConfig read(Environment from) {
    return new ConnectorConfig(
        from.required("KAFKA", "the brokers to begin with", "host:port of the brokers"),
        from.required("DIRECTORY_URL", "the directory", "jdbc:postgresql://host:port/database"),
        from.required(
            "DIRECTORY_USER",
            "who the connector is there: may replicate, and read what leaves",
            "a user of the directory"),
        Path.of(
            from.required(
                "DIRECTORY_PASSWORD_FILE", "that user's password", "a file with a password")),
        from.text(
            new Setting(
                "RESTANTE_DIRECTORY_SLOT",
                "the replication slot; dropping it has everything read again",
                "1..63 of a-z, 0-9, _",
                "restante_directory")),
        from.duration(
            "POLL_INTERVAL",
            "how long a change may wait to be taken up",
            Duration.ofMillis(5),
            Duration.ofSeconds(10)),
        from.duration(
            "HEARTBEAT",
            "how often one goes through the database's log",
            Duration.ofSeconds(1),
            Duration.ofMinutes(1)),
        store(from),
        new InetSocketAddress(
            from.address(
                "OPS_ADDRESS", "where the operator's endpoints listen, in plain text", "127.0.0.1"),
            from.port("OPS_PORT", "their port; 0 takes any", 8580)),
        from.truth("STOP_WITH_STDIN", "stops when standard input closes"));
  }

  private static @Nullable StoreSettings store(Environment from) {
    List<InetSocketAddress> points =
        from.addresses(
            "KEYS_CONTACT_POINTS",
            "nodes of the CQL store that keeps when users were last there; without, none is");
    String datacenter =
        from.text(
            new Setting(
                "RESTANTE_KEYS_DATACENTER",
                "the data centre whose copies are asked",
                "a name",
                "datacenter1"));
    String keyspace =
        from.text(
            new Setting("RESTANTE_KEYS_KEYSPACE", "where its table is", "a name", "restante"));
    return points.isEmpty() ? null : new StoreSettings(points, datacenter, keyspace);
  }

  /// Returns every setting that there is.
  static List<Setting> settings() {
    Environment from = new Environment(EXAMPLE);
    var _ = read(from);
    return from.settings();
  }

  /// Returns the text of the help: every variable, what it may be, its default and its meaning.
  static String help() {
    StringBuilder text = new StringBuilder(HEAD);
    for (Setting setting : settings()) {
      text.append("\n  ").append(setting.name()).append("\n      ").append(setting.meaning());
      text.append("\n      ").append(setting.bounds()).append("; default: ");
      text.append(setting.otherwise()).append('\n');
    }
    return text.toString();
  }
}
