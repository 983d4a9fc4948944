package io.restante.it.device;

import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import java.nio.ByteBuffer;
import java.util.Map;

/// A message on its way out. Immutable; a new number makes a new one.
///
/// @param order its place among everything this device ever sent
/// @param id the message; stays the same however often it is repeated
/// @param recipient the user it is for
/// @param number its place in the conversation, 1 or more
/// @param copies the ciphertext for each of the recipient's devices
record Outgoing(
    long order, MessageId id, UserId recipient, long number, Map<Integer, ByteBuffer> copies) {

  Outgoing {
    copies = Map.copyOf(copies);
  }

  Outgoing numbered(long newNumber) {
    return newNumber == number ? this : new Outgoing(order, id, recipient, newNumber, copies);
  }
}
