package io.restante.gateway.keys;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// One-time keys of one upload. Ids rise from upload to upload: see [KeyStore#publish].
///
/// @param preKeys EC keys, at most 100, each id once
/// @param kyberPreKeys Kyber keys, at most 100, each id once
public record OneTimeKeys(List<PreKey> preKeys, List<SignedKey> kyberPreKeys) {
  /// How many keys of a kind an upload may have.
  public static final int UPLOAD_MAX = 100;

  /// No keys.
  public static final OneTimeKeys NONE = new OneTimeKeys(List.of(), List.of());

  /// Copies and checks the lists.
  ///
  /// @throws IllegalArgumentException when one is too long, repeats an id or has a key of the wrong
  ///   length
  public OneTimeKeys {
    preKeys = List.copyOf(preKeys);
    kyberPreKeys = List.copyOf(kyberPreKeys);
    check("pre-keys", preKeys.stream().map(PreKey::id).toList());
    check("Kyber pre-keys", kyberPreKeys.stream().map(SignedKey::id).toList());
    kyberPreKeys.forEach(key -> key.key().require("Kyber key", PreKey.KYBER_KEY_BYTES));
  }

  private static void check(String name, List<Integer> ids) {
    if (ids.size() > UPLOAD_MAX) {
      throw new IllegalArgumentException(
          name + ": " + ids.size() + " (expected: at most " + UPLOAD_MAX + ")");
    }
    Set<Integer> seen = new HashSet<>();
    for (Integer id : ids) {
      if (!seen.add(id)) {
        throw new IllegalArgumentException(name + ": id " + id + " twice (expected: once)");
      }
    }
  }
}
