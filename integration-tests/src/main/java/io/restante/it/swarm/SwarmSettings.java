package io.restante.it.swarm;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a swarm behaves. Immutable.
///
/// @param gateway where the WebSocket is, `ws://host:port/path`
/// @param ciphertextBytes how long each message is, 16 or more: 8 bytes of time, then chance
/// @param ackEnvelopes a device acknowledges as soon as this many envelopes are stored
/// @param ackDelay at the latest this long after the first, unless the last acknowledgement is not
///   yet [#ackSpacing] ago
/// @param pingEvery how often an otherwise idle device sends a PING
/// @param comeBack within what time a device comes back whose connection broke, each after a time
///   of its own; null when that is a fault
/// @param tls the only certificate that is trusted, a PEM file; null for plain text
public record SwarmSettings(
    URI gateway,
    int ciphertextBytes,
    int ackEnvelopes,
    Duration ackDelay,
    Duration pingEvery,
    @Nullable Duration comeBack,
    @Nullable Path tls) {
  private static final Duration ACK_DELAY = Duration.ofMillis(100);

  /// Returns the usual settings: 256 bytes, an acknowledgement for every 32 envelopes or after 100
  /// ms, then 250 ms, as the reference device does it.
  public static SwarmSettings usual(URI gateway) {
    return new SwarmSettings(gateway, 256, 32, ACK_DELAY, Duration.ofSeconds(60), null, null);
  }

  /// Returns how long it takes from one acknowledgement to the next, unless the envelopes are many,
  /// as with the reference device.
  Duration ackSpacing() {
    return ackDelay.multipliedBy(5).dividedBy(2);
  }

  /// Tells whether devices never acknowledge.
  boolean isSilent() {
    return ackEnvelopes == Integer.MAX_VALUE;
  }

  /// Returns settings of devices that never acknowledge.
  public static SwarmSettings silent(URI gateway) {
    Duration never = Duration.ofDays(1);
    return new SwarmSettings(
        gateway, 256, Integer.MAX_VALUE, never, Duration.ofSeconds(60), null, null);
  }

  /// Returns the usual settings, of devices that come back.
  ///
  /// @param within the time they take at the most
  public static SwarmSettings lasting(URI gateway, Duration within) {
    return new SwarmSettings(gateway, 256, 32, ACK_DELAY, Duration.ofSeconds(60), within, null);
  }

  /// Tells whether devices come back when their connection breaks.
  boolean isLasting() {
    return comeBack != null;
  }

  /// Returns the usual settings, over TLS.
  ///
  /// @param certificate the only certificate that is trusted, whatever host it names
  public static SwarmSettings over(URI gateway, Path certificate) {
    return new SwarmSettings(
        gateway, 256, 32, ACK_DELAY, Duration.ofSeconds(60), null, certificate);
  }
}
