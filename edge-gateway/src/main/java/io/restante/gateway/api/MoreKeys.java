package io.restante.gateway.api;

import io.restante.gateway.http.ProblemException;
import io.restante.gateway.keys.KeyBytes;
import io.restante.gateway.keys.KeyUpload;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// New keys of a device that is registered; what is not there stays as it is.
///
/// @param identityKey when given, must be the one that the device has
/// @param signedPreKey takes the place of the present one
/// @param lastResortKyberPreKey takes the place of the present one
/// @param preKeys at most 100, to be handed out once each
/// @param kyberPreKeys at most 100, to be handed out once each
public record MoreKeys(
    @Nullable KeyBytes identityKey,
    @Nullable SignedEcPreKey signedPreKey,
    @Nullable SignedKyberPreKey lastResortKyberPreKey,
    @Nullable List<EcPreKey> preKeys,
    @Nullable List<SignedKyberPreKey> kyberPreKeys) {
  /// Checks everything but the signatures.
  public MoreKeys {
    if (identityKey != null) {
      KeyForms.requireEc("identityKey", identityKey);
    }
    preKeys = KeyForms.requireList("preKeys", preKeys, EcPreKey::id);
    kyberPreKeys = KeyForms.requireList("kyberPreKeys", kyberPreKeys, SignedKyberPreKey::id);
  }

  /// Checks the signatures, and returns what to publish.
  ///
  /// @param present the identity key that the device has
  /// @throws ProblemException when a signature does not fit
  KeyUpload.Refill refill(KeyBytes present) {
    SignedUpload upload = new SignedUpload(present, "");
    return new KeyUpload.Refill(
        Optional.ofNullable(identityKey),
        Optional.ofNullable(signedPreKey).map(upload::signedPreKey),
        Optional.ofNullable(lastResortKyberPreKey).map(upload::lastResort),
        upload.oneTime(preKeys, kyberPreKeys));
  }
}
