package io.restante.gateway.mailbox;

import io.restante.contract.DeviceAddress;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.EnvelopeCodec;
import io.restante.contract.Slot;
import io.restante.contract.UserId;
import io.restante.messaging.EnvelopeKind;
import io.restante.messaging.Remainder;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Sees to it that what was written once for several devices is forgotten when the last of them has
/// stored it, and that the log knows who has not (ADR 0017).
///
/// The index says who remains by the log. Who has stored a record since then is in memory until the
/// tombstone, or a remainder, has come back through the log. Owned by the partition's core; bounded
/// by what devices acknowledge while a remainder waits to be written and is on its way.
///
/// @param <C> a connection
final class SharedRecords<C> {
  /// How many remainders are asked for at once.
  private static final int NOTES_AT_ONCE = 256;

  private final MailboxIndex index;
  private final MailboxTable<C> mailboxes;
  private final long remainderAfterMs;
  private List<Long> orphans;

  /// What devices have stored and nobody has been told of, the longest waiting first.
  private final Map<Long, Stored> unsaid = new LinkedHashMap<>();

  /// Records whose remainder is on its way into the log.
  private final Set<Long> noting = new HashSet<>();

  /// What is on its way into the log.
  private final Map<Long, Stored> said = new HashMap<>();

  /// Creates it.
  ///
  /// @param orphans records that are gone while their remainder is not
  SharedRecords(
      MailboxIndex index, MailboxTable<C> mailboxes, long remainderAfterMs, List<Long> orphans) {
    this.orphans = orphans;
    this.index = index;
    this.mailboxes = mailboxes;
    this.remainderAfterMs = remainderAfterMs;
  }

  /// Who has stored one record.
  private record Stored(long sinceMs, Set<DeviceAddress> devices) {}

  /// Takes in a record; with nobody to receive it, it is forgotten at once.
  void takeIn(LogRecord appended, List<DeviceAddress> devices, List<Action<C>> actions) {
    if (devices.isEmpty()) {
      actions.add(new Action.Forget<>(appended.slot(), appended.offset(), appended.offset()));
      return;
    }
    index.share(appended.offset(), new Sharing(appended.slot(), false, devices));
    devices.forEach(device -> index.add(device, appended.offset()));
  }

  /// A device has stored a record.
  void stored(Mailbox<C> mailbox, long offset, long nowMs, List<Action<C>> actions) {
    Sharing sharing = index.sharing(offset);
    if (sharing == null || !sharing.devices().contains(mailbox.address)) {
      mailbox.forgotten(offset);
      return;
    }
    Stored before = unsaid.get(offset);
    if (before == null) {
      Stored earlier = said.remove(offset);
      before = new Stored(nowMs, earlier == null ? new HashSet<>() : earlier.devices());
    }
    if (before.devices().add(mailbox.address)) {
      mailbox.storedShared();
    }
    if (before.devices().size() < sharing.devices().size()) {
      unsaid.put(offset, before);
    } else {
      unsaid.remove(offset);
      said.put(offset, before);
      forget(sharing, offset, actions);
    }
  }

  /// Asks for the tombstones, the remainder's first: with the record gone before it, nobody would
  /// remember it.
  private void forget(Sharing sharing, long offset, List<Action<C>> actions) {
    if (sharing.isNoted() || noting.contains(offset)) {
      forgetRemainder(sharing.slot(), offset, actions);
    }
    actions.add(new Action.Forget<>(sharing.slot(), offset, offset));
  }

  private void forgetRemainder(Slot shared, long offset, List<Action<C>> actions) {
    actions.add(new Action.Forget<>(shared.remainder(), offset, offset));
  }

  /// Asks again for the tombstones of remainders whose record is gone.
  private void forgetOrphans(List<Action<C>> actions) {
    for (long offset : orphans) {
      Sharing left = index.sharing(offset);
      if (left != null && left.isOrphan()) {
        forgetRemainder(left.slot(), offset, actions);
      }
    }
    orphans = List.of();
  }

  /// Asks for the remainders of records that some devices have stored a while ago, and for the
  /// tombstones of remainders that nobody has asked for since this node has the partition.
  void note(long nowMs, List<Action<C>> actions) {
    forgetOrphans(actions);
    Iterator<Map.Entry<Long, Stored>> oldest = unsaid.entrySet().iterator();
    for (int i = 0; i < NOTES_AT_ONCE && oldest.hasNext(); i++) {
      Map.Entry<Long, Stored> entry = oldest.next();
      if (nowMs - entry.getValue().sinceMs() < remainderAfterMs) {
        return;
      }
      oldest.remove();
      long offset = entry.getKey();
      Stored stored = entry.getValue();
      Sharing sharing = index.sharing(offset);
      if (sharing != null && !sharing.isOrphan()) {
        said.put(offset, stored);
        List<DeviceAddress> remaining = sharing.without(stored.devices()::contains).devices();
        if (remaining.isEmpty()) {
          forget(sharing, offset, actions); // Another owner's remainder had the others.
        } else {
          noting.add(offset);
          actions.add(new Action.Note<>(sharing.slot().remainder(), offset, remaining));
        }
      }
    }
  }

  /// Takes in a remainder: whom it does not name has stored the record. One whose record is gone is
  /// forgotten: it came from an owner who did not know that.
  void takeInRemainder(LogRecord note, ByteBuffer value, List<Action<C>> actions) {
    Remainder remainder = EnvelopeCodec.decode(value).getRemainder();
    if (remainder == null) {
      return;
    }
    long of = remainder.getOf();
    noting.remove(of);
    Sharing sharing = index.sharing(of);
    if (sharing == null || sharing.isOrphan()) {
      Slot shared = sharing == null ? note.slot().remainderOf() : sharing.slot();
      index.share(of, new Sharing(shared, true, List.of()));
      forgetRemainder(shared, of, actions);
      return;
    }
    Set<DeviceAddress> remaining =
        remainder.getDevices().stream()
            .map(it -> new DeviceAddress(DirectoryKeys.userId(it.getUser()), it.getDevice()))
            .collect(Collectors.toSet());
    Sharing left = sharing.without(it -> !remaining.contains(it)).noted();
    if (left.devices().isEmpty()) {
      // Two owners have heard all of them together. Until the tombstone is there, the index keeps
      // those it knows of: they would be asked again.
      index.share(of, sharing.noted());
      forget(sharing.noted(), of, actions);
      return;
    }
    index.share(of, left);
    settle(of, sharing.without(remaining::contains).devices());
  }

  /// Takes in a tombstone, if it is one of a shared record or a remainder.
  ///
  /// @return whether it is
  boolean takesOut(LogRecord tombstone, List<Action<C>> actions) {
    if (tombstone.slot().kind() == EnvelopeKind.REMAINDER) {
      takeOutRemainder(tombstone.answers());
      return true;
    }
    if (tombstone.slot().isShared()) {
      takeOut(tombstone.answers(), actions);
      return true;
    }
    return false;
  }

  private void takeOutRemainder(long of) {
    Sharing sharing = index.sharing(of);
    if (sharing != null) {
      index.share(of, sharing.unnoted());
    }
  }

  /// Takes in the tombstone of a shared record, or hears that its body is gone from the log.
  void takeOut(long offset, List<Action<C>> actions) {
    Sharing sharing = index.sharing(offset);
    if (sharing == null || sharing.isOrphan()) {
      return;
    }
    settle(offset, sharing.devices());
    index.share(offset, sharing.orphan());
    if (sharing.isNoted()) {
      forgetRemainder(sharing.slot(), offset, actions);
    }
  }

  /// The log knows that devices have stored a record.
  private void settle(long offset, List<DeviceAddress> devices) {
    for (DeviceAddress device : devices) {
      index.remove(device, offset);
      Mailbox<C> mailbox = mailboxes.get(device);
      if (mailbox != null) {
        mailbox.knownShared(offset, isStored(device, offset));
        mailboxes.dropIfIdle(mailbox);
      }
    }
    settle(unsaid, offset, devices);
    settle(said, offset, devices);
  }

  private boolean isStored(DeviceAddress device, long offset) {
    Stored stored = unsaid.get(offset);
    stored = stored == null ? said.get(offset) : stored;
    return stored != null && stored.devices().contains(device);
  }

  private static void settle(Map<Long, Stored> where, long offset, List<DeviceAddress> gone) {
    Stored stored = where.get(offset);
    if (stored != null) {
      gone.forEach(stored.devices()::remove);
      if (stored.devices().isEmpty()) {
        where.remove(offset);
      }
    }
  }

  /// Tells whether somebody has yet to store a record.
  boolean isWaiting(long offset) {
    Sharing sharing = index.sharing(offset);
    return sharing != null && !sharing.isOrphan();
  }

  /// Asks for what is to be done with a record that somebody has not collected in time.
  void expire(LogRecord found, List<Action<C>> actions) {
    Sharing sharing = index.sharing(found.offset());
    ByteBuffer value = found.value();
    if (sharing == null || sharing.isOrphan() || value == null) {
      return;
    }
    if (found.slot().kind() == EnvelopeKind.GROUP_MESSAGE) {
      List<UserId> users = sharing.devices().stream().map(DeviceAddress::user).distinct().toList();
      actions.add(new Action.Expire<>(found.slot(), found.offset(), value, users));
    } else {
      forget(sharing, found.offset(), actions);
    }
  }
}
