package io.restante.gateway;

import io.restante.gateway.deliver.Arrivals;
import io.restante.gateway.deliver.Departures;
import io.restante.gateway.listener.ListenerSettings;
import io.restante.gateway.rehearsal.When;
import io.restante.gateway.tls.TlsFiles;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Everything that can be set on a gateway node. Durations are ISO-8601 (`PT30S`), of 1 ms to one
/// day unless said otherwise; sizes are bytes.
///
/// @param cell `RESTANTE_CELL`, the name of this cell, default `local`; tickets of another are
///   refused
/// @param gateway `RESTANTE_GATEWAY`, the name of the fleet, default `local`; the consumer group is
///   `gateway-<name>`
/// @param node `RESTANTE_NODE`, the name of this node, default `node-1`
/// @param kafka `RESTANTE_KAFKA`, bootstrap servers, `host:port` with commas; must be set
/// @param indexDirectory `RESTANTE_INDEX_DIRECTORY`, where mailbox indexes are kept, and RocksDB's
///   native library, so that it must not be mounted `noexec`; must be set
/// @param ticketKeys `RESTANTE_TICKET_KEYS`, a file with the public keys that tickets are checked
///   with; must be set
/// @param listener `RESTANTE_LISTEN_ADDRESS` (default `127.0.0.1`; beyond loopback only with TLS),
///   `RESTANTE_LISTEN_PORT` (default 8480; 0 for any), `RESTANTE_TRANSPORT` (`epoll`, `io_uring`,
///   `nio`; default `epoll`), `RESTANTE_EVENT_LOOPS` (threads, default half the processors), and
///   the limits of connections: `RESTANTE_CONNECTIONS_MAX`, and those that [ListenerConfig] names
/// @param operations `RESTANTE_OPS_ADDRESS` (default `127.0.0.1`) and `RESTANTE_OPS_PORT` (default
///   8482; 0 for any), where operators' endpoints are, in plain text
/// @param publicAddress `RESTANTE_PUBLIC_ADDRESS`, the `ws://` or `wss://` address at which devices
///   reach this very node; told to those whose mailboxes it serves. Null when not set: then it is
///   where the listener is bound
/// @param movesPerSecond `RESTANTE_MOVES_PER_SECOND`, how many devices are sent to other nodes in a
///   second when partitions go there, default 5,000
/// @param homeWait `RESTANTE_HOME_WAIT`, how long a device is kept whose home is gone or not known
/// @param queues bounds of the queues to the log, see [QueueLimits]
/// @param lanes `RESTANTE_LANES`, how many threads own partitions, default half the processors
/// @param windowEnvelopes `RESTANTE_WINDOW_ENVELOPES`, unacknowledged envelopes a device may have,
///   default 256
/// @param windowBytes `RESTANTE_WINDOW_BYTES`, unacknowledged bytes a device may have, default
///   524,288
/// @param inFlightBytes `RESTANTE_IN_FLIGHT_BYTES`, unacknowledged bytes that all devices may have
///   before their windows are narrow
/// @param ackTimeout `RESTANTE_ACK_TIMEOUT`, how long a device may leave envelopes unacknowledged
///   without progress, default `PT30S`
/// @param expireAfter `RESTANTE_EXPIRE_AFTER`, how long an envelope is kept, default `PT720H` (30
///   days), ten years at the most
/// @param expiryInterval `RESTANTE_EXPIRY_INTERVAL`, how often expired envelopes are looked for,
///   default `PT1H`
/// @param sessionTimeout `RESTANTE_SESSION_TIMEOUT`, how long the group waits for a node that was
///   killed before its partitions go to others, default `PT10S`; the broker bounds it
/// @param checkpointInterval `RESTANTE_CHECKPOINT_INTERVAL`, how often indexes are made durable,
///   default `PT5S`
/// @param checkpointChanges `RESTANTE_CHECKPOINT_CHANGES`, an index is made durable at the latest
///   after so many changes, default 131,072
/// @param catchUpTimeout `RESTANTE_CATCH_UP_TIMEOUT`, how long a start may take to bring the
///   mailboxes up to date, default `PT10M`
/// @param rehearsal `RESTANTE_REHEARSAL`, when the node plays devices to itself before it joins the
///   group: `fleet` when others serve already, `always`, `never`; default `fleet`
/// @param indexMemoryBytes `RESTANTE_INDEX_MEMORY`, bound of RocksDB's caches and buffers together,
///   default 67,108,864
/// @param stopWithStdin `RESTANTE_STOP_WITH_STDIN`, `true` to stop when standard input closes,
///   default `false`
/// @param tls `RESTANTE_TLS_CERTIFICATE` and `RESTANTE_TLS_KEY`, PEM files, both or neither; taken
///   up anew when they change. Plain text, and only on loopback, when not set
/// @param snapshots the settings of snapshots of indexes in S3; null when
///   `RESTANTE_SNAPSHOT_BUCKET` is not set
/// @param audit the settings of the delivery audit
/// @param accounts the settings of accounts; null when `RESTANTE_DIRECTORY_URL` is not set and the
///   node runs the message path alone
public record GatewayConfig(
    String cell,
    String gateway,
    String node,
    String kafka,
    Path indexDirectory,
    Path ticketKeys,
    ListenerSettings listener,
    InetSocketAddress operations,
    @Nullable URI publicAddress,
    int movesPerSecond,
    Duration homeWait,
    QueueLimits queues,
    int lanes,
    int windowEnvelopes,
    int windowBytes,
    int inFlightBytes,
    Duration ackTimeout,
    Duration expireAfter,
    Duration expiryInterval,
    Duration sessionTimeout,
    Duration checkpointInterval,
    int checkpointChanges,
    Duration catchUpTimeout,
    When rehearsal,
    int indexMemoryBytes,
    boolean stopWithStdin,
    @Nullable TlsFiles tls,
    @Nullable SnapshotConfig snapshots,
    AuditConfig audit,
    @Nullable AccountsConfig accounts) {

  private static final int PORT_MAX = 65_535;
  private static final String PLAIN = "none: plain text, on loopback only";
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration DECADE = Duration.ofDays(3_650);

  /// Reads the settings.
  ///
  /// @param variables the environment
  /// @throws IllegalArgumentException when one is missing, out of range or unknown; says which and
  ///   why
  public static GatewayConfig fromEnvironment(Map<String, String> variables) {
    Environment from = new Environment(variables);
    GatewayConfig config = read(from);
    from.refuseUnknown();
    if (config.tls() == null) {
      config.listener().requireLoopback();
    }
    return config;
  }

  private static GatewayConfig read(Environment from) {
    return new GatewayConfig(
        from.text("CELL", "local"),
        from.text("GATEWAY", "local"),
        from.text("NODE", "node-1"),
        from.required("KAFKA", "host:port of the brokers"),
        Path.of(from.required("INDEX_DIRECTORY", "a directory")),
        Path.of(from.required("TICKET_KEYS", "a file with public keys")),
        ListenerConfig.read(from),
        new InetSocketAddress(
            from.address("OPS_ADDRESS", "127.0.0.1"), from.number("OPS_PORT", 8482, 0, PORT_MAX)),
        from.webSocket("PUBLIC_ADDRESS", "the listener's own"),
        from.number("MOVES_PER_SECOND", Departures.PER_SECOND_DEFAULT, 1, 1_000_000),
        from.duration("HOME_WAIT", Arrivals.WAIT_DEFAULT, DAY),
        QueueLimits.read(from),
        from.threads("LANES"),
        from.number("WINDOW_ENVELOPES", 256, 1, 65_536),
        from.number("WINDOW_BYTES", 512 << 10, 1, 64 << 20),
        from.number("IN_FLIGHT_BYTES", 256 << 20, 1, 1 << 30),
        from.duration("ACK_TIMEOUT", Duration.ofSeconds(30), DAY),
        from.duration("EXPIRE_AFTER", Duration.ofDays(30), DECADE),
        from.duration("EXPIRY_INTERVAL", Duration.ofHours(1), DAY),
        from.duration("SESSION_TIMEOUT", Duration.ofSeconds(10), DAY),
        from.duration("CHECKPOINT_INTERVAL", Duration.ofSeconds(5), DAY),
        from.number("CHECKPOINT_CHANGES", 131_072, 1, 100_000_000),
        from.duration("CATCH_UP_TIMEOUT", Duration.ofMinutes(10), DAY),
        from.choice("REHEARSAL", When.FLEET, When.class),
        from.number("INDEX_MEMORY", 64 << 20, 8 << 20, 1 << 30),
        from.truth("STOP_WITH_STDIN", false),
        tls(from),
        SnapshotConfig.read(from),
        AuditConfig.read(from),
        AccountsConfig.read(from));
  }

  /// Returns every setting that there is, those of accounts included.
  static List<Setting> settings() {
    Environment from = new Environment(SettingCatalogue.EXAMPLE);
    var _ = read(from);
    return from.settings();
  }

  private static @Nullable TlsFiles tls(Environment from) {
    Optional<String> certificate = from.optional("TLS_CERTIFICATE", "a PEM file", PLAIN);
    Optional<String> key = from.optional("TLS_KEY", "a PEM file", PLAIN);
    if (certificate.isEmpty() && key.isEmpty()) {
      return null;
    }
    return new TlsFiles(
        Path.of(from.required("TLS_CERTIFICATE", "a PEM file, since there is a TLS key")),
        Path.of(from.required("TLS_KEY", "a PEM file, since there is a TLS certificate")));
  }
}
