package io.restante.gateway;

import io.restante.gateway.directory.DirectorySettings;
import io.restante.gateway.http.HttpLimits;
import io.restante.gateway.keys.KeyStoreSettings;
import java.time.Duration;

/// Bounds of accounts.
///
/// @param api of the HTTP API: `RESTANTE_API_REQUESTS_MAX`, `RESTANTE_API_CONNECTIONS_MAX`,
///   `RESTANTE_API_HEADER_BYTES_MAX`, `RESTANTE_API_REQUEST_TIMEOUT`, `RESTANTE_API_IDLE_TIMEOUT`,
///   `RESTANTE_API_STOP_TIMEOUT`; their defaults are [HttpLimits#DEFAULT]
/// @param directoryConnections `RESTANTE_DIRECTORY_CONNECTIONS_MAX`, connections of this node to
///   the directory, default 10
/// @param directoryWait `RESTANTE_DIRECTORY_WAIT`, how long a call waits for one, default `PT2S`
/// @param keysRequest `RESTANTE_KEYS_REQUEST_TIMEOUT`, how long one statement to the key store may
///   take, default `PT2S`
/// @param keysClaim `RESTANTE_KEYS_CLAIM_TIMEOUT`, how long a claim may go on trying other keys,
///   default `PT5S`
public record AccountLimits(
    HttpLimits api,
    int directoryConnections,
    Duration directoryWait,
    Duration keysRequest,
    Duration keysClaim) {
  /// What the connection pool takes.
  private static final Duration WAIT_LEAST = Duration.ofMillis(250);

  private static final Duration MINUTE = Duration.ofMinutes(1);

  static AccountLimits read(Environment from) {
    return new AccountLimits(
        api(from),
        from.number(
            "DIRECTORY_CONNECTIONS_MAX", DirectorySettings.CONNECTIONS_MAX_DEFAULT, 1, 1_000),
        from.duration(
            "DIRECTORY_WAIT", DirectorySettings.CONNECTION_WAIT_DEFAULT, WAIT_LEAST, MINUTE),
        from.duration("KEYS_REQUEST_TIMEOUT", KeyStoreSettings.REQUEST_TIMEOUT, MINUTE),
        from.duration("KEYS_CLAIM_TIMEOUT", KeyStoreSettings.CLAIM_TIMEOUT, MINUTE));
  }

  private static HttpLimits api(Environment from) {
    HttpLimits usual = HttpLimits.DEFAULT;
    Duration day = Duration.ofDays(1);
    return new HttpLimits(
        from.number("API_REQUESTS_MAX", usual.requestsMax(), 1, 65_536),
        from.number("API_CONNECTIONS_MAX", usual.connectionsMax(), 1, 1_000_000),
        from.number("API_HEADER_BYTES_MAX", usual.headerBytesMax(), 1_024, 1 << 20),
        from.duration("API_REQUEST_TIMEOUT", usual.requestTimeMax(), day),
        from.duration("API_IDLE_TIMEOUT", usual.idleTimeMax(), day),
        from.duration("API_STOP_TIMEOUT", usual.stopTimeMax(), day));
  }
}
