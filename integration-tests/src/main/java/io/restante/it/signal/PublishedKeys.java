package io.restante.it.signal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The public halves of a device's keys, as they go to the server; keys and signatures are
/// base64url. Immutable.
///
/// @param signedPreKey null when it stays as it is
/// @param lastResortKyberPreKey null when it stays as it is
public record PublishedKeys(
    String identityKey,
    @Nullable SignedKey signedPreKey,
    @Nullable SignedKey lastResortKyberPreKey,
    List<OneTimeKey> preKeys,
    List<SignedKey> kyberPreKeys) {

  /// Copies the lists.
  public PublishedKeys {
    preKeys = List.copyOf(preKeys);
    kyberPreKeys = List.copyOf(kyberPreKeys);
  }

  /// A key with the identity's signature over its bytes.
  ///
  /// @param id 1 to 16,777,215
  public record SignedKey(int id, String key, String signature) {}

  /// A key that is handed out once.
  ///
  /// @param id 1 to 16,777,215
  public record OneTimeKey(int id, String key) {}
}
