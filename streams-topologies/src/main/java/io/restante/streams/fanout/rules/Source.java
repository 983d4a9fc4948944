package io.restante.streams.fanout.rules;

/// Which topic an input comes from.
public enum Source {
  /// `directory.group-members`.
  MEMBERS,
  /// `messaging.group-envelopes`.
  MESSAGES
}
