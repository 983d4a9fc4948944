package io.restante.it.checker;

/// The ways to break a promise.
public enum Breach {
  /// An accepted message never reached a device it was addressed to.
  LOST,
  /// A message was neither accepted nor refused, although everything was well again.
  UNANSWERED,
  /// A message was refused for good that should not have been.
  REFUSED,
  /// A message was shown after a later one of its conversation.
  REORDERED,
  /// A message was shown twice.
  REPEATED,
  /// Two messages bore the same number.
  RENUMBERED,
  /// A message was shown on a device it was not addressed to, or on one of somebody who was no
  /// member of the group.
  MISDELIVERED,
  /// A message was shown that nobody had sent.
  INVENTED,
  /// A message was shown with another content, sender or number than it was sent with.
  ALTERED,
  /// A delivered message was still there after the bound for deletion.
  KEPT,
  /// A device was not told of the last change of a group that its holder is in.
  UNTOLD,
  /// A sender was told that more was delivered or read than was.
  OVERSTATED,
  /// A sender was told of reading that the reader, or the sender, keeps to himself.
  BETRAYED,
  /// A sender was told less of a message than before.
  WITHDRAWN,
  /// A sender was never told of what was delivered or read.
  UNREPORTED,
  /// A process of the estate ended by itself.
  DIED,
  /// A device found fault with the protocol.
  PROTOCOL
}
