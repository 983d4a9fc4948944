package io.restante.contract;

import java.io.Serial;

/// Bytes that break a contract: not what the schema says. The message names the value and the
/// expectation, never content.
public final class ContractException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /// Creates the exception.
  ///
  /// @param message the value found and the value expected
  public ContractException(String message) {
    super(message);
  }

  /// Creates the exception with what caused it.
  ///
  /// @param message the value found and the value expected
  /// @param cause the decoder's complaint
  public ContractException(String message, Throwable cause) {
    super(message, cause);
  }
}
