package io.restante.connectors.directory;

import java.io.Serial;

/// A table was emptied as a whole: the log does not say which rows are gone, so a snapshot has to.
final class TruncatedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  TruncatedException() {
    super("a table of the directory was truncated");
  }
}
