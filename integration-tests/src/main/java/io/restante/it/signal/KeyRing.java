package io.restante.it.signal;

import io.restante.it.vault.Vault;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.kem.KEMKeyPair;
import org.signal.libsignal.protocol.kem.KEMKeyType;
import org.signal.libsignal.protocol.state.KyberPreKeyRecord;
import org.signal.libsignal.protocol.state.PreKeyRecord;
import org.signal.libsignal.protocol.state.SignedPreKeyRecord;

/// A device's own keys: makes them, tops them up, replaces and forgets them by age. The private
/// halves are in the vault, uncommitted, when a method returns the public ones.
///
/// Owned by one thread at a time.
public final class KeyRing {
  /// How many one-time keys of a kind the server should have.
  public static final int ONE_TIME_KEYS = 100;

  /// How long a signed pre-key and a key of last resort are offered.
  public static final Duration OFFERED_FOR = Duration.ofDays(2);

  /// How long they are kept after that: as long as a message can wait, and two days.
  public static final Duration KEPT_FOR = Duration.ofDays(32);

  private static final int PRIVATE_KEYS_MAX = 5 * ONE_TIME_KEYS;
  private static final int ID_MAX = (1 << 24) - 1;
  private static final String NEXT_ID = "signal/next-key";

  private final SignalState state;
  private final InstantSource clock;

  KeyRing(SignalState state, InstantSource clock) {
    this.state = state;
    this.clock = clock;
  }

  /// Makes all keys that a new device publishes.
  public PublishedKeys all() {
    return new PublishedKeys(
        identityKey(),
        newSigned(),
        newLastResort(),
        newOneTime(ONE_TIME_KEYS),
        newOneTimeKyber(ONE_TIME_KEYS));
  }

  /// Makes what fills the server's stock up, at most [#ONE_TIME_KEYS] of each kind.
  ///
  /// Keys of an upload whose answer was lost are not sent again: the server may have handed some of
  /// them out already.
  ///
  /// @param preKeys how many EC keys the server has
  /// @param kyberPreKeys how many Kyber keys the server has
  /// @return nothing when it has enough of both
  public Optional<PublishedKeys> refill(int preKeys, int kyberPreKeys) {
    int ec = Math.max(0, ONE_TIME_KEYS - preKeys);
    int kyber = Math.max(0, ONE_TIME_KEYS - kyberPreKeys);
    if (ec + kyber == 0) {
      return Optional.empty();
    }
    PublishedKeys refill =
        new PublishedKeys(identityKey(), null, null, newOneTime(ec), newOneTimeKyber(kyber));
    forgetOldest(SignalState.ONE_TIME_EC);
    forgetOldest(SignalState.ONE_TIME_KYBER);
    return Optional.of(refill);
  }

  /// Makes a new signed pre-key and key of last resort when the present ones are old enough, and
  /// forgets those that nobody can be using any more.
  ///
  /// @return nothing when they are young
  public Optional<PublishedKeys> rotate() {
    Instant now = clock.instant();
    if (newest().plus(OFFERED_FOR).isAfter(now)) {
      return Optional.empty();
    }
    PublishedKeys next =
        new PublishedKeys(identityKey(), newSigned(), newLastResort(), List.of(), List.of());
    long oldest = now.minus(OFFERED_FOR).minus(KEPT_FOR).toEpochMilli();
    for (SignedPreKeyRecord key : state.loadSignedPreKeys()) {
      if (key.getTimestamp() < oldest) {
        state.removeSignedPreKey(key.getId());
      }
    }
    for (KyberPreKeyRecord key : state.lastResorts()) {
      if (key.getTimestamp() < oldest) {
        state.removeLastResort(key.getId());
      }
    }
    return Optional.of(next);
  }

  private Instant newest() {
    return state.loadSignedPreKeys().stream()
        .map(key -> Instant.ofEpochMilli(key.getTimestamp()))
        .max(Comparator.naturalOrder())
        .orElse(Instant.EPOCH);
  }

  private String identityKey() {
    return Texts.encode(state.getIdentityKeyPair().getPublicKey().serialize());
  }

  private PublishedKeys.SignedKey newSigned() {
    ECKeyPair pair = ECKeyPair.generate();
    byte[] bytes = pair.getPublicKey().serialize();
    byte[] signature = sign(bytes);
    SignedPreKeyRecord key = new SignedPreKeyRecord(nextId(), clock.millis(), pair, signature);
    state.storeSignedPreKey(key.getId(), key);
    return published(key.getId(), bytes, signature);
  }

  private PublishedKeys.SignedKey newLastResort() {
    KyberPreKeyRecord key = newKyber();
    state.storeLastResort(key);
    return published(key);
  }

  private List<PublishedKeys.OneTimeKey> newOneTime(int count) {
    List<PublishedKeys.OneTimeKey> keys = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      PreKeyRecord key = new PreKeyRecord(nextId(), ECKeyPair.generate());
      state.storePreKey(key.getId(), key);
      keys.add(new PublishedKeys.OneTimeKey(key.getId(), Texts.encode(publicBytes(key))));
    }
    return keys;
  }

  private List<PublishedKeys.SignedKey> newOneTimeKyber(int count) {
    List<PublishedKeys.SignedKey> keys = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      KyberPreKeyRecord key = newKyber();
      state.storeKyberPreKey(key.getId(), key);
      keys.add(published(key));
    }
    return keys;
  }

  private KyberPreKeyRecord newKyber() {
    KEMKeyPair pair = KEMKeyPair.generate(KEMKeyType.KYBER_1024);
    byte[] signature = sign(pair.getPublicKey().serialize());
    return new KyberPreKeyRecord(nextId(), clock.millis(), pair, signature);
  }

  private byte[] sign(byte[] publicKey) {
    IdentityKeyPair identity = state.getIdentityKeyPair();
    return identity.getPrivateKey().calculateSignature(publicKey);
  }

  private int nextId() {
    Vault vault = state.vault();
    byte[] last = vault.get(NEXT_ID);
    int id = last == null ? 1 : ByteBuffer.wrap(last).getInt() % ID_MAX + 1;
    vault.put(NEXT_ID, ByteBuffer.allocate(Integer.BYTES).putInt(id).array());
    return id;
  }

  private void forgetOldest(String prefix) {
    NavigableMap<String, byte[]> keys = state.vault().under(prefix);
    keys.keySet().stream()
        .limit(Math.max(0, keys.size() - PRIVATE_KEYS_MAX))
        .forEach(state.vault()::remove);
  }

  private static PublishedKeys.SignedKey published(KyberPreKeyRecord key) {
    return published(key.getId(), publicBytes(key), key.getSignature());
  }

  private static PublishedKeys.SignedKey published(int id, byte[] key, byte[] signature) {
    return new PublishedKeys.SignedKey(id, Texts.encode(key), Texts.encode(signature));
  }

  private static byte[] publicBytes(KyberPreKeyRecord key) {
    try {
      return key.getKeyPair().getPublicKey().serialize();
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("a key just made is none", e);
    }
  }

  private static byte[] publicBytes(PreKeyRecord key) {
    try {
      return key.getKeyPair().getPublicKey().serialize();
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("a key just made is none", e);
    }
  }
}
