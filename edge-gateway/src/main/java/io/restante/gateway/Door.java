package io.restante.gateway;

import io.restante.gateway.tls.IdentityFiles;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// How devices reach the listener.
///
/// @param identity for TLS; null for plain text
/// @param publicAddress null when it is as the listener is bound
record Door(@Nullable IdentityFiles identity, @Nullable URI publicAddress) {
  URI publicAddress(URI bound) {
    return publicAddress == null ? bound : publicAddress;
  }
}
