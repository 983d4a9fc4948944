package io.restante.it.device;

import io.restante.contract.MessageId;
import io.restante.it.device.Outbound.Addressee;

/// A message on its way out. Immutable; a new number makes a new one.
///
/// @param order its place among everything this device ever sent
record Outgoing(long order, Outbound parcel) {
  MessageId id() {
    return parcel.id();
  }

  Addressee addressee() {
    return parcel.addressee();
  }

  long number() {
    return parcel.number();
  }

  boolean isSupplement() {
    return parcel.isSupplement();
  }
}
