package io.restante.gateway;

import io.restante.gateway.snapshot.S3Settings;
import io.restante.gateway.snapshot.SnapshotSettings;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The settings of snapshots of mailbox indexes in S3. Read only when `RESTANTE_SNAPSHOT_BUCKET` is
/// set; a node without it takes partitions over from its own disk or from the log, and refuses the
/// others as unknown.
///
/// @param store `RESTANTE_SNAPSHOT_BUCKET`; `RESTANTE_SNAPSHOT_ENDPOINT`, default the region's own;
///   plain `http` on loopback only; `RESTANTE_SNAPSHOT_REGION`, default `us-east-1`;
///   `RESTANTE_SNAPSHOT_PATH_STYLE`, default `true`; `RESTANTE_SNAPSHOT_CREDENTIALS_FILE`, must be
///   set
/// @param prefix `RESTANTE_SNAPSHOT_PREFIX`, what all keys begin with, default `index`
/// @param interval `RESTANTE_SNAPSHOT_INTERVAL`, how often the owner of a partition looks whether a
///   snapshot is due, default `PT10M`
/// @param recordsLeast `RESTANTE_SNAPSHOT_RECORDS_LEAST`, after how many records in the log one is
///   due, default 10,000
/// @param fetchRecords `RESTANTE_SNAPSHOT_FETCH_RECORDS`, how many records there must be to read
///   before a takeover asks for one, default 100,000
/// @param fetchTimeout `RESTANTE_SNAPSHOT_FETCH_TIMEOUT`, how long a takeover waits for one,
///   default `PT3S`
/// @param bytesPerSecond `RESTANTE_SNAPSHOT_BYTES_PER_SECOND`, how fast a node uploads, default
///   33,554,432
/// @param bytesMax `RESTANTE_SNAPSHOT_BYTES_MAX`, how large one may be to be fetched, default
///   1,073,741,824
public record SnapshotConfig(
    S3Settings store,
    String prefix,
    Duration interval,
    int recordsLeast,
    int fetchRecords,
    Duration fetchTimeout,
    int bytesPerSecond,
    int bytesMax) {
  private static final Duration DAY = Duration.ofDays(1);
  private static final String ENDPOINT_FORM = "https://host:port, or http:// on loopback";

  /// Reads the settings; returns null when there is no bucket.
  static @Nullable SnapshotConfig read(Environment from) {
    String bucket =
        from.optional(
                "SNAPSHOT_BUCKET", "a bucket", "none: no snapshots, and none of the others here")
            .orElse("");
    if (bucket.isEmpty()) {
      return null;
    }
    return new SnapshotConfig(
        new S3Settings(
            endpoint(from),
            from.text("SNAPSHOT_REGION", "us-east-1"),
            bucket,
            from.truth("SNAPSHOT_PATH_STYLE", true),
            Path.of(
                from.required(
                    "SNAPSHOT_CREDENTIALS_FILE", "a file with an access key, two lines"))),
        from.text("SNAPSHOT_PREFIX", "index"),
        from.duration("SNAPSHOT_INTERVAL", Duration.ofMinutes(10), DAY),
        from.number("SNAPSHOT_RECORDS_LEAST", 10_000, 1, Integer.MAX_VALUE),
        from.number("SNAPSHOT_FETCH_RECORDS", 100_000, 1, Integer.MAX_VALUE),
        from.duration("SNAPSHOT_FETCH_TIMEOUT", Duration.ofSeconds(3), Duration.ofMinutes(10)),
        from.number("SNAPSHOT_BYTES_PER_SECOND", 32 << 20, 64 << 10, Integer.MAX_VALUE),
        from.number("SNAPSHOT_BYTES_MAX", 1 << 30, 1 << 20, Integer.MAX_VALUE));
  }

  private static @Nullable URI endpoint(Environment from) {
    String value = from.optional("SNAPSHOT_ENDPOINT", ENDPOINT_FORM, "the region's own").orElse("");
    if (value.isEmpty()) {
      return null;
    }
    try {
      URI endpoint = URI.create(value);
      boolean isWhole = Set.of("http", "https").contains(String.valueOf(endpoint.getScheme()));
      if (isWhole && endpoint.getHost() != null && isPrivate(endpoint)) {
        return endpoint;
      }
    } catch (IllegalArgumentException | UnknownHostException e) {
      // Said below, with the form.
    }
    throw Environment.wrong("SNAPSHOT_ENDPOINT", value, ENDPOINT_FORM);
  }

  private static boolean isPrivate(URI endpoint) throws UnknownHostException {
    return endpoint.getScheme().equals("https")
        || InetAddress.getByName(endpoint.getHost()).isLoopbackAddress();
  }

  /// Returns how snapshots are published and fetched.
  SnapshotSettings settings(GatewayConfig config, LogFacts log) {
    return new SnapshotSettings(
        new SnapshotSettings.Place(prefix, config.gateway(), log.log()),
        config.node(),
        interval,
        recordsLeast,
        fetchRecords,
        fetchTimeout,
        bytesPerSecond,
        bytesMax,
        log.tombstoneRetention());
  }
}
