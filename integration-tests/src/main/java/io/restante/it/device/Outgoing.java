package io.restante.it.device;

import io.restante.contract.MessageId;
import io.restante.contract.UserId;

/// A message on its way out. Immutable; a new number makes a new one.
///
/// @param order its place among everything this device ever sent
record Outgoing(long order, Parcel parcel) {
  MessageId id() {
    return parcel.id();
  }

  UserId recipient() {
    return parcel.recipient();
  }

  long number() {
    return parcel.number();
  }

  boolean isSupplement() {
    return parcel.isSupplement();
  }
}
