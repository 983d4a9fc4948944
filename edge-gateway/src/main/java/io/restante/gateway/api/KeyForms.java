package io.restante.gateway.api;

import io.restante.gateway.http.FieldException;
import io.restante.gateway.keys.KeyBytes;
import io.restante.gateway.keys.OneTimeKeys;
import io.restante.gateway.keys.PreKey;
import io.restante.gateway.keys.SignedKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What keys must look like. A key begins with a byte that says its type.
final class KeyForms {
  private static final int EC_TYPE = 0x05;
  private static final int KYBER_TYPE = 0x08;

  private KeyForms() {}

  static void requireId(int id) {
    if (id < 1 || id > PreKey.ID_MAX) {
      throw new FieldException("id", "1.." + PreKey.ID_MAX);
    }
  }

  static void requireEc(String field, KeyBytes key) {
    require(field, key, PreKey.EC_KEY_BYTES, EC_TYPE);
  }

  static void requireKyber(String field, KeyBytes key) {
    require(field, key, PreKey.KYBER_KEY_BYTES, KYBER_TYPE);
  }

  static void requireSignature(KeyBytes signature) {
    if (signature.length() != SignedKey.SIGNATURE_BYTES) {
      throw new FieldException("signature", SignedKey.SIGNATURE_BYTES + " bytes");
    }
  }

  private static void require(String field, KeyBytes key, int bytes, int type) {
    if (key.length() != bytes || key.toBuffer().get(0) != type) {
      throw new FieldException(field, bytes + " bytes, of which the first is " + type);
    }
  }

  /// Checks one-time keys; returns them, and no keys for null.
  static <K> List<K> requireList(String field, @Nullable List<K> keys, Function<K, Integer> id) {
    if (keys == null) {
      return List.of();
    }
    Set<Integer> ids = new HashSet<>();
    if (keys.size() > OneTimeKeys.UPLOAD_MAX || !keys.stream().map(id).allMatch(ids::add)) {
      throw new FieldException(field, "at most " + OneTimeKeys.UPLOAD_MAX + ", each id once");
    }
    return List.copyOf(keys);
  }
}
