package io.restante.gateway.api;

import io.restante.gateway.http.Problem;
import io.restante.gateway.keys.KeyBytes;
import io.restante.gateway.keys.OneTimeKeys;
import io.restante.gateway.keys.PreKey;
import io.restante.gateway.keys.SignedKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lets keys of one upload pass whose signatures fit; for others, throws a problem.
final class SignedUpload {
  private final IdentityVerifier identity;
  private final String at;

  /// Takes the identity key that must have signed.
  ///
  /// @param at where the keys stand in the body, a JSON pointer
  SignedUpload(KeyBytes identityKey, String at) {
    this.identity = IdentityVerifier.of(identityKey);
    this.at = at;
  }

  SignedKey signedPreKey(SignedEcPreKey key) {
    return checked("/signedPreKey", key.toKey());
  }

  SignedKey lastResort(SignedKyberPreKey key) {
    return checked("/lastResortKyberPreKey", key.toKey());
  }

  OneTimeKeys oneTime(@Nullable List<EcPreKey> ec, @Nullable List<SignedKyberPreKey> kyber) {
    List<PreKey> preKeys = ec == null ? List.of() : ec.stream().map(EcPreKey::toKey).toList();
    List<SignedKey> kyberPreKeys = new ArrayList<>();
    for (SignedKyberPreKey key : kyber == null ? List.<SignedKyberPreKey>of() : kyber) {
      kyberPreKeys.add(checked("/kyberPreKeys/" + kyberPreKeys.size(), key.toKey()));
    }
    return new OneTimeKeys(preKeys, kyberPreKeys);
  }

  private SignedKey checked(String field, SignedKey key) {
    if (!identity.verify(key.key(), key.signature())) {
      throw Problem.INVALID_SIGNATURE.field(
          at + field + "/signature", "the identity key's, over the key");
    }
    return key;
  }
}
