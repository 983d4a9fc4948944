package io.restante.it.account;

import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.signal.Content;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A message as its sender keeps it: before it is sealed, and afterwards for devices that it
/// missed. Immutable; its text form says nothing.
///
/// @param peer set when this is a copy for the own other devices: who the original went to
/// @param original set together with it
/// @param retry set when this is about a message that a device could not open
/// @param group set when this is about a group
record Draft(
    UUID id,
    UUID recipient,
    long writtenAtMs,
    String text,
    @Nullable String number,
    @Nullable UUID peer,
    @Nullable UUID original,
    @Nullable Retry retry,
    @Nullable GroupPart group) {

  private static final Content.Text NOTHING = new Content.Text(Instant.EPOCH, "", null);

  static Draft of(MessageId id, UserId recipient, Content content) {
    UUID uuid = new UUID(id.high(), id.low());
    UUID to = Account.uuid(recipient);
    return switch (content) {
      case Content.Text text -> about(uuid, to, text, null);
      case Content.SentCopy copy -> {
        Content.Text text = copy.text();
        MessageId original = copy.original();
        yield new Draft(
            uuid,
            to,
            text.writtenAt().toEpochMilli(),
            text.text(),
            text.number(),
            Account.uuid(copy.peer()),
            new UUID(original.high(), original.low()),
            null,
            null);
      }
      case Content.Unread unread ->
          new Draft(uuid, to, 0, "", null, null, null, Retry.of(unread), null);
      case Content.GroupUnread unread -> about(uuid, to, NOTHING, GroupPart.unread(unread));
      case Content.GroupAgain again -> about(uuid, to, again.text(), GroupPart.again(again));
      case Content.SenderKey _ -> throw new IllegalArgumentException("a key without its id");
      case Content.Again _ ->
          throw new IllegalArgumentException("content that is another draft's once more");
      case Content.Unknown unknown ->
          throw new IllegalArgumentException("content of unknown kind " + unknown.kind());
    };
  }

  /// Returns a draft that tells somebody a key of this device.
  static Draft of(MessageId id, UserId recipient, UUID keyId, Content.SenderKey key) {
    UUID uuid = new UUID(id.high(), id.low());
    return about(uuid, Account.uuid(recipient), NOTHING, GroupPart.key(key.group(), keyId, key));
  }

  private static Draft about(UUID id, UUID to, Content.Text text, @Nullable GroupPart group) {
    long writtenAtMs = text.writtenAt().toEpochMilli();
    return new Draft(id, to, writtenAtMs, text.text(), text.number(), null, null, null, group);
  }

  /// Returns this message once more for a device that could not open it.
  Draft again(MessageId newId, int device, long oldNumber) {
    UUID uuid = new UUID(newId.high(), newId.low());
    Retry again = new Retry(false, device, id, oldNumber);
    return new Draft(uuid, recipient, writtenAtMs, text, number, peer, original, again, group);
  }

  /// Tells whether it is what its user wrote, rather than what follows from that.
  boolean isOriginal() {
    return peer == null && retry == null && group == null;
  }

  MessageId messageId() {
    return messageId(id);
  }

  UserId recipientId() {
    return Account.userId(recipient);
  }

  Content content() {
    if (retry == null) {
      return written();
    }
    return retry.isRequest() ? retry.request() : retry.around(written());
  }

  private Content written() {
    Content.Text plain = new Content.Text(Instant.ofEpochMilli(writtenAtMs), text, number);
    if (group != null) {
      return group.content(plain);
    }
    if (peer == null || original == null) {
      return plain;
    }
    return new Content.SentCopy(Account.userId(peer), messageId(original), plain);
  }

  @Override
  public String toString() {
    return "***";
  }

  private static MessageId messageId(UUID id) {
    return new MessageId(id.getMostSignificantBits(), id.getLeastSignificantBits());
  }
}
