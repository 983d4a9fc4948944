package io.restante.gateway.api;

import io.restante.gateway.directory.OpaqueBytes;
import io.restante.gateway.http.FieldException;

/// Replaces a group's title.
///
/// @param revision the one that the device knows, 1 or more
/// @param title sealed by the device, at most 512 bytes; may be empty
public record TitleForm(long revision, OpaqueBytes title) {
  /// Checks both.
  public TitleForm {
    if (revision < 1) {
      throw new FieldException("revision", "1 or more");
    }
    GroupFields.checkTitle(title);
  }
}
