package io.restante.gateway.mailbox;

import io.restante.contract.DeviceAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The mailboxes of those who are connected, or were a moment ago. Owned by the partition's core.
///
/// @param <C> a connection
final class MailboxTable<C> {
  private final DeliveryBudget budget;
  private final Map<DeviceAddress, Mailbox<C>> mailboxes = new HashMap<>();

  MailboxTable(DeliveryBudget budget) {
    this.budget = budget;
  }

  @Nullable Mailbox<C> get(DeviceAddress address) {
    return mailboxes.get(address);
  }

  Mailbox<C> open(DeviceAddress address) {
    return mailboxes.computeIfAbsent(address, key -> new Mailbox<>(key, budget));
  }

  Collection<Mailbox<C>> all() {
    return mailboxes.values();
  }

  /// Notes that the tombstone for an envelope has come back from the log.
  void forgotten(DeviceAddress address, long offset) {
    Mailbox<C> mailbox = mailboxes.get(address);
    if (mailbox != null) {
      mailbox.forgotten(offset);
      dropIfIdle(mailbox);
    }
  }

  void dropIfIdle(Mailbox<C> mailbox) {
    if (mailbox.isIdle()) {
      mailboxes.remove(mailbox.address);
    }
  }

  /// Asks for whoever is connected as a device, or waits to be, to be disconnected.
  void disconnect(DeviceAddress address, Disconnection cause, List<Action<C>> actions) {
    Mailbox<C> mailbox = mailboxes.get(address);
    if (mailbox != null) {
      mailbox.connections().forEach(it -> actions.add(new Action.Disconnect<>(it, cause)));
    }
  }

  /// Asks for everybody to be disconnected, and ends what is under way.
  void endAll(List<Action<C>> actions) {
    mailboxes.keySet().forEach(it -> disconnect(it, Disconnection.GOING_AWAY, actions));
    mailboxes.values().forEach(Mailbox::end);
  }

  /// Asks for everybody to be disconnected who owes acknowledgements for too long.
  void closeSlowReaders(long nowMs, long ackTimeoutMs, List<Action<C>> actions) {
    for (Mailbox<C> mailbox : mailboxes.values()) {
      C connection = mailbox.connection;
      boolean owes = mailbox.inFlightCount() > 0;
      if (connection != null && owes && nowMs - mailbox.progressAtMs >= ackTimeoutMs) {
        mailbox.progressAtMs = nowMs;
        actions.add(new Action.Disconnect<>(connection, Disconnection.SLOW_READER));
      }
    }
  }
}
