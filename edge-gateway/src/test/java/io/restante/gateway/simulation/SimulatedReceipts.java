package io.restante.gateway.simulation;

import io.restante.contract.UserId;
import io.restante.gateway.mailbox.Action;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the log says of how far users have come. Judges each word when it is appended: it must be
/// true, and nothing may be forgotten before it.
final class SimulatedReceipts {
  private final List<SimulatedDevice> devices;
  private final Map<Place, Long> watermarks = new HashMap<>();

  private record Place(int sender, UserId user) {}

  SimulatedReceipts(List<SimulatedDevice> devices) {
    this.devices = devices;
  }

  /// Takes in a report.
  ///
  /// @throws AssertionError when it says more than a device has stored
  void append(Action.Report<?> report) {
    int sender = SimulatedMessage.sender(report.conversation());
    report
        .watermarks()
        .forEach(
            it -> {
              int seen = devices.get((int) it.user().low()).seenUpTo(sender);
              if (it.delivered() > seen) {
                throw new AssertionError("reported " + it + " when " + seen + " was seen");
              }
              watermarks.merge(new Place(sender, it.user()), it.delivered(), Math::max);
            });
  }

  /// Requires that the sender is told of all for whom a message was.
  ///
  /// @throws AssertionError when it is not
  void requireToldOf(SimulatedMessage message) {
    for (int recipient : message.recipients()) {
      UserId user = World.address(recipient).user();
      long told = watermarks.getOrDefault(new Place(message.sender(), user), 0L);
      if (told < message.number()) {
        throw new AssertionError(message + " stored by " + recipient + ", told of " + told);
      }
    }
  }
}
