package io.restante.it.bench;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;

/// What the library that nodes use takes to check one Ed25519 signature: as many bytes as a ticket
/// has, nothing read and nothing looked up, one object for all. No ticket can be checked faster.
final class SignatureFloor {
  private static final String ALGORITHM = "Ed25519";

  private final KeyPair keys;
  private final List<byte[]> messages = new ArrayList<>();
  private final List<byte[]> signatures = new ArrayList<>();

  /// Signs random bytes.
  ///
  /// @param count how many times, 1 or more
  /// @param messageBytes as many bytes
  SignatureFloor(int count, int messageBytes) throws GeneralSecurityException {
    KeyPairGenerator generator =
        KeyPairGenerator.getInstance(ALGORITHM, AmazonCorrettoCryptoProvider.INSTANCE);
    this.keys = generator.generateKeyPair();
    Signature signer = newSignature();
    signer.initSign(keys.getPrivate());
    SecureRandom random = new SecureRandom();
    for (int i = 0; i < count; i++) {
      byte[] message = new byte[messageBytes];
      random.nextBytes(message);
      signer.update(message);
      messages.add(message);
      signatures.add(signer.sign());
    }
  }

  /// Checks all once and returns how long each took, µs.
  double microsecondsEach() throws GeneralSecurityException, BenchFailedException {
    Signature verifier = newSignature();
    verifier.initVerify(keys.getPublic());
    long began = System.nanoTime();
    for (int i = 0; i < messages.size(); i++) {
      verifier.update(messages.get(i));
      if (!verifier.verify(signatures.get(i))) {
        throw new BenchFailedException("a signature was not good");
      }
    }
    return (System.nanoTime() - began) / 1e3 / messages.size();
  }

  private static Signature newSignature() throws GeneralSecurityException {
    return Signature.getInstance(ALGORITHM, AmazonCorrettoCryptoProvider.INSTANCE);
  }
}
