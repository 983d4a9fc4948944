package io.restante.gateway.directory;

/// The directory, or the sender of codes, did not answer, or too late. Worth another try later.
public final class DirectoryUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Creates the exception, for what has no cause but others that are quicker.
  DirectoryUnavailableException(String message) {
    super(message);
  }

  /// Creates the exception.
  public DirectoryUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
