package io.restante.gateway.http;

import java.time.Duration;

/// What the HTTP server takes, all of it bounded.
///
/// @param requestsMax requests under way at once; above it 503 with `Retry-After`
/// @param connectionsMax connections open at once; above it new ones wait in the kernel's queue
/// @param headerBytesMax the request line and the headers together
/// @param requestTimeMax from the first header to the last byte of the answer; then the connection
///   is closed, however lively it is
/// @param idleTimeMax how long a connection may be without a whole request line and headers, TLS
///   handshake and dribbled bytes included; then it is closed
/// @param stopTimeMax how long a stop waits for requests under way
public record HttpLimits(
    int requestsMax,
    int connectionsMax,
    int headerBytesMax,
    Duration requestTimeMax,
    Duration idleTimeMax,
    Duration stopTimeMax) {
  /// The figures of docs/operations.md.
  public static final HttpLimits DEFAULT =
      new HttpLimits(
          256,
          2_048,
          8 << 10,
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofSeconds(5));
}
