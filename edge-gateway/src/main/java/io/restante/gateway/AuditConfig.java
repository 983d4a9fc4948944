package io.restante.gateway;

import io.restante.contract.AuditSample;
import io.restante.contract.AuditTrail;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The settings of the delivery audit.
///
/// @param keyFile `RESTANTE_AUDIT_KEY_FILE`, a file with the key of the pseudonyms, 32 bytes in
///   base64; null when not set, and then no message is looked at
/// @param oneIn `RESTANTE_AUDIT_ONE_IN`, of how many messages one is looked at, default 64
public record AuditConfig(@Nullable Path keyFile, int oneIn) {
  private static final int ONE_IN = 64;

  static AuditConfig read(Environment from) {
    Path keyFile =
        from.optional("AUDIT_KEY_FILE", "a file with 32 bytes in base64", "none: no audit")
            .map(Path::of)
            .orElse(null);
    return new AuditConfig(keyFile, from.number("AUDIT_ONE_IN", ONE_IN, 1, AuditSample.ONE_IN_MAX));
  }

  /// Returns what makes the records; null when no message is looked at.
  ///
  /// @throws IllegalArgumentException when the file holds no key
  @Nullable AuditTrail trail() {
    return keyFile == null ? null : AuditTrail.of(keyFile, new AuditSample(oneIn));
  }
}
