package io.restante.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.gateway.keys.KeyBytes;
import org.junit.jupiter.api.Test;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.kem.KEMKeyPair;
import org.signal.libsignal.protocol.kem.KEMKeyType;

/// What libsignal signs, the server's own check accepts. Stands in the gateway's package because
/// the check is nobody else's business, and here because only this module may use libsignal.
class LibsignalSignatureTest {
  private static final int KEYS = 32; // Both signs of a point come up, but for once in 2^31 runs.

  @Test
  void signaturesOfLibsignalAreAcceptedAndFitNoOtherKey() {
    for (int i = 0; i < KEYS; i++) {
      IdentityKeyPair identity = IdentityKeyPair.generate();
      IdentityVerifier verifier =
          IdentityVerifier.of(KeyBytes.of(identity.getPublicKey().serialize()));
      byte[] ec = ECKeyPair.generate().getPublicKey().serialize();
      byte[] kyber = KEMKeyPair.generate(KEMKeyType.KYBER_1024).getPublicKey().serialize();
      KeyBytes signature = KeyBytes.of(identity.getPrivateKey().calculateSignature(ec));
      KeyBytes kyberSignature = KeyBytes.of(identity.getPrivateKey().calculateSignature(kyber));

      assertThat(verifier.verify(KeyBytes.of(ec), signature)).isTrue();
      assertThat(verifier.verify(KeyBytes.of(kyber), kyberSignature)).isTrue();
      assertThat(verifier.verify(KeyBytes.of(kyber), signature)).isFalse();
      assertThat(verifier.verify(KeyBytes.of(ec), kyberSignature)).isFalse();
    }
  }
}
