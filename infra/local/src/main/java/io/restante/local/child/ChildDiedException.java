package io.restante.local.child;

import java.io.Serial;

/// A child process ended, or did not become ready, though nobody had told it to stop. The message
/// says which, how, and what it printed last.
public final class ChildDiedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  ChildDiedException(String message) {
    super(message);
  }
}
