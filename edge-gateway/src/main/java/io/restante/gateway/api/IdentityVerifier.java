package io.restante.gateway.api;

import io.restante.gateway.keys.KeyBytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Set;

/// Checks what an identity key has signed: XEdDSA (https://signal.org/docs/specifications/xeddsa/)
/// as Signal's clients make it. Immutable, thread-safe.
///
/// An identity key is a point of Curve25519, of which only the coordinate u is known. The same
/// point of Edwards' curve has y = (u - 1) / (u + 1), and one of two signs; which one, the signer
/// says in the signature's last bit. What is left then is Ed25519 (RFC 8032), which the JDK checks.
final class IdentityVerifier {
  private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  // The points of small order: under these, signatures can be made without any private key.
  private static final Set<BigInteger> WEAK =
      Set.of(
          BigInteger.ZERO,
          BigInteger.ONE,
          P.subtract(BigInteger.ONE),
          new BigInteger(
              "325606250916557431795983626356110631294008115727848805560023387167927233504"),
          new BigInteger(
              "39382357235489614581723060781553021112529911719440698176882885853963445705823"));
  private static final int SIGN_AT = 63;
  private static final byte SIGN_BIT = (byte) 0x80;

  private final BigInteger y;
  private final boolean isWeak;

  private IdentityVerifier(BigInteger y, boolean isWeak) {
    this.y = y;
    this.isWeak = isWeak;
  }

  /// Returns a verifier for a key.
  ///
  /// @param identityKey 33 bytes, the first of them the type
  static IdentityVerifier of(KeyBytes identityKey) {
    byte[] littleEndian = identityKey.toArray();
    byte[] bigEndian = new byte[32];
    for (int i = 0; i < bigEndian.length; i++) {
      bigEndian[i] = littleEndian[littleEndian.length - 1 - i];
    }
    bigEndian[0] &= 0x7F; // RFC 7748: the last bit of u counts for nothing.
    BigInteger u = new BigInteger(1, bigEndian).mod(P);
    BigInteger inverse = u.add(BigInteger.ONE).modPow(P.subtract(BigInteger.TWO), P);
    return new IdentityVerifier(
        u.subtract(BigInteger.ONE).multiply(inverse).mod(P), WEAK.contains(u));
  }

  /// Whether the identity key has signed a message. A key of small order has signed nothing.
  ///
  /// @param signature 64 bytes
  boolean verify(KeyBytes message, KeyBytes signature) {
    if (isWeak) {
      return false;
    }
    byte[] signed = signature.toArray();
    boolean isNegative = (signed[SIGN_AT] & SIGN_BIT) != 0;
    signed[SIGN_AT] &= (byte) ~SIGN_BIT;
    try {
      Signature check = Signature.getInstance("Ed25519");
      check.initVerify(publicKey(isNegative));
      check.update(message.toBuffer());
      return check.verify(signed);
    } catch (SignatureException e) {
      return false; // The provider's way to say that these bytes are no signature at all.
    } catch (GeneralSecurityException e) {
      return false; // No point of the curve has this y.
    }
  }

  private PublicKey publicKey(boolean isNegative) throws GeneralSecurityException {
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(
            new EdECPublicKeySpec(NamedParameterSpec.ED25519, new EdECPoint(isNegative, y)));
  }
}
