/// The certificate and the key that a node shows, taken up anew when their files change.
///
/// [TlsFiles] says where they are. Who listens with TLS asks for them here, so that both doors of a
/// node, for messages and for accounts, show the same.
@NullMarked
package io.restante.gateway.tls;

import org.jspecify.annotations.NullMarked;
