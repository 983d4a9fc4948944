package io.restante.gateway.directory;

import io.restante.contract.UserId;
import java.util.Optional;

/// The port over profiles and privacy settings.
public interface Profiles {
  /// How long a profile may be, bytes.
  int PROFILE_BYTES_MAX = 2048;

  /// Returns a user's profile, which is empty at first; nothing when there is no such user.
  Optional<OpaqueBytes> profile(UserId user);

  /// Sets a user's profile.
  ///
  /// @param profile encrypted by the device, at most 2,048 bytes
  /// @return false when there is no such user
  boolean setProfile(UserId user, OpaqueBytes profile);

  /// Returns a user's privacy settings; nothing when there is no such user.
  Optional<Privacy> privacy(UserId user);

  /// Sets a user's privacy settings.
  ///
  /// @return false when there is no such user
  boolean setPrivacy(UserId user, Privacy privacy);
}
