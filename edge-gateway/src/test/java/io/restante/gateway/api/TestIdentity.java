package io.restante.gateway.api;

import io.restante.gateway.keys.KeyBytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;

/// An identity key that can sign, made the other way round: an Ed25519 key pair, whose public point
/// is turned into a point of Curve25519, u = (1 + y) / (1 - y).
final class TestIdentity {
  private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  private final KeyPair pair;
  private final Random random;

  TestIdentity(long seed) {
    this.random = new Random(seed);
    try {
      this.pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  KeyBytes key() {
    BigInteger y = point().getY();
    BigInteger u = BigInteger.ONE.add(y).multiply(BigInteger.ONE.subtract(y).modInverse(P)).mod(P);
    byte[] bigEndian = u.toByteArray();
    byte[] key = new byte[33];
    key[0] = 5;
    for (int i = 0; i < Math.min(32, bigEndian.length); i++) {
      key[1 + i] = bigEndian[bigEndian.length - 1 - i];
    }
    return KeyBytes.of(key);
  }

  KeyBytes sign(KeyBytes message) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(pair.getPrivate());
      signature.update(message.toBuffer());
      byte[] signed = signature.sign();
      if (point().isXOdd()) {
        signed[63] |= (byte) 0x80;
      }
      return KeyBytes.of(signed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean isNegative() {
    return point().isXOdd();
  }

  private EdECPoint point() {
    return ((EdECPublicKey) pair.getPublic()).getPoint();
  }

  /// Returns some EC key.
  KeyBytes ecKey() {
    return some(33, 5);
  }

  /// Returns some Kyber key.
  KeyBytes kyberKey() {
    return some(1569, 8);
  }

  SignedEcPreKey signedPreKey(int id) {
    KeyBytes key = ecKey();
    return new SignedEcPreKey(id, key, sign(key));
  }

  SignedKyberPreKey kyberPreKey(int id) {
    KeyBytes key = kyberKey();
    return new SignedKyberPreKey(id, key, sign(key));
  }

  private KeyBytes some(int length, int type) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    bytes[0] = (byte) type;
    return KeyBytes.of(bytes);
  }

  static String base64(KeyBytes bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toArray());
  }

  /// Returns the bytes with one bit changed.
  static KeyBytes flipped(KeyBytes bytes, int at) {
    byte[] copy = Arrays.copyOf(bytes.toArray(), bytes.length());
    copy[at] ^= 1;
    return KeyBytes.of(copy);
  }
}
