package io.restante.gateway.mailbox;

import io.restante.contract.AuditSample;
import io.restante.contract.ContractException;
import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.contract.MessagePlace;
import io.restante.contract.Slot;
import io.restante.gateway.mailbox.Mailbox.InFlight;
import io.restante.gateway.mailbox.Mailbox.Sending;
import io.restante.gateway.mailbox.ReceiptGathering.Batch;
import io.restante.gateway.mailbox.ReceiptGathering.Stored;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What devices have stored. First it goes into the log how far they have come with that, then what
/// they stored is forgotten: whoever dies in between leads to repetitions, and no receipt is lost
/// (ADR 0022). Owned by the partition's core.
///
/// Bound: besides what is gathered, what has been asked to go into the log and is not known to be
/// there; the lane takes in no acknowledgements while the housekeeper has no room.
///
/// @param <C> a connection
final class StoredEnvelopes<C> {
  private final Standings standings;
  private final SharedRecords<C> shared;
  private final MailboxTable<C> mailboxes;
  private final AuditSample sample;
  private final ReceiptGathering gathering = new ReceiptGathering();

  /// What waits for a report to be in the log, by the report's number.
  private final Map<Long, List<Stored>> reporting = new HashMap<>();

  private long reports;

  /// Where the record lastly delivered stands, and what was found in it: a shared record is
  /// delivered many times in a row.
  private long placedOffset = LogRecord.NOTHING;

  private @Nullable MessagePlace placed;

  StoredEnvelopes(
      Standings standings, SharedRecords<C> shared, MailboxTable<C> mailboxes, AuditSample sample) {
    this.standings = standings;
    this.shared = shared;
    this.mailboxes = mailboxes;
    this.sample = sample;
  }

  /// Returns what a record is when it is on its way to a device.
  InFlight inFlight(LogRecord found, ByteBuffer value, Mailbox<C> mailbox, long nowMs) {
    MessagePlace place = place(found, value, mailbox.address);
    Sending sending = null;
    if (place != null && sample.has(place, mailbox.address.user())) {
      long acceptedMs = found.timestampMs();
      sending = new Sending(acceptedMs, nowMs, mailbox.connectedAtMs <= acceptedMs);
    }
    return new InFlight(found.slot(), found.offset(), value.remaining(), place, sending);
  }

  /// A user's own devices say nothing of what one of them has sent.
  private @Nullable MessagePlace place(LogRecord found, ByteBuffer value, DeviceAddress device) {
    if (found.offset() != placedOffset) {
      placed = peek(found, value, device);
      placedOffset = found.offset();
    }
    MessagePlace place = placed;
    boolean isOwn = place != null && place.conversation().sender().user().equals(device.user());
    return isOwn ? null : place;
  }

  /// What can't be read is delivered all the same; the device judges it.
  private static @Nullable MessagePlace peek(
      LogRecord found, ByteBuffer value, DeviceAddress device) {
    try {
      return MessagePlace.peek(found.slot().kind(), device.user(), value);
    } catch (ContractException e) {
      return null;
    }
  }

  /// A device has acknowledged everything up to an offset.
  ///
  /// @param isStored false when it is no more, and only to be forgotten
  void takeUpTo(
      Mailbox<C> mailbox, long upTo, boolean isStored, long nowMs, List<Action<C>> actions) {
    InFlight oldest = mailbox.acknowledge(upTo);
    while (oldest != null) {
      take(mailbox, isStored ? oldest : oldest.withoutPlace(), nowMs, actions);
      mailbox.progressAtMs = nowMs;
      oldest = mailbox.acknowledge(upTo);
    }
    report(nowMs, actions);
  }

  /// A device has stored a record before this connection.
  void take(Mailbox<C> mailbox, LogRecord found, long nowMs, List<Action<C>> actions) {
    ByteBuffer value = found.value();
    if (value != null) {
      take(mailbox, inFlight(found, value, mailbox, nowMs), nowMs, actions);
    }
  }

  private void take(Mailbox<C> mailbox, InFlight stored, long nowMs, List<Action<C>> actions) {
    MessagePlace place = stored.place();
    if (place == null) {
      forget(mailbox, stored.slot(), stored.offset(), nowMs, actions);
    } else {
      Stored what = new Stored(mailbox.address, stored.slot(), stored.offset());
      gathering.delivered(place, what, stored.sending(), nowMs);
    }
  }

  /// A user has read what a device sent, up to a number.
  void read(DeviceAddress reader, Conversation conversation, long number, long nowMs) {
    if (!conversation.sender().user().equals(reader.user())) {
      gathering.read(conversation, reader.user(), number, nowMs);
    }
  }

  /// Asks for what has been gathered to go into the log, where that is due.
  void report(long nowMs, List<Action<C>> actions) {
    for (Batch due = gathering.next(nowMs); due != null; due = gathering.next(nowMs)) {
      reporting.put(++reports, due.stored());
      actions.add(
          new Action.Report<>(reports, due.conversation(), due.watermarks(), due.passages()));
    }
  }

  /// A report is in the log: what it speaks of is forgotten.
  void reported(long number, long nowMs, List<Action<C>> actions) {
    List<Stored> done = reporting.remove(number);
    for (Stored stored : done == null ? List.<Stored>of() : done) {
      Mailbox<C> mailbox = mailboxes.get(stored.device());
      if (mailbox != null) {
        forget(mailbox, stored.slot(), stored.offset(), nowMs, actions);
      }
    }
  }

  private void forget(
      Mailbox<C> mailbox, Slot slot, long offset, long nowMs, List<Action<C>> actions) {
    if (slot.isShared()) {
      shared.stored(mailbox, offset, nowMs, actions);
    } else {
      standings.forget(mailbox, slot, offset, actions);
    }
  }
}
