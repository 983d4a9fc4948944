package io.restante.it.signal;

import io.restante.it.vault.Vault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.ecc.ECPrivateKey;

/// What a device keeps secret of its sessions now: root keys, chain keys, the private halves of
/// ratchet keys, keys of messages that it still waits for. They change with every message.
///
/// libsignal has no way to ask for them, so they are read out of the records it stores (its
/// `storage.proto`). That they are read rightly is shown by each ratchet key: its private half has
/// to belong to its public one. The post-quantum ratchet's state is left out: much of it is sent.
public final class RatchetKeys {
  private static final int CURRENT_SESSION = 1;
  private static final int PREVIOUS_SESSION = 2;
  private static final int ROOT_KEY = 4;
  private static final int SENDER_CHAIN = 6;
  private static final int RECEIVER_CHAIN = 7;
  private static final int RATCHET_KEY = 1;
  private static final int RATCHET_KEY_PRIVATE = 2;
  private static final int CHAIN_KEY = 3;
  private static final int MESSAGE_KEYS = 4;
  private static final int KEY = 2;
  private static final int MAC_KEY = 3;
  private static final int SEED = 5;

  private final Map<String, byte[]> found = new LinkedHashMap<>();

  private RatchetKeys() {}

  /// Returns the secrets of every session in a vault, by name.
  public static Map<String, byte[]> in(Vault vault) {
    RatchetKeys keys = new RatchetKeys();
    vault
        .under("signal/session/")
        .values()
        .forEach(
            stored -> {
              Map<Integer, List<byte[]>> parts = fields(stored);
              parts.getOrDefault(CURRENT_SESSION, List.of()).forEach(keys::addSession);
              parts.getOrDefault(PREVIOUS_SESSION, List.of()).forEach(keys::addSession);
            });
    return keys.found;
  }

  private void addSession(byte[] session) {
    Map<Integer, List<byte[]>> parts = fields(session);
    add("root key", parts, ROOT_KEY);
    parts.getOrDefault(SENDER_CHAIN, List.of()).forEach(this::addChain);
    parts.getOrDefault(RECEIVER_CHAIN, List.of()).forEach(this::addChain);
  }

  private void addChain(byte[] chain) {
    Map<Integer, List<byte[]>> parts = fields(chain);
    for (byte[] half : parts.getOrDefault(RATCHET_KEY_PRIVATE, List.of())) {
      if (half.length > 0) {
        requirePair(half, parts.getOrDefault(RATCHET_KEY, List.of()).getFirst());
      }
    }
    add("ratchet key", parts, RATCHET_KEY_PRIVATE);
    for (byte[] key : parts.getOrDefault(CHAIN_KEY, List.of())) {
      add("chain key", fields(key), KEY);
    }
    for (byte[] keys : parts.getOrDefault(MESSAGE_KEYS, List.of())) {
      add("cipher key", fields(keys), KEY);
      add("MAC key", fields(keys), MAC_KEY);
      add("seed", fields(keys), SEED);
    }
  }

  private void add(String name, Map<Integer, List<byte[]>> parts, int field) {
    for (byte[] secret : parts.getOrDefault(field, List.of())) {
      if (secret.length > 0) {
        found.put(name + " " + found.size(), secret);
      }
    }
  }

  private static void requirePair(byte[] privateHalf, byte[] publicHalf) {
    try {
      if (!Arrays.equals(new ECPrivateKey(privateHalf).publicKey().serialize(), publicHalf)) {
        throw new IllegalStateException("a stored session is not read rightly");
      }
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("a stored ratchet key is none", e);
    }
  }

  /// Returns a Protobuf message's fields that are bytes, by number.
  private static Map<Integer, List<byte[]>> fields(byte[] message) {
    Map<Integer, List<byte[]>> fields = new HashMap<>();
    Wire in = new Wire(message);
    while (in.hasMore()) {
      int tag = (int) in.varint();
      switch (tag & Wire.TYPE) {
        case Wire.VARINT -> {
          long _ = in.varint();
        }
        case Wire.BYTES ->
            fields.computeIfAbsent(tag >>> Wire.TYPE_BITS, _ -> new ArrayList<>()).add(in.bytes());
        default -> throw new IllegalStateException("a stored session has wire type " + tag);
      }
    }
    return fields;
  }

  /// Protobuf's bytes.
  private static final class Wire {
    private static final int TYPE_BITS = 3;
    private static final int TYPE = 7;
    private static final int VARINT = 0;
    private static final int BYTES = 2;
    private static final int GROUP_BITS = 7;
    private static final int GROUP = 0x7F;

    private final byte[] message;
    private int at;

    private Wire(byte[] message) {
      this.message = message;
    }

    private boolean hasMore() {
      return at < message.length;
    }

    private long varint() {
      long value = 0;
      int shift = 0;
      byte next;
      do {
        next = message[at];
        at++;
        value |= (long) (next & GROUP) << shift;
        shift += GROUP_BITS;
      } while (next < 0);
      return value;
    }

    private byte[] bytes() {
      int length = (int) varint();
      at += length;
      return Arrays.copyOfRange(message, at - length, at);
    }
  }
}
