package io.restante.gateway.mailbox;

import io.restante.contract.DeviceAddress;
import io.restante.contract.Slot;
import io.restante.contract.UserId;
import io.restante.messaging.EnvelopeKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Sees to it that in a slot that supersedes itself the newest record is what compaction keeps.
///
/// A tombstone answers one record, but compaction knows only keys: a newer record that slipped in
/// ahead of the tombstone would be erased. The same goes for a newer record that an old owner's
/// late repetition of an older one came after. Either shows in the log, so whoever reads it knows,
/// now or after a crash, which record is to be appended again (ADR 0015). Owned by the partition's
/// core; in memory only the slots to be seen to.
final class Standings {
  private final MailboxIndex index;
  private final Set<Slot> overlaid;

  Standings(MailboxIndex index, List<Slot> overlaid) {
    this.index = index;
    this.overlaid = new LinkedHashSet<>(overlaid);
  }

  /// Takes in an envelope.
  ///
  /// @return whether it belongs into the mailbox: a repetition of what has been superseded does not
  boolean takesIn(LogRecord appended) {
    Slot slot = appended.slot();
    if (!slot.supersedesItself()) {
      return true;
    }
    Standing before = index.standing(slot);
    if (before != null && appended.version() < before.version()) {
      overlay(slot, before);
      return false;
    }
    stand(slot, before, new Standing(appended.version(), appended.offset(), false));
    return true;
  }

  /// Takes in a tombstone.
  void takeOut(LogRecord tombstone) {
    Slot slot = tombstone.slot();
    Standing before = slot.supersedesItself() ? index.standing(slot) : null;
    if (before == null) {
      return;
    }
    if (tombstone.version() < before.version()) {
      overlay(slot, before);
    } else {
      stand(slot, before, null);
    }
  }

  private void overlay(Slot slot, Standing standing) {
    index.stand(slot, standing.overlaid());
    overlaid.add(slot);
  }

  private void stand(Slot slot, @Nullable Standing before, @Nullable Standing after) {
    DeviceAddress address = slot.address();
    if (before != null) {
      index.remove(address, before.offset());
    }
    index.stand(slot, after);
    overlaid.remove(slot);
  }

  /// Asks for the tombstone of what a device has stored, unless another record stands in the slot
  /// now, which the tombstone would erase.
  <C> void forget(Mailbox<C> mailbox, Slot slot, long offset, List<Action<C>> actions) {
    long version = version(slot, offset);
    if (version == LogRecord.NOTHING) {
      mailbox.forgotten(offset);
    } else {
      actions.add(new Action.Forget<>(slot, offset, version));
    }
  }

  private long version(Slot slot, long offset) {
    if (!slot.supersedesItself()) {
      return offset;
    }
    Standing standing = index.standing(slot);
    return standing != null && standing.offset() == offset ? standing.version() : LogRecord.NOTHING;
  }

  /// Returns what is to be done with an envelope that nobody has collected in time.
  <C> Action<C> expiry(LogRecord found) {
    ByteBuffer value = found.value();
    if (value != null && found.slot().kind() == EnvelopeKind.MESSAGE) {
      List<UserId> users = List.of(found.slot().address().user());
      return new Action.Expire<>(found.slot(), found.offset(), value, users);
    }
    long version = version(found.slot(), found.offset());
    return new Action.Forget<>(found.slot(), found.offset(), version);
  }

  /// Returns an offset that has to be read so that its record can be appended again, the lowest;
  /// [LogRecord#NOTHING] when there is none.
  long wanted() {
    long lowest = LogRecord.NOTHING;
    for (Slot slot : overlaid) {
      Standing standing = index.standing(slot);
      if (standing != null && (lowest == LogRecord.NOTHING || standing.offset() < lowest)) {
        lowest = standing.offset();
      }
    }
    return lowest;
  }

  /// Returns what the chunk at hand lets be appended again. Each is asked for once; the slot is
  /// overlaid until its record comes back through the log, so that another owner would ask again.
  <C> List<Action<C>> repetitions(Sweep<C> sweep) {
    List<Action<C>> actions = new ArrayList<>();
    for (Iterator<Slot> slots = overlaid.iterator(); slots.hasNext(); ) {
      Slot slot = slots.next();
      Standing standing = index.standing(slot);
      if (standing != null && sweep.isInChunk(standing.offset())) {
        slots.remove();
        actions.add(repetition(slot, standing, sweep.find(standing.offset())));
      }
    }
    return actions;
  }

  private <C> Action<C> repetition(Slot slot, Standing standing, @Nullable LogRecord found) {
    if (found != null && found.value() != null && found.slot().equals(slot)) {
      return new Action.Repeat<>(slot, standing.version(), found.value());
    }
    index.remove(slot.address(), standing.offset());
    index.stand(slot, null);
    return new Action.Erased<>(slot, standing.offset());
  }
}
