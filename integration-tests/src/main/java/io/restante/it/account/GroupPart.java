package io.restante.it.account;

import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.it.signal.Content;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a draft to a user has to do with a group. Immutable; its text form says nothing.
///
/// @param kind what it is
/// @param device whom a request or an answer concerns; 0 for a key
/// @param original the group's message, for a request or an answer
/// @param number its number in the group, or 0
/// @param keyId which key of this device it is, for a key
/// @param key the distribution message, for a key
/// @param titleKey for a key: what the title is sealed with, empty when this device does not know
///   it
record GroupPart(
    Kind kind,
    UUID group,
    int device,
    @Nullable UUID original,
    long number,
    @Nullable UUID keyId,
    @Nullable String key,
    @Nullable String titleKey) {
  /// What a draft can be.
  enum Kind {
    /// A sender key.
    KEY,
    /// Asks for a message that could not be opened.
    UNREAD,
    /// That message; its text is the draft's.
    AGAIN
  }

  static GroupPart key(GroupId group, UUID keyId, Content.SenderKey key) {
    return new GroupPart(Kind.KEY, uuid(group), 0, null, 0, keyId, key.key(), key.titleKey());
  }

  static GroupPart unread(Content.GroupUnread unread) {
    UUID original = uuid(unread.original());
    return new GroupPart(
        Kind.UNREAD,
        uuid(unread.group()),
        unread.device(),
        original,
        unread.number(),
        null,
        null,
        null);
  }

  static GroupPart again(Content.GroupAgain again) {
    UUID original = uuid(again.original());
    return new GroupPart(
        Kind.AGAIN,
        uuid(again.group()),
        again.device(),
        original,
        again.number(),
        null,
        null,
        null);
  }

  GroupId groupId() {
    return groupId(group);
  }

  Content content(Content.Text text) {
    return switch (kind) {
      case KEY ->
          new Content.SenderKey(
              groupId(), key == null ? "" : key, titleKey == null ? "" : titleKey);
      case UNREAD -> new Content.GroupUnread(groupId(), device, message(), number);
      case AGAIN -> new Content.GroupAgain(groupId(), device, message(), number, text);
    };
  }

  static GroupId groupId(UUID group) {
    return new GroupId(group.getMostSignificantBits(), group.getLeastSignificantBits());
  }

  static UUID uuid(GroupId group) {
    return new UUID(group.high(), group.low());
  }

  @Override
  public String toString() {
    return "***";
  }

  private MessageId message() {
    if (original == null) {
      throw new IllegalStateException("a stored draft names no message");
    }
    return new MessageId(original.getMostSignificantBits(), original.getLeastSignificantBits());
  }

  private static UUID uuid(MessageId id) {
    return new UUID(id.high(), id.low());
  }
}
