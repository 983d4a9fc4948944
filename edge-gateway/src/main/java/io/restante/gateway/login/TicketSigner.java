package io.restante.gateway.login;

import io.restante.contract.DeviceAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.function.Supplier;

/// Makes tickets with one private key, which may be replaced. Thread-safe.
public final class TicketSigner {
  private final Supplier<SigningKey> signingKey;

  TicketSigner(Supplier<SigningKey> signingKey) {
    this.signingKey = signingKey;
  }

  /// A private key and its id. Prints nothing of the key.
  record SigningKey(int keyId, PrivateKey key) {
    @Override
    public String toString() {
      return "SigningKey[***]";
    }
  }

  /// Returns a new ticket, at most 135 bytes.
  ///
  /// @param cell the name of the cell it is for: 1 to 32 of `a-z`, `0-9` and `-`
  /// @param address the device it proves
  /// @param epoch the epoch of the device's credentials, 0 or more
  /// @param expiry when it stops being valid; a fraction of a second is cut off
  /// @throws IllegalArgumentException when a field is out of its range
  public byte[] sign(String cell, DeviceAddress address, long epoch, Instant expiry) {
    SigningKey current = signingKey.get();
    var layout = new TicketLayout(current.keyId(), address, epoch, expiry.getEpochSecond(), cell);
    byte[] unsigned = layout.unsigned();
    byte[] ticket = new byte[unsigned.length + TicketLayout.SIGNATURE_BYTES];
    ByteBuffer.wrap(ticket).put(unsigned).put(signature(current.key(), layout.signedBytes()));
    return ticket;
  }

  private static byte[] signature(PrivateKey key, byte[] signed) {
    try {
      Signature signature = Ed25519.newSignature();
      signature.initSign(key);
      signature.update(signed);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("signing a ticket failed", e);
    }
  }
}
