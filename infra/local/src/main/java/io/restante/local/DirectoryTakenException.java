package io.restante.local;

import java.io.Serial;
import java.nio.file.Path;

/// The data directory belongs to an estate that runs.
public final class DirectoryTakenException extends EstateException {
  @Serial private static final long serialVersionUID = 1;

  DirectoryTakenException(Path directory, String owner) {
    super(directory + " is in use by " + owner);
  }
}
