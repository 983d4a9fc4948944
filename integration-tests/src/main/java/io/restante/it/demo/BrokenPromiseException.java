package io.restante.it.demo;

import java.io.Serial;

/// What was shown is not what was promised.
final class BrokenPromiseException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  BrokenPromiseException(String message) {
    super(message);
  }
}
