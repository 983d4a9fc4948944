package io.restante.streams.presence.rules;

import io.restante.contract.UserId;

/// What follows from what came in.
public sealed interface Outcome {
  /// A watcher is told.
  ///
  /// @param shown what it may see
  record Tell(UserId watcher, UserId watched, Shown shown) implements Outcome {}

  /// The user's status is written, for services that may know it.
  record Publish(UserId user, Status status) implements Outcome {}

  /// The account is gone, and so is its status.
  record Forget(UserId user) implements Outcome {}

  /// What a watcher may see of a user.
  sealed interface Shown {
    /// Nothing.
    record Hidden() implements Shown {}

    /// Whether the user is there.
    record Seen(Status status) implements Shown {}
  }
}
