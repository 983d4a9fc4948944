package io.restante.streams.presence;

import io.restante.contract.DirectoryKeys;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.messaging.PresenceState;
import io.restante.messaging.Signal;
import io.restante.streams.presence.rules.Outcome.Shown;
import io.restante.streams.presence.rules.Status;
import java.time.Instant;

/// The values that presence writes. Pure.
final class Records {
  private Records() {}

  /// Returns what a watcher is told.
  static byte[] signal(UserId watched, Shown shown) {
    var presence =
        switch (shown) {
          case Shown.Hidden() ->
              new io.restante.messaging.Presence(
                  DirectoryKeys.id16(watched), PresenceState.HIDDEN, null);
          case Shown.Seen(var status) ->
              new io.restante.messaging.Presence(
                  DirectoryKeys.id16(watched),
                  status.isOnline() ? PresenceState.ONLINE : PresenceState.OFFLINE,
                  status.isOnline() || status.sinceMs() == Status.NEVER
                      ? null
                      : Instant.ofEpochMilli(status.sinceMs()));
        };
    return Topics.SIGNALS
        .values()
        .serializer()
        .serialize(Topics.SIGNALS.name(), new Signal(null, presence));
  }

  /// Returns what services are told.
  static byte[] status(Status status) {
    return Topics.STATUS
        .values()
        .serializer()
        .serialize(
            Topics.STATUS.name(),
            new io.restante.presence.Status(
                status.isOnline(), Instant.ofEpochMilli(status.sinceMs())));
  }
}
