package io.restante.it.device;

import io.restante.contract.DeviceAddress;

/// Where a device gets its tickets from. Thread-safe; must not block.
@FunctionalInterface
public interface TicketSource {
  /// Returns a ticket that is good for a HELLO now, 1 to 512 bytes.
  byte[] ticketFor(DeviceAddress address);
}
