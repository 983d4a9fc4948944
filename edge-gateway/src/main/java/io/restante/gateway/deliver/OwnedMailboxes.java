package io.restante.gateway.deliver;

import io.restante.contract.DeviceAddress;

/// Mailboxes of which this node has some. Thread-safe.
interface OwnedMailboxes extends Mailboxes {
  /// Returns the partition that holds a device's mailbox.
  int partition(DeviceAddress device);

  /// Whether this node has been given a partition.
  boolean serves(int partition);
}
