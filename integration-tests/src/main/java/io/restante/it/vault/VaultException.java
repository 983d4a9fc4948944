package io.restante.it.vault;

import java.io.IOException;
import java.io.Serial;

/// The store cannot be opened as it is.
public final class VaultException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private final Cause why;

  /// Why not.
  public enum Cause {
    /// Another process has it open.
    TAKEN,
    /// The passphrase or key file is another one.
    WRONG_KEY,
    /// Something in the middle of the file is not what was written.
    DAMAGED
  }

  VaultException(Cause why, String message) {
    super(message);
    this.why = why;
  }

  /// Returns why not.
  public Cause why() {
    return why;
  }
}
