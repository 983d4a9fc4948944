package io.restante.gateway.listener;

import java.time.Duration;

/// What a socket may cost.
///
/// @param frameBytesMax the largest WebSocket message of a proven device, 1,024 bytes to 16 MiB
/// @param handshakeTimeout how long the HTTP request may take
/// @param unwritableTimeout how long a device may leave its socket unread while it is sent to
/// @param closeTimeout how long a device may take to answer a close frame
/// @param writeBytesLow unsent bytes below which a socket is read again
/// @param writeBytesHigh unsent bytes above which a socket is no longer read
public record SocketLimits(
    int frameBytesMax,
    Duration handshakeTimeout,
    Duration unwritableTimeout,
    Duration closeTimeout,
    int writeBytesLow,
    int writeBytesHigh) {
  /// The limits unless others are set.
  public static final SocketLimits DEFAULT =
      new SocketLimits(
          131_072,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          32_768,
          65_536);

  private static final int FRAME_BYTES_LEAST = 1_024;
  private static final int FRAME_BYTES_MOST = 16 << 20;

  /// Checks every limit.
  ///
  /// @throws IllegalArgumentException when one is out of its range
  public SocketLimits {
    if (frameBytesMax < FRAME_BYTES_LEAST || frameBytesMax > FRAME_BYTES_MOST) {
      throw new IllegalArgumentException(
          "frameBytesMax: " + frameBytesMax + " (expected: 1024..16777216)");
    }
    checkTimeout("handshakeTimeout", handshakeTimeout);
    checkTimeout("unwritableTimeout", unwritableTimeout);
    checkTimeout("closeTimeout", closeTimeout);
    if (writeBytesLow < 1 || writeBytesHigh < writeBytesLow) {
      throw new IllegalArgumentException(
          "writeBytesLow: "
              + writeBytesLow
              + ", writeBytesHigh: "
              + writeBytesHigh
              + " (expected: 1 <= low <= high)");
    }
  }

  private static void checkTimeout(String name, Duration timeout) {
    if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(name + ": " + timeout + " (expected: 1 ms .. 1 day)");
    }
  }
}
