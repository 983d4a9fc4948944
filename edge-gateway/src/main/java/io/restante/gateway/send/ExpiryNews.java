package io.restante.gateway.send;

import io.restante.contract.DeviceAddress;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.EnvelopeCodec;
import io.restante.contract.MessageId;
import io.restante.contract.Slot;
import io.restante.messaging.Envelope;
import io.restante.messaging.GroupMessage;
import io.restante.messaging.Message;
import io.restante.shared.Id16;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the sender of an expired message is told. Of a message to a group it hears once, whoever
/// has not collected it: the notices of all partitions have one slot.
///
/// @param sender the device that sent it
/// @param message the message
/// @param silent the device that never collected it; of a group, the group's id with device 0
/// @param number the message's place in its conversation
record ExpiryNews(DeviceAddress sender, MessageId message, DeviceAddress silent, long number) {
  /// Returns what to tell, or null when nobody is to be told.
  ///
  /// @param slot the expired envelope's
  static @Nullable ExpiryNews of(Slot slot, Envelope expired) {
    Message message = expired.getMessage();
    if (message != null) {
      DeviceAddress sender = device(message.getSender(), message.getSenderDevice());
      return new ExpiryNews(sender, slot.id(), slot.address(), message.getNumber());
    }
    GroupMessage shared = expired.getGroupMessage();
    if (shared != null) {
      DeviceAddress sender = device(shared.getSender(), shared.getSenderDevice());
      DeviceAddress silent = device(shared.getGroup(), 0);
      return new ExpiryNews(sender, slot.id(), silent, shared.getNumber());
    }
    return null;
  }

  /// Returns the slot in the sender's mailbox.
  Slot notice() {
    return Slot.ofExpiryNotice(sender, message, silent.device());
  }

  /// Returns the record value.
  byte[] value(Instant now) {
    return EnvelopeCodec.encodeExpiryNotice(message, silent, number, now);
  }

  private static DeviceAddress device(Id16 user, int device) {
    return new DeviceAddress(DirectoryKeys.userId(user), device);
  }
}
