package io.restante.gateway.api;

import io.restante.contract.UserId;
import io.restante.gateway.directory.Links;
import io.restante.gateway.directory.OpaqueBytes;
import org.jspecify.annotations.Nullable;

/// How a link stands.
///
/// @param state whether it is confirmed
/// @param user whose device it becomes; once confirmed
/// @param message the provisioning ciphertext; once confirmed
public record LinkView(State state, @Nullable UserId user, @Nullable OpaqueBytes message) {
  /// The states of a link.
  public enum State {
    /// Nobody has confirmed it.
    WAITING,
    /// A device of the user has confirmed it.
    CONFIRMED
  }

  static LinkView waiting() {
    return new LinkView(State.WAITING, null, null);
  }

  static LinkView confirmed(Links.View.Confirmed confirmed) {
    return new LinkView(State.CONFIRMED, confirmed.user(), confirmed.message());
  }
}
