package io.restante.gateway.directory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/// For one's own machine: appends `<registration> <code>` to a file, and never the number.
/// Thread-safe.
public final class FileCodeSender implements CodeSender {
  private final Path file;

  /// Creates a sender; the file is made with the first code, readable by its owner alone.
  public FileCodeSender(Path file) {
    this.file = file;
  }

  @Override
  public synchronized void send(RegistrationId registration, PhoneNumber number, String code)
      throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    byte[] line = (registration + " " + code + "\n").getBytes(StandardCharsets.US_ASCII);
    Files.write(file, line, StandardOpenOption.APPEND);
  }
}
