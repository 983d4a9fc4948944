package io.restante.gateway.keys;

import io.restante.gateway.keys.KeyUpload.Enrolment;
import io.restante.gateway.keys.KeyUpload.Refill;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/// Keys of the right lengths, and nothing else right about them; the same for the same seed and id.
public final class SampleKeys {
  private final long seed;

  /// Keys of one device.
  public SampleKeys(long seed) {
    this.seed = seed;
  }

  /// Everything, with one-time keys of both kinds from the first id up.
  public Enrolment enrolment(int first, int count) {
    return new Enrolment(
        (int) (1 + seed % 16_000), identity(), signed(1), kyber(1), oneTime(first, count));
  }

  /// One-time keys only.
  public Refill refill(int first, int count) {
    return new Refill(Optional.empty(), Optional.empty(), Optional.empty(), oneTime(first, count));
  }

  /// Returns the identity key.
  public KeyBytes identity() {
    return bytes(0, PreKey.EC_KEY_BYTES);
  }

  /// Returns a signed EC key.
  public SignedKey signed(int id) {
    return new SignedKey(
        id, bytes(id + 100_000, PreKey.EC_KEY_BYTES), bytes(id, SignedKey.SIGNATURE_BYTES));
  }

  /// Returns a one-time EC key.
  public PreKey preKey(int id) {
    return new PreKey(id, bytes(id, PreKey.EC_KEY_BYTES));
  }

  /// Returns a signed Kyber key.
  public SignedKey kyber(int id) {
    return new SignedKey(
        id, bytes(id, PreKey.KYBER_KEY_BYTES), bytes(id, SignedKey.SIGNATURE_BYTES));
  }

  /// Returns one-time keys of both kinds.
  public OneTimeKeys oneTime(int first, int count) {
    return new OneTimeKeys(
        IntStream.range(first, first + count).mapToObj(this::preKey).toList(),
        IntStream.range(first, first + count).mapToObj(this::kyber).toList());
  }

  private KeyBytes bytes(int id, int length) {
    byte[] bytes = new byte[length];
    new Random(seed * 1_000_003 + id).nextBytes(bytes);
    return KeyBytes.of(bytes);
  }
}
