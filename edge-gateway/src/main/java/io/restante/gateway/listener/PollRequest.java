package io.restante.gateway.listener;

import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a poll says ahead of its body.
///
/// @param sending the number of the body's first frame among all that the device has sent on this
///   connection, 1 or more
/// @param expecting the number of the next frame the device expects; those before it have come
/// @param waitMost how long the device wants to wait for an answer
record PollRequest(long sending, long expecting, Duration waitMost) {
  /// The header with [#sending].
  static final String SENDING = "Restante-Sending";

  /// The header with [#expecting].
  static final String EXPECTING = "Restante-Expecting";

  /// The header with [#waitMost], seconds.
  static final String WAIT = "Restante-Wait";

  private static final int DIGITS_MAX = 18;
  private static final int WAIT_MAX_S = 3_600;

  /// Reads the headers of a request; returns null when one is missing or out of its range.
  static @Nullable PollRequest of(HttpHeaders headers) {
    long sending = number(headers.get(SENDING));
    long expecting = number(headers.get(EXPECTING));
    String wait = headers.get(WAIT);
    long seconds = wait == null ? WAIT_MAX_S : number(wait);
    if (sending < 1 || expecting < 1 || seconds < 0 || seconds > WAIT_MAX_S) {
      return null;
    }
    return new PollRequest(sending, expecting, Duration.ofSeconds(seconds));
  }

  /// Tells whether this can be the first request of a connection.
  boolean isFirst() {
    return sending == 1 && expecting == 1;
  }

  private static long number(@Nullable String digits) {
    if (digits == null || digits.isEmpty() || digits.length() > DIGITS_MAX) {
      return -1;
    }
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        return -1;
      }
    }
    return Long.parseLong(digits);
  }
}
