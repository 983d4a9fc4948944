package io.restante.it.bench;

import java.io.Serial;

/// A promise was broken while measuring: figures of a system that loses messages mean nothing.
final class BenchFailedException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  BenchFailedException(String message) {
    super(message);
  }
}
