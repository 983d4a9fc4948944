package io.restante.gateway.directory;

import java.io.IOException;

/// Brings a code to the owner of a number. Must be thread-safe; may block for seconds.
@FunctionalInterface
public interface CodeSender {
  /// Sends a code. It and the number must reach no log.
  ///
  /// @param code 6 digits
  /// @throws IOException when it could not be sent
  void send(RegistrationId registration, PhoneNumber number, String code) throws IOException;
}
