package io.restante.gateway.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Makes the JDK's TLS of an identity that may change: every handshake takes the one of its moment.
public final class TlsContexts {
  private TlsContexts() {}

  /// Returns a context for a server; it asks no certificate of clients.
  public static SSLContext server(IdentityFiles files) {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(new KeyManager[] {new CurrentKey(files)}, new TrustManager[0], null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("TLS 1.3 is missing", e);
    }
  }

  /// Shows the identity of the moment.
  ///
  /// The certificate and the key are asked for one after the other, and must fit: the alias says of
  /// which identity they are to be, so that a change in between does no harm.
  private static final class CurrentKey extends X509ExtendedKeyManager {
    private final IdentityFiles files;
    private volatile Pinned pinned; // written by handshakes, any of which may be the first to see

    CurrentKey(IdentityFiles files) {
      this.files = files;
      this.pinned = new Pinned(0, files.current(), files.current());
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      return alias(keyType);
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return alias(keyType);
    }

    private @Nullable String alias(String keyType) {
      Pinned now = pinned();
      String algorithm = now.identity().chain().getFirst().getPublicKey().getAlgorithm();
      return algorithm.equals(keyType) ? Long.toString(now.number()) : null;
    }

    private synchronized Pinned pinned() {
      Identity current = files.current();
      if (!pinned.identity().equals(current)) {
        pinned = new Pinned(pinned.number() + 1, current, pinned.identity());
      }
      return pinned;
    }

    private Identity identity(String alias) {
      Pinned now = pinned;
      return Long.toString(now.number()).equals(alias) ? now.identity() : now.previous();
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return identity(alias).chain().toArray(new X509Certificate[0]);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return identity(alias).key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[] {Long.toString(pinned.number())};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }
  }

  /// An identity and the one before it, which handshakes under way may still hold by its number.
  private record Pinned(long number, Identity identity, Identity previous) {}
}
