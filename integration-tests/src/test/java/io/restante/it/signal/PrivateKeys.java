package io.restante.it.signal;

import io.restante.it.vault.Vault;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.InvalidMessageException;
import org.signal.libsignal.protocol.state.KyberPreKeyRecord;
import org.signal.libsignal.protocol.state.PreKeyRecord;
import org.signal.libsignal.protocol.state.SignedPreKeyRecord;

/// What no server may ever see of a device: the private halves of its keys.
public final class PrivateKeys {
  private static final int TYPE_BYTES = 1;
  private static final int PART_BYTES = 64;

  private PrivateKeys() {}

  /// Returns the private keys in a vault, by name.
  public static Map<String, byte[]> in(Vault vault) {
    SignalState state = new SignalState(vault);
    Map<String, byte[]> keys = new LinkedHashMap<>();
    keys.put("identity", state.getIdentityKeyPair().getPrivateKey().serialize());
    try {
      for (SignedPreKeyRecord key : state.loadSignedPreKeys()) {
        keys.put("signed " + key.getId(), key.getKeyPair().getPrivateKey().serialize());
      }
      for (byte[] bytes : vault.under(SignalState.ONE_TIME_EC).values()) {
        PreKeyRecord key = new PreKeyRecord(bytes);
        keys.put("one-time " + key.getId(), key.getKeyPair().getPrivateKey().serialize());
      }
      for (KyberPreKeyRecord key : state.loadKyberPreKeys()) {
        addKyber(keys, "Kyber " + key.getId(), key.getKeyPair().getSecretKey().serialize());
      }
    } catch (InvalidKeyException | InvalidMessageException e) {
      throw new IllegalStateException("a stored key is none", e);
    }
    return keys;
  }

  /// A private Kyber key is a secret vector, then the public key with its hash, then a secret seed.
  private static void addKyber(Map<String, byte[]> keys, String name, byte[] key) {
    keys.put(name + " vector", Arrays.copyOfRange(key, TYPE_BYTES, TYPE_BYTES + PART_BYTES));
    keys.put(name + " seed", Arrays.copyOfRange(key, key.length - PART_BYTES / 2, key.length));
  }

  /// Returns the public identity key, 32 bytes without its type.
  public static byte[] publicIdentity(Vault vault) {
    byte[] typed = new SignalState(vault).getIdentityKeyPair().getPublicKey().serialize();
    return Arrays.copyOfRange(typed, TYPE_BYTES, typed.length);
  }
}
