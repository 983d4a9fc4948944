package io.restante.streams;

import io.restante.streams.runtime.StreamsOptions;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The settings of the topologies.
///
/// @param streams how the topologies are to run
/// @param gateway `RESTANTE_GATEWAY`, the fleet whose nodes' claims end the sessions of others,
///   default `local`
/// @param audit the settings of the audit
/// @param operations `RESTANTE_OPS_ADDRESS` (default `127.0.0.1`) and `RESTANTE_OPS_PORT` (default
///   8680; 0 for any)
/// @param stopWithStdin `RESTANTE_STOP_WITH_STDIN`, `true` to stop when standard input closes,
///   default `false`
record TopologiesConfig(
    StreamsOptions streams,
    String gateway,
    AuditConfig audit,
    InetSocketAddress operations,
    boolean stopWithStdin) {
  private static final int THREADS_MAX = 64;
  private static final int REPLICAS_MAX = 9;
  private static final int MEMORY_MB_MAX = 1 << 20;

  private static final Map<String, String> EXAMPLE =
      Map.of(
          "RESTANTE_KAFKA",
          "127.0.0.1:19092",
          "RESTANTE_STATE_DIRECTORY",
          "/var/lib/restante/streams");
  private static final String HEAD =
      """
      ./restante topologies [--help]

      Makes of messages to groups what the members' devices receive, of how far users have come what
      their senders are told, of devices that come and leave what watchers are told, and of what
      becomes of messages the service levels, configured by the environment.
      It prints "ready" once it runs, and stops in order on SIGTERM. Durations are ISO-8601 (PT30S).
      A variable that begins with RESTANTE_ and is not one of these is refused.
      """;

  /// Reads the settings.
  ///
  /// @param variables the environment
  /// @throws IllegalArgumentException when one is missing, out of range or unknown; says which and
  ///   why
  public static TopologiesConfig fromEnvironment(Map<String, String> variables) {
    Environment from = new Environment(variables);
    TopologiesConfig config = read(from);
    from.refuseUnknown();
    return config;
  }

  private static TopologiesConfig read(Environment from) {
    return new TopologiesConfig(
        new StreamsOptions(
            from.required("KAFKA", "the brokers to begin with", "host:port of the brokers"),
            Path.of(
                from.required(
                    "STATE_DIRECTORY", "where the stores are; one process at a time", "a path")),
            times(from),
            copies(from),
            memory(from),
            from.number("THREADS", "how many threads share the partitions", 1, 1, THREADS_MAX)),
        from.text("GATEWAY", "the fleet whose nodes' claims end the sessions of others", "local"),
        AuditConfig.read(from),
        new InetSocketAddress(
            from.address(
                "OPS_ADDRESS", "where the operator's endpoints listen, in plain text", "127.0.0.1"),
            from.port("OPS_PORT", "their port; 0 takes any", 8680)),
        from.truth("STOP_WITH_STDIN", "stops when standard input closes"));
  }

  private static StreamsOptions.Times times(Environment from) {
    return new StreamsOptions.Times(
        from.duration(
            "FANOUT_PARK_MAX",
            "how long a message waits for the directory",
            Duration.ofSeconds(30),
            Duration.ofMinutes(10)),
        from.duration(
            "COMMIT_INTERVAL",
            "how much is done again after a crash",
            Duration.ofSeconds(1),
            Duration.ofMinutes(1)),
        from.duration(
            "FORGET_INTERVAL",
            "how often what is done with is deleted",
            Duration.ofSeconds(2),
            Duration.ofMinutes(1)),
        from.duration(
            "SEGMENT_TIME",
            "segment.ms of messaging.group-envelopes; a segment that is quiet is closed after it",
            Duration.ofMinutes(5),
            Duration.ofDays(1)),
        from.duration(
            "SESSION_TIMEOUT",
            "after how long a process that was killed is missed, and others take its partitions",
            Duration.ofSeconds(10),
            Duration.ofMinutes(5)));
  }

  private static StreamsOptions.Copies copies(Environment from) {
    return new StreamsOptions.Copies(
        from.number("REPLICAS", "copies of the changelogs' records", 3, 1, REPLICAS_MAX),
        from.number("INSYNC_REPLICAS", "copies there must be to go on", 2, 1, REPLICAS_MAX),
        from.number("STANDBYS", "copies of the stores that other processes keep ready", 1, 0, 2));
  }

  private static StreamsOptions.Memory memory(Environment from) {
    return new StreamsOptions.Memory(
        from.number("STORE_MEMORY_MB", "memory of the stores, MiB", 64, 16, MEMORY_MB_MAX),
        from.number("GROUP_CACHE_MB", "memory of decoded groups, MiB", 64, 1, MEMORY_MB_MAX));
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
