package io.restante.it.device;

import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import java.nio.ByteBuffer;
import java.util.Map;

/// A message whose id and number were given before, with a ciphertext of its own for each device.
/// Immutable.
///
/// @param id the message; stays the same however often it is sent
/// @param number its place in the conversation, 1 or more
/// @param deviceListRevision the revision of the recipient's device list that the sender knows, 0
///   when it knows none
/// @param copies the ciphertext for each of the recipient's devices
/// @param isSupplement whether the message was accepted before, for other devices of the recipient;
///   it then keeps its number whatever happens
public record Parcel(
    MessageId id,
    UserId recipient,
    long number,
    long deviceListRevision,
    Map<Integer, ByteBuffer> copies,
    boolean isSupplement)
    implements Outbound {

  /// Copies the map.
  public Parcel {
    copies = Map.copyOf(copies);
  }

  @Override
  public Addressee addressee() {
    return new Addressee.ToUser(recipient);
  }

  Parcel numbered(long newNumber, Map<Integer, ByteBuffer> newCopies) {
    return new Parcel(id, recipient, newNumber, deviceListRevision, newCopies, isSupplement);
  }
}
