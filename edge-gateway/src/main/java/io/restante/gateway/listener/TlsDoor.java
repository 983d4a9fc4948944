package io.restante.gateway.listener;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.restante.gateway.tls.Identity;
import io.restante.gateway.tls.IdentityFiles;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the TLS 1.3 end of each connection, with the certificate of that moment: BoringSSL where
/// it is available, else the JDK. Thread-safe.
final class TlsDoor {
  private static final Logger LOGGER = LoggerFactory.getLogger(TlsDoor.class);

  private final IdentityFiles files;
  private final Duration handshakeTimeout;
  private volatile Made made; // written by any event loop; the last one stays

  private record Made(Identity identity, SslContext context) {}

  /// Creates the door.
  ///
  /// @param handshakeTimeout how long a handshake may take
  TlsDoor(IdentityFiles files, Duration handshakeTimeout) {
    this.files = files;
    this.handshakeTimeout = handshakeTimeout;
    Identity identity = files.current();
    this.made = new Made(identity, context(identity));
  }

  /// Returns the first handler of a new connection.
  SslHandler newHandler(ByteBufAllocator allocator) {
    SslHandler handler = context().newHandler(allocator);
    handler.setHandshakeTimeout(handshakeTimeout.toMillis(), TimeUnit.MILLISECONDS);
    return handler;
  }

  /// Tells whether an exception of a pipeline says that the other side does not speak TLS as it
  /// should.
  static boolean isTlsFault(Throwable cause) {
    return cause.getCause() instanceof SSLException;
  }

  private SslContext context() {
    Made last = made;
    Identity identity = files.current();
    if (identity.equals(last.identity())) {
      return last.context();
    }
    try {
      Made next = new Made(identity, context(identity));
      made = next;
      return next.context();
    } catch (IllegalStateException e) {
      LOGGER.atWarn().setCause(e).log("TLS certificate not usable, the one before it stays");
      made = new Made(identity, last.context());
      return last.context();
    }
  }

  private static SslContext context(Identity identity) {
    try {
      return SslContextBuilder.forServer(identity.key(), identity.chain())
          .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
          .protocols("TLSv1.3")
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException("TLS 1.3 cannot be spoken with this certificate", e);
    }
  }
}
