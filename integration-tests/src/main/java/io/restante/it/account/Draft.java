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
record Draft(
    UUID id,
    UUID recipient,
    long writtenAtMs,
    String text,
    @Nullable String number,
    @Nullable UUID peer,
    @Nullable UUID original) {

  static Draft of(MessageId id, UserId recipient, Content content) {
    UUID uuid = new UUID(id.high(), id.low());
    UUID to = Account.uuid(recipient);
    return switch (content) {
      case Content.Text text ->
          new Draft(
              uuid, to, text.writtenAt().toEpochMilli(), text.text(), text.number(), null, null);
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
            new UUID(original.high(), original.low()));
      }
      case Content.Unknown unknown ->
          throw new IllegalArgumentException("content of unknown kind " + unknown.kind());
    };
  }

  MessageId messageId() {
    return messageId(id);
  }

  UserId recipientId() {
    return Account.userId(recipient);
  }

  Content content() {
    Content.Text plain = new Content.Text(Instant.ofEpochMilli(writtenAtMs), text, number);
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
