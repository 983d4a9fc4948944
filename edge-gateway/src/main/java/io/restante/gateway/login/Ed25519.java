package io.restante.gateway.login;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Signature;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where Ed25519 is computed: in AWS-LC where its library is there, because a signature is checked
/// with every connection and the JDK's own code takes many times as long; else in the JDK.
/// Thread-safe.
final class Ed25519 {
  private static final Logger LOGGER = LoggerFactory.getLogger(Ed25519.class);
  private static final String ALGORITHM = "Ed25519";
  private static final String HAS_KEY_FACTORY =
      "com.amazon.corretto.crypto.provider.registerEdKeyFactory";
  private static final @Nullable Provider FAST = fast();

  private Ed25519() {}

  /// Returns a new object that signs or checks.
  static Signature newSignature() throws NoSuchAlgorithmException {
    return FAST == null ? Signature.getInstance(ALGORITHM) : Signature.getInstance(ALGORITHM, FAST);
  }

  /// Returns what reads keys. They are the library's own: a key of the JDK's would be turned into
  /// one of these with every signature, which takes a quarter of a check.
  static KeyFactory newKeyFactory() throws NoSuchAlgorithmException {
    return FAST == null
        ? KeyFactory.getInstance(ALGORITHM)
        : KeyFactory.getInstance(ALGORITHM, FAST);
  }

  /// Tells whether the fast library is used.
  static boolean isFast() {
    return FAST != null;
  }

  private static @Nullable Provider fast() {
    // Without it the library has no factory of such keys. To be set before the provider is loaded.
    System.setProperty(HAS_KEY_FACTORY, "true");
    Throwable failure = AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError();
    if (failure == null
        && AmazonCorrettoCryptoProvider.INSTANCE.getService("Signature", ALGORITHM) != null) {
      return AmazonCorrettoCryptoProvider.INSTANCE;
    }
    LOGGER
        .atWarn()
        .addKeyValue("cause", failure)
        .log("no fast Ed25519 on this machine, connecting costs more");
    return null;
  }
}
