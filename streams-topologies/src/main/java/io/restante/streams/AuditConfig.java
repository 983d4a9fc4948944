package io.restante.streams;

import io.restante.contract.AuditSample;
import io.restante.contract.AuditTrail;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The settings of the audit.
///
/// @param keyFile `RESTANTE_AUDIT_KEY_FILE`, a file with the key of the pseudonyms, 32 bytes in
///   base64, the same as the nodes'; null when not set, and then there is no audit
/// @param oneIn `RESTANTE_AUDIT_ONE_IN`, of how many messages one is looked at, the same as the
///   nodes', default 64
record AuditConfig(@Nullable Path keyFile, int oneIn) {
  private static final String NONE = "none: no audit";
  private static final int ONE_IN = 64;

  static AuditConfig read(Environment from) {
    String file =
        from.text(
            new Setting(
                "RESTANTE_AUDIT_KEY_FILE",
                "the key of the audit's pseudonyms, the same everywhere",
                "a file with 32 bytes in base64",
                NONE));
    return new AuditConfig(
        file.equals(NONE) ? null : Path.of(file),
        from.number(
            "AUDIT_ONE_IN",
            "of how many messages the audit looks at one, the same everywhere",
            ONE_IN,
            1,
            AuditSample.ONE_IN_MAX));
  }

  /// Returns what makes the records; null when there is no audit.
  ///
  /// @throws IllegalArgumentException when the file holds no key
  @Nullable AuditTrail trail() {
    return keyFile == null ? null : AuditTrail.of(keyFile, new AuditSample(oneIn));
  }
}
