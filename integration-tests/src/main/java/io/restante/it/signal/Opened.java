package io.restante.it.signal;

import io.restante.contract.MessageId;

/// What an envelope turned out to be. Immutable.
public sealed interface Opened {
  /// A letter, read for the first time.
  ///
  /// @param skipped how many numbers before it have never come: loss, or expiry
  record Read(Letter letter, long skipped) implements Opened {}

  /// A letter to a group, read for the first time.
  ///
  /// @param skipped how many numbers before it have never come: loss, or expiry
  record GroupRead(GroupLetter letter, long skipped) implements Opened {}

  /// A message that was read before, to be dropped.
  record Repeat(MessageId id) implements Opened {}

  /// An authentic letter in an envelope that is not its own: for another device, from another one,
  /// or under another id or number. To be dropped.
  record Misrouted(Mismatch mismatch) implements Opened {}

  /// A ciphertext that this device cannot open, or a letter that it cannot read. To be dropped.
  record Unreadable(Flaw flaw) implements Opened {}

  /// What letter and envelope disagree about.
  enum Mismatch {
    /// The device it is for.
    RECIPIENT,
    /// The group it is for.
    GROUP,
    /// The device it is from.
    SENDER,
    /// The message's id.
    ID,
    /// The number in the conversation.
    NUMBER
  }

  /// Why a ciphertext stays closed.
  enum Flaw {
    /// Not the form of a ciphertext.
    MALFORMED,
    /// There is no session with the sending device, or none of its sender keys.
    NO_SESSION,
    /// It names a key that this device does not have, or not any more.
    UNKNOWN_KEY,
    /// It is not what the sender's device wrote.
    FORGED,
    /// The letter is of a form that this version does not know.
    UNKNOWN_FORM
  }
}
