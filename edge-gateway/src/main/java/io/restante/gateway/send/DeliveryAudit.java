package io.restante.gateway.send;

import io.restante.contract.AuditSample;
import io.restante.contract.AuditTrail;
import io.restante.contract.Conversation;
import io.restante.contract.MessagePlace;
import io.restante.contract.ReceiptEvent.Watermark;
import io.restante.contract.UserId;
import io.restante.gateway.mailbox.Passage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/// Makes of what becomes of messages the records of `messaging.delivery-audit`, and counts them.
/// Thread-safe.
///
/// What must hold when nothing is under way: `offered` = `dropped` + `appended`.
public final class DeliveryAudit {
  private final @Nullable AuditTrail trail;

  /// `edge.audit.offered`: stages of messages to be appended.
  private final LongAdder offered = new LongAdder();

  /// `edge.audit.dropped`: those given up, because the queue was full or the log refused them.
  private final LongAdder dropped = new LongAdder();

  /// `edge.audit.appended`: those that the log took.
  private final LongAdder appended = new LongAdder();

  /// Creates it.
  ///
  /// @param trail makes the records; null when no message is looked at
  public DeliveryAudit(@Nullable AuditTrail trail) {
    this.trail = trail;
  }

  /// Returns which messages are looked at.
  public AuditSample sample() {
    return trail == null ? AuditSample.NONE : trail.sample();
  }

  /// Returns all counts by the names of their meters.
  public Map<String, LongSupplier> counts() {
    return Map.of(
        "edge.audit.offered", offered::sum,
        "edge.audit.dropped", dropped::sum,
        "edge.audit.appended", appended::sum);
  }

  /// Tells whether a message is looked at on its way to a user. What goes to the sender's own other
  /// devices is not.
  boolean looksAt(MessagePlace place, UserId recipient) {
    boolean isOwn = place.conversation().sender().user().equals(recipient);
    return !isOwn && sample().has(place, recipient);
  }

  /// Returns what is to be said of a message that is looked at and that the log has.
  List<ProducerRecord<byte[], byte[]>> accepted(MessagePlace place, UserId recipient, long atMs) {
    return trail == null ? List.of() : List.of(trail.accepted(place, recipient, atMs));
  }

  /// Returns what is to be said of how far users have come.
  ///
  /// @param passages of messages that are looked at
  /// @param nowMs when users have read, milliseconds since 1970 UTC
  List<ProducerRecord<byte[], byte[]>> reported(
      Conversation conversation, List<Watermark> watermarks, List<Passage> passages, long nowMs) {
    if (trail == null) {
      return List.of();
    }
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (Passage passage : passages) {
      records.add(
          trail.delivered(
              new MessagePlace(conversation, passage.number()),
              passage.user(),
              passage.acceptedMs(),
              passage.sentMs(),
              passage.wasConnected(),
              passage.storedMs()));
    }
    for (Watermark watermark : watermarks) {
      MessagePlace read = new MessagePlace(conversation, watermark.read());
      if (watermark.read() > 0 && looksAt(read, watermark.user())) {
        records.add(trail.read(read, watermark.user(), nowMs));
      }
    }
    return records;
  }

  /// Returns what is to be said of a message that users have not collected.
  List<ProducerRecord<byte[], byte[]>> expired(MessagePlace place, List<UserId> users, long nowMs) {
    if (trail == null) {
      return List.of();
    }
    return users.stream()
        .filter(user -> looksAt(place, user))
        .map(user -> trail.expired(place, user, nowMs))
        .toList();
  }

  /// Notes that records are to be appended.
  void offered(int records) {
    offered.add(records);
  }

  /// Notes that there was no room for records.
  void dropped(int records) {
    dropped.add(records);
  }

  /// Returns a callback that counts a record, and then runs another.
  Callback counting(Callback then) {
    return (metadata, failure) -> {
      (failure == null ? appended : dropped).increment();
      then.onCompletion(metadata, failure);
    };
  }
}
