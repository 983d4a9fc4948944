package io.restante.gateway.tls;

import java.nio.file.Path;

/// Where a node's certificate and private key are.
///
/// @param certificate a PEM file with the certificate and those that lead to its root, in that
///   order
/// @param key a PEM file with the certificate's private key, PKCS#8, without a password
public record TlsFiles(Path certificate, Path key) {}
