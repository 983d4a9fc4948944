package io.restante.gateway.api;

import io.restante.gateway.directory.OpaqueBytes;
import io.restante.gateway.directory.Profiles;
import io.restante.gateway.http.FieldException;

/// A profile.
///
/// @param profile encrypted by the device, at most 2,048 bytes; may be empty
public record ProfileForm(OpaqueBytes profile) {
  /// Checks the length.
  public ProfileForm {
    if (profile.size() > Profiles.PROFILE_BYTES_MAX) {
      throw new FieldException("profile", "at most 2,048 bytes");
    }
  }
}
