package io.restante.it.device;

import java.time.Duration;

/// How a device behaves where the protocol leaves it a choice. Immutable.
///
/// @param outboxMessages how many messages may wait to be accepted; sending more waits for room
/// @param ackEnvelopes acknowledge when this many envelopes are stored, 1 or more
/// @param ackDelay acknowledge when the first of them was stored this long ago, unless the last
///   acknowledgement is not yet [#ackSpacing] ago
/// @param backoffFirst the longest wait before the first attempt to reconnect; doubles with each
/// @param backoffMax the longest wait before any attempt
/// @param pingEvery how often a PING goes out, unless the node's idle time-out asks for more
/// @param pollAfter how many WebSockets must fail in a row before the device polls, 1 or more
/// @param webSocketEvery how often a device that polls tries to have a WebSocket
public record DeviceSettings(
    int outboxMessages,
    int ackEnvelopes,
    Duration ackDelay,
    Duration backoffFirst,
    Duration backoffMax,
    Duration pingEvery,
    int pollAfter,
    Duration webSocketEvery) {

  /// What a phone would do: 10,000 messages waiting, an acknowledgement for every 32 envelopes or
  /// after 100 ms, then 250 ms, reconnecting within 50 ms at first and 5 s at last, a PING every 30
  /// s, polling after three WebSockets that failed, and trying one every minute then.
  public static final DeviceSettings USUAL =
      new DeviceSettings(
          10_000,
          32,
          Duration.ofMillis(100),
          Duration.ofMillis(50),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          3,
          Duration.ofMinutes(1));

  /// Checks the limits.
  public DeviceSettings {
    if (pollAfter < 1) {
      throw new IllegalArgumentException("pollAfter: " + pollAfter + " (expected: 1 or more)");
    }
    if (outboxMessages < 1 || ackEnvelopes < 1) {
      throw new IllegalArgumentException(
          "outboxMessages, ackEnvelopes: "
              + outboxMessages
              + ", "
              + ackEnvelopes
              + " (expected: 1 or more)");
    }
  }

  /// Returns how long it takes from one acknowledgement to the next, unless the envelopes are many:
  /// what comes after a pause is acknowledged soon, what comes all the time seldom.
  public Duration ackSpacing() {
    return ackDelay.multipliedBy(5).dividedBy(2);
  }

  /// Returns settings that acknowledge later or sooner.
  public DeviceSettings withAcks(int envelopes, Duration delay) {
    return new DeviceSettings(
        outboxMessages,
        envelopes,
        delay,
        backoffFirst,
        backoffMax,
        pingEvery,
        pollAfter,
        webSocketEvery);
  }

  /// Returns settings with another outbox bound.
  public DeviceSettings withOutbox(int messages) {
    return new DeviceSettings(
        messages,
        ackEnvelopes,
        ackDelay,
        backoffFirst,
        backoffMax,
        pingEvery,
        pollAfter,
        webSocketEvery);
  }

  /// Returns settings that go over to long polling, and back, sooner or later.
  public DeviceSettings withPolling(int afterFailures, Duration webSocketAgain) {
    return new DeviceSettings(
        outboxMessages,
        ackEnvelopes,
        ackDelay,
        backoffFirst,
        backoffMax,
        pingEvery,
        afterFailures,
        webSocketAgain);
  }
}
