package io.restante.it.account;

import io.restante.contract.UserId;
import io.restante.it.vault.Vault;
import java.util.List;

/// What a device knows of a user it writes to. Immutable.
///
/// @param revision the revision of the user's device list; 0 when it was never asked for
/// @param devices the user's devices, without this one
/// @param lastNumber the number of the last message of this device to the user
record Peer(long revision, List<Integer> devices, long lastNumber) {
  static final Peer UNKNOWN = new Peer(0, List.of(), 0);

  private static final String NAME = "post/peer/";

  Peer {
    devices = List.copyOf(devices);
  }

  static Peer of(Vault vault, UserId user) {
    byte[] bytes = vault.get(NAME + user);
    return bytes == null ? UNKNOWN : Json.readOwn(bytes, Peer.class);
  }

  void putInto(Vault vault, UserId user) {
    vault.put(NAME + user, Json.write(this));
  }

  boolean isKnown() {
    return revision > 0;
  }

  /// Tells whether the user was asked for and had no device, without this one.
  boolean hasNoDevice() {
    return isKnown() && devices.isEmpty();
  }

  Peer withList(long newRevision, List<Integer> newDevices) {
    return new Peer(newRevision, newDevices, lastNumber);
  }

  Peer withNumber(long number) {
    return new Peer(revision, devices, number);
  }
}
