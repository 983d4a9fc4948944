package io.restante.gateway.api;

import io.restante.gateway.directory.NewJoinLink;

/// A new join link.
///
/// @param revision of the group that has it
/// @param secret who knows it may join; 32 bytes in base64url, cannot be shown again
public record JoinLink(long revision, String secret) {
  static JoinLink of(NewJoinLink link) {
    return new JoinLink(link.revision(), link.secret().text());
  }

  /// Leaves the secret out.
  @Override
  public String toString() {
    return "JoinLink[revision=" + revision + "]";
  }
}
