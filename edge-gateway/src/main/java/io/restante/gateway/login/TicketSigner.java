package io.restante.gateway.login;

import io.restante.contract.DeviceAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;

/// Makes tickets with one private key. Thread-safe.
public final class TicketSigner {
  private final int keyId;
  private final PrivateKey key;

  TicketSigner(int keyId, PrivateKey key) {
    this.keyId = keyId;
    this.key = key;
  }

  /// Returns a new ticket, at most 135 bytes.
  ///
  /// @param cell the name of the cell it is for: 1 to 32 of `a-z`, `0-9` and `-`
  /// @param address the device it proves
  /// @param epoch the epoch of the device's credentials, 0 or more
  /// @param expiry when it stops being valid; a fraction of a second is cut off
  /// @throws IllegalArgumentException when a field is out of its range
  public byte[] sign(String cell, DeviceAddress address, long epoch, Instant expiry) {
    var layout = new TicketLayout(keyId, address, epoch, expiry.getEpochSecond(), cell);
    byte[] unsigned = layout.unsigned();
    byte[] ticket = new byte[unsigned.length + TicketLayout.SIGNATURE_BYTES];
    ByteBuffer.wrap(ticket).put(unsigned).put(signature(layout.signedBytes()));
    return ticket;
  }

  private byte[] signature(byte[] signed) {
    try {
      Signature signature = Signature.getInstance(TicketKeys.ALGORITHM);
      signature.initSign(key);
      signature.update(signed);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("signing a ticket failed", e);
    }
  }
}
