package io.restante.local;

import io.restante.gateway.login.TicketKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where the parts of an estate keep their things.
///
/// @param root the data directory, absolute
record DataDirectory(Path root) {
  /// What a process prints goes here.
  Path log(String process) {
    return root.resolve("logs").resolve(process + ".log");
  }

  /// The node's mailbox index.
  Path index() {
    return root.resolve("gateway").resolve("index");
  }

  /// Signs tickets.
  Path signingKey() {
    return root.resolve("keys").resolve("ticket-signing.key");
  }

  /// Verify tickets.
  Path verifyingKeys() {
    return root.resolve("keys").resolve("ticket-verifying.keys");
  }

  /// Makes the key pair unless there is one. The public half is written first to its place, so a
  /// process killed in between leaves at worst a public key that nobody signs with.
  void generateKeysIfNew() {
    try {
      if (Files.exists(signingKey())) {
        return;
      }
      Files.createDirectories(signingKey().getParent());
      Path unfinished = root.resolve("keys").resolve("ticket-signing.unfinished");
      Files.deleteIfExists(unfinished);
      TicketKeys.generate(unfinished, verifyingKeys());
      Files.move(unfinished, signingKey());
    } catch (IOException e) {
      throw new EstateException(signingKey() + " cannot be made: " + e.getMessage(), e);
    }
  }
}
