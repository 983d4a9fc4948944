package io.restante.gateway;

import static io.restante.gateway.SettingMeaning.setting;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What every setting of a node means. What it may be and what it is by default is known to those
/// who read it; the help and two tables of docs/operations.md are made of both, and a test sees to
/// it that none is missing.
final class SettingCatalogue {
  /// Variables with which every setting is read.
  static final Map<String, String> EXAMPLE = example();

  private static final String UPGRADE_503 = "HTTP 503, `Retry-After: 10`";
  private static final String NOT_READ = "the socket is read no more until there is room";
  private static final String PAUSES = "edge.listener.read.pauses";
  private static final String CLOSES = "edge.listener.closes.sent";
  private static final String REJECTED = "edge.listener.frames.rejected";
  private static final String SLOW = "edge.api.connections.slow";

  private SettingCatalogue() {}

  /// Returns all of them.
  static List<SettingMeaning> all() {
    List<SettingMeaning> all = new ArrayList<>(node());
    all.addAll(connections());
    all.addAll(snapshots());
    all.addAll(audit());
    all.addAll(accounts());
    return all;
  }

  private static List<SettingMeaning> node() {
    return List.of(
        setting("CELL", "the cell's name; tickets of another are refused"),
        setting("GATEWAY", "the fleet's name; the consumer group is `gateway-<name>`"),
        setting("NODE", "the node's name, one of its own in the fleet"),
        setting("KAFKA", "the brokers to begin with"),
        setting("INDEX_DIRECTORY", "mailbox indexes, and RocksDB's native library: no `noexec`"),
        setting(
            "TICKET_KEYS",
            "the public keys that tickets are checked with; taken up when it changes"),
        setting("LISTEN_ADDRESS", "where the WebSocket listens; beyond loopback only with TLS"),
        setting("LISTEN_PORT", "its port; 0 takes any"),
        setting("TRANSPORT", "how sockets are served"),
        setting("EVENT_LOOPS", "threads", "what serves sockets"),
        setting("OPS_ADDRESS", "where the operator's endpoints listen, in plain text"),
        setting("OPS_PORT", "their port; 0 takes any"),
        setting("PUBLIC_ADDRESS", "where devices reach this very node, told to those it serves"),
        setting("MOVES_PER_SECOND", "devices", "how many are sent to other nodes in a second")
            .beyondIt("the others wait; they can still send", "edge.listener.devices.leaving"),
        setting("HOME_WAIT", "how long a device is kept whose home is gone or not known")
            .beyondIt("close code 4420", "edge.listener.devices.waiting"),
        setting("SEND_QUEUE_JOBS", "SENDs", "what waits for the log on behalf of devices")
            .beyondIt(NOT_READ, "edge.send.queue.jobs"),
        setting("SEND_QUEUE_BYTES", "bytes", "the same")
            .beyondIt(NOT_READ, "edge.send.queue.bytes"),
        setting(
                "HOUSEKEEPING_QUEUE_JOBS",
                "records",
                "what waits for the log on the node's own behalf")
            .beyondIt("lanes take up no more events", "edge.housekeeping.queue.jobs"),
        setting("HOUSEKEEPING_QUEUE_BYTES", "bytes", "the same")
            .beyondIt("lanes take up no more events", "edge.housekeeping.queue.bytes"),
        setting("LANES", "threads", "what owns partitions"),
        setting("WINDOW_ENVELOPES", "envelopes", "what a device may have unacknowledged")
            .beyondIt("delivery waits for an acknowledgement", ""),
        setting("WINDOW_BYTES", "bytes", "the same; one envelope is always let through")
            .beyondIt("delivery waits for an acknowledgement", ""),
        setting("IN_FLIGHT_BYTES", "bytes", "what all devices may have unacknowledged together")
            .beyondIt("each window has a 32nd of its bytes", "edge.mailbox.in.flight.bytes"),
        setting("ACK_TIMEOUT", "how long a device may acknowledge nothing of what it was sent")
            .beyondIt("close code 4424", CLOSES),
        setting("EXPIRE_AFTER", "how long an envelope is kept")
            .beyondIt("it expires; its sender is told", "edge.mailbox.expired"),
        setting("EXPIRY_INTERVAL", "how often expired envelopes are looked for"),
        setting(
            "SESSION_TIMEOUT", "how long the group waits for a dead node; the brokers bound it"),
        setting("CHECKPOINT_INTERVAL", "how often indexes are made durable"),
        setting(
            "CHECKPOINT_CHANGES",
            "changes",
            "after how many an index is made durable at the latest"),
        setting("CATCH_UP_TIMEOUT", "how long a start may take to bring mailboxes up to date")
            .beyondIt("the node does not start", ""),
        setting("REHEARSAL", "when the node plays devices to itself before it joins the group"),
        setting("INDEX_MEMORY", "bytes", "RocksDB's caches and buffers together"),
        setting("STOP_WITH_STDIN", "whether to stop when standard input closes"));
  }

  private static List<SettingMeaning> connections() {
    return List.of(
        setting(
            "TLS_CERTIFICATE",
            "the certificate's chain, for WebSocket and API; taken up when it changes"),
        setting("TLS_KEY", "its private key"),
        setting("CONNECTIONS_MAX", "connections", "how many are held: WebSockets and polled ones")
            .beyondIt(UPGRADE_503, "edge.listener.upgrades.refused"),
        setting("FRAME_BYTES_MAX", "bytes", "the largest message of a device")
            .beyondIt("close code 1009", CLOSES),
        setting("HANDSHAKE_TIMEOUT", "how long TLS and the HTTP request may take")
            .beyondIt("the socket is closed", "edge.listener.sockets.closed"),
        setting("UNWRITABLE_TIMEOUT", "how long a device may leave its socket unread")
            .beyondIt("close code 4425", CLOSES),
        setting("CLOSE_TIMEOUT", "how long a device may take to answer a close frame")
            .beyondIt("the socket is closed", "edge.listener.sockets.closed"),
        setting("WRITE_BYTES_LOW", "bytes", "unsent ones below which a socket is read again"),
        setting("WRITE_BYTES_HIGH", "bytes", "unsent ones of a socket").beyondIt(NOT_READ, PAUSES),
        setting("HELLO_TIMEOUT", "how long HELLO may take").beyondIt("close code 4403", CLOSES),
        setting("IDLE_TIMEOUT", "how long a device may send nothing")
            .beyondIt("close code 4426", CLOSES),
        setting("SEND_WINDOW", "SENDs", "unanswered ones of a connection")
            .beyondIt(NOT_READ, PAUSES),
        setting("SENDS_PER_SECOND", "SENDs a second", "what a connection may keep up; polls too")
            .beyondIt("REJECTED with RATE_LIMITED; a poll: HTTP 429", REJECTED),
        setting("SEND_BURST", "SENDs", "what may come at once after silence")
            .beyondIt("REJECTED with RATE_LIMITED", REJECTED),
        setting("POLL_HOLD", "how long a poll waits for something to answer")
            .beyondIt("it is answered without frames", "edge.listener.polls.answered"),
        setting(
                "POLL_IDLE_TIMEOUT",
                "how long a connection may be without a poll, and its socket without a request")
            .beyondIt("it ends like a lost socket; HTTP 410", "edge.listener.polls.refused"),
        setting("REFUSALS_IN_ROW", "frames", "refused ones in a row")
            .beyondIt("close code 4431", CLOSES));
  }

  private static List<SettingMeaning> snapshots() {
    return List.of(
        setting("SNAPSHOT_BUCKET", "where copies of mailbox indexes are kept, in S3"),
        setting("SNAPSHOT_ENDPOINT", "the S3 server"),
        setting("SNAPSHOT_REGION", "the bucket's region"),
        setting("SNAPSHOT_PATH_STYLE", "whether the bucket is named in the path, not in the host"),
        setting(
            "SNAPSHOT_CREDENTIALS_FILE",
            "the access key's id in the first line, the key in the second"),
        setting("SNAPSHOT_PREFIX", "what all keys begin with"),
        setting("SNAPSHOT_INTERVAL", "how often the owner of a partition looks whether one is due"),
        setting("SNAPSHOT_RECORDS_LEAST", "records", "after how many in the log one is due"),
        setting("SNAPSHOT_FETCH_RECORDS", "records", "to be read before a takeover asks for one"),
        setting("SNAPSHOT_FETCH_TIMEOUT", "how long a takeover waits for one")
            .beyondIt("the log is read instead", "edge.snapshot.late"),
        setting("SNAPSHOT_BYTES_PER_SECOND", "bytes a second", "how fast a node uploads")
            .beyondIt("the upload waits", ""),
        setting("SNAPSHOT_BYTES_MAX", "bytes", "the largest that is fetched")
            .beyondIt("the log is read instead", "edge.snapshot.broken"));
  }

  private static List<SettingMeaning> audit() {
    return List.of(
        setting("AUDIT_KEY_FILE", "the key of the audit's pseudonyms, the same everywhere"),
        setting("AUDIT_ONE_IN", "messages", "of how many the audit looks at one"));
  }

  private static List<SettingMeaning> accounts() {
    return List.of(
        setting("DIRECTORY_URL", "the directory"),
        setting("DIRECTORY_USER", "who the node is there"),
        setting("DIRECTORY_PASSWORD_FILE", "that user's password"),
        setting("KEYS_CONTACT_POINTS", "nodes of the key store to begin with, with commas"),
        setting("KEYS_DATACENTER", "whose quorum decides"),
        setting("KEYS_KEYSPACE", "where the key store's tables are"),
        setting("API_ADDRESS", "where the HTTP API listens; beyond loopback only with TLS"),
        setting("API_PORT", "its port; 0 takes any"),
        setting("TICKET_SIGNING_KEY", "the private key that tickets are signed with"),
        setting("TICKET_LIFETIME", "how long a ticket is valid")
            .beyondIt("close code 4414", CLOSES),
        setting("NUMBER_KEY_FILE", "the key that phone numbers are hashed with"),
        setting(
            "CODE_FILE", "takes codes instead of a text message, `<registration> <code>` a line"),
        setting("PUBLIC_GATEWAY", "the WebSocket that devices are told"),
        setting("API_REQUESTS_MAX", "requests", "how many may be under way")
            .beyondIt("HTTP 503, `Retry-After: 1`", "edge.api.requests.refused"),
        setting("API_CONNECTIONS_MAX", "connections", "how many may be open")
            .beyondIt("they wait in the kernel's queue", "edge.api.connections.opened"),
        setting("API_HEADER_BYTES_MAX", "bytes", "the request line and the headers together")
            .beyondIt("HTTP 414, 431", "edge.api.requests.flawed"),
        setting("API_REQUEST_TIMEOUT", "from the headers to the last byte of the answer")
            .beyondIt("the connection is closed", SLOW),
        setting("API_IDLE_TIMEOUT", "how long a connection may be without a whole request")
            .beyondIt("the connection is closed", SLOW),
        setting("API_STOP_TIMEOUT", "how long a stop waits for requests under way")
            .beyondIt("they are cut off", ""),
        setting("DIRECTORY_CONNECTIONS_MAX", "connections", "those of this node to the directory")
            .beyondIt("calls wait for one", ""),
        setting("DIRECTORY_WAIT", "how long a call waits for one")
            .beyondIt("HTTP 503", "edge.api.answers"),
        setting("KEYS_REQUEST_TIMEOUT", "how long a statement to the key store may take")
            .beyondIt("HTTP 503", "edge.keys.statements.failed"),
        setting("KEYS_CLAIM_TIMEOUT", "how long a claim goes on trying other one-time keys")
            .beyondIt("HTTP 503", "edge.api.answers"));
  }

  private static Map<String, String> example() {
    Map<String, String> variables = new HashMap<>();
    variables.put("RESTANTE_KAFKA", "host:9092");
    variables.put("RESTANTE_INDEX_DIRECTORY", "index");
    variables.put("RESTANTE_TICKET_KEYS", "keys");
    variables.put("RESTANTE_SNAPSHOT_BUCKET", "bucket");
    variables.put("RESTANTE_SNAPSHOT_CREDENTIALS_FILE", "credentials");
    variables.put("RESTANTE_DIRECTORY_URL", "jdbc:postgresql://host:5432/restante");
    variables.put("RESTANTE_DIRECTORY_USER", "restante");
    variables.put("RESTANTE_DIRECTORY_PASSWORD_FILE", "password");
    variables.put("RESTANTE_KEYS_CONTACT_POINTS", "host:9042");
    variables.put("RESTANTE_KEYS_DATACENTER", "here");
    variables.put("RESTANTE_TICKET_SIGNING_KEY", "key");
    variables.put("RESTANTE_NUMBER_KEY_FILE", "numbers");
    variables.put("RESTANTE_CODE_FILE", "codes");
    return Map.copyOf(variables);
  }
}
