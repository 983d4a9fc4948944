package io.restante.it.signal;

import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a letter says. Immutable.
public sealed interface Content {
  /// A text for a person.
  ///
  /// @param writtenAt when, by the sender's clock, in whole milliseconds
  /// @param text at most [LetterCodec#TEXT_BYTES_MAX] bytes of UTF-8
  /// @param number the sender's phone number as the sender claims it, or null
  record Text(Instant writtenAt, String text, @Nullable String number) implements Content {}

  /// A copy for the sender's own other devices of what was sent to somebody.
  ///
  /// @param peer who it was sent to
  /// @param original the message
  /// @param text what was sent; its number is the peer's
  record SentCopy(UserId peer, MessageId original, Text text) implements Content {}

  /// A message that the device could not open; its sender is asked for it once more.
  ///
  /// @param device the sender's device that wrote it; the others leave this alone
  /// @param number its number
  record Unread(int device, MessageId original, long number) implements Content {}

  /// A message once more, under a new number.
  ///
  /// @param device the device that could not open it; the others leave this alone
  /// @param number the number that it had
  /// @param content a text, a sent copy, a sender key, or a group's message once more
  record Again(int device, MessageId original, long number, Content content) implements Content {}

  /// The key with which the sending device seals for a group from here on.
  ///
  /// @param key libsignal's distribution message, base64url
  /// @param titleKey what the group's title is sealed with, base64url; empty when the sender does
  ///   not know it
  record SenderKey(GroupId group, String key, String titleKey) implements Content {
    /// Leaves the keys out.
    @Override
    public String toString() {
      return "SenderKey[group=" + group + "]";
    }
  }

  /// A message to a group that the device could not open; its sender is asked for it once more.
  ///
  /// @param device the sender's device that wrote it; the others leave this alone
  /// @param number its number
  record GroupUnread(GroupId group, int device, MessageId original, long number)
      implements Content {}

  /// A message to a group once more, for one device.
  ///
  /// @param device the device that could not open it; the others leave this alone
  /// @param number the number that it has in the group
  record GroupAgain(GroupId group, int device, MessageId original, long number, Text text)
      implements Content {}

  /// Something that a newer device says; to be acknowledged and left alone.
  ///
  /// @param kind its number in the format
  record Unknown(int kind) implements Content {}
}
