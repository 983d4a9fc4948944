package io.restante.gateway.api;

import io.restante.gateway.http.ProblemException;
import io.restante.gateway.keys.KeyBytes;
import io.restante.gateway.keys.KeyUpload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The keys of a device that is being registered.
///
/// @param identityKey the user's, 33 bytes: 5, X25519 key
/// @param signedPreKey for everybody, until it is replaced
/// @param lastResortKyberPreKey handed out when no one-time Kyber key is left
/// @param preKeys at most 100, to be handed out once each
/// @param kyberPreKeys at most 100, to be handed out once each
public record FirstKeys(
    KeyBytes identityKey,
    SignedEcPreKey signedPreKey,
    SignedKyberPreKey lastResortKyberPreKey,
    @Nullable List<EcPreKey> preKeys,
    @Nullable List<SignedKyberPreKey> kyberPreKeys) {
  /// Checks everything but the signatures.
  public FirstKeys {
    KeyForms.requireEc("identityKey", identityKey);
    preKeys = KeyForms.requireList("preKeys", preKeys, EcPreKey::id);
    kyberPreKeys = KeyForms.requireList("kyberPreKeys", kyberPreKeys, SignedKyberPreKey::id);
  }

  /// Checks the signatures, and returns what to publish.
  ///
  /// @param registrationId of the device
  /// @param at where the keys stand in the body, a JSON pointer
  /// @throws ProblemException when a signature does not fit
  KeyUpload.Enrolment enrolment(int registrationId, String at) {
    SignedUpload upload = new SignedUpload(identityKey, at);
    return new KeyUpload.Enrolment(
        registrationId,
        identityKey,
        upload.signedPreKey(signedPreKey),
        upload.lastResort(lastResortKyberPreKey),
        upload.oneTime(preKeys, kyberPreKeys));
  }
}
