package io.restante.it.account;

import io.restante.contract.MessageId;
import io.restante.it.signal.Content;
import java.util.UUID;

/// What a draft has to do with a message that a device could not open. Immutable.
///
/// @param isRequest whether the draft asks for the message; otherwise it is the message once more
/// @param device whom it concerns
record Retry(boolean isRequest, int device, UUID original, long number) {
  static Retry of(Content.Unread unread) {
    return new Retry(true, unread.device(), uuid(unread.original()), unread.number());
  }

  Content.Unread request() {
    return new Content.Unread(device, message(), number);
  }

  Content.Again around(Content content) {
    return new Content.Again(device, message(), number, content);
  }

  private MessageId message() {
    return new MessageId(original.getMostSignificantBits(), original.getLeastSignificantBits());
  }

  private static UUID uuid(MessageId id) {
    return new UUID(id.high(), id.low());
  }
}
