package io.restante.it.signal;

import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.ecc.ECPrivateKey;

/// The key pair of a device that wants to be linked; lives as long as the attempt.
public final class LinkKey {
  private final ECKeyPair pair = ECKeyPair.generate();

  /// Returns the half that the code shows, base64url.
  public String publicKey() {
    return Texts.encode(pair.getPublicKey().serialize());
  }

  ECPrivateKey secret() {
    return pair.getPrivateKey();
  }
}
