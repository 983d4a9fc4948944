package io.restante.streams.fanout.rules;

import io.restante.contract.DeviceAddress;
import io.restante.streams.fanout.rules.HoldIndex.Conversation;
import io.restante.streams.fanout.rules.HoldIndex.Hold;
import io.restante.streams.fanout.rules.Retirement.Entry;
import io.restante.streams.table.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which number each sending device has to repeat first, after a refusal. Numbers are contiguous
/// and order has to hold: were the next one let through, the refused one could only come after it.
///
/// A hold begins where the refused message stands and ends where the same number stands again, or a
/// later one before which all have come back to their device: then the refused one was in the log
/// twice, and will not be repeated. Only what stands between is withheld. So it says the same of a
/// message that comes again after a crash. It is in memory too; a device that never comes back is
/// forgotten after a day.
///
/// Bounded by [Limits]: so many of a device, so many of a task. What does not fit takes the place
/// of the device's, or the task's, oldest conversation, and [Counts#holdsDropped] says so. What is
/// lost with a hold is the order of one conversation whose device has not repeated what was
/// refused; never a message.
final class Holds {
  private static final long FORGET_AFTER_MS = 86_400_000;
  private static final long SWEEP_EVERY_MS = 60_000;

  private final Table table;
  private final Limits limits;
  private final Counts counts;
  private final HoldIndex index = new HoldIndex();
  private long sweptMs;

  Holds(Table table, Limits limits, Counts counts) {
    this.table = table;
    this.limits = limits;
    this.counts = counts;
  }

  private record Found(Conversation conversation, Hold hold) {}

  /// Reads the table. What inputs did to it that come again is undone.
  void open(Committed committed) {
    List<byte[]> again = new ArrayList<>();
    List<Found> found = new ArrayList<>();
    table.scan(
        new byte[0],
        (key, value) -> {
          Hold hold = Hold.read(key, value);
          if (hold.from() >= committed.messages()) {
            again.add(key);
            return;
          }
          Hold known = hold.to() >= committed.messages() ? hold.until(Long.MAX_VALUE) : hold;
          found.add(new Found(new Conversation(Keys.group(key), Keys.device(key)), known));
        });
    again.forEach(table::delete);
    // Whose turn it is to be dropped goes by age.
    found.sort(Comparator.comparingLong(it -> it.hold().sinceMs()));
    found.forEach(it -> index.add(it.conversation(), it.hold()));
    found.forEach(it -> makeRoom(it.conversation().device()));
  }

  /// Whether a message has to wait for an earlier one to be repeated.
  boolean isHeld(Arrival arrival) {
    return index.of(conversation(arrival)).stream().anyMatch(hold -> hold.holds(arrival));
  }

  private static Conversation conversation(Arrival arrival) {
    return new Conversation(arrival.group(), arrival.device());
  }

  /// Hears that a message was refused. What its number held up before is held up by it now.
  void hold(Arrival arrival, long nowMs, Parked parked, Retirement retirement) {
    lift(arrival, parked, retirement);
    put(
        conversation(arrival),
        new Hold(arrival.offset(), arrival.message().getNumber(), Long.MAX_VALUE, nowMs));
    makeRoom(arrival.device());
  }

  private void put(Conversation conversation, Hold hold) {
    table.put(key(conversation, hold), hold.value());
    index.add(conversation, hold);
  }

  private static byte[] key(Conversation conversation, Hold hold) {
    return Keys.hold(conversation.group(), conversation.device(), hold.from());
  }

  private void makeRoom(DeviceAddress device) {
    while (index.size(device) > limits.deviceHolds()) {
      drop(index.oldest(device));
    }
    while (index.size() > limits.taskHolds()) {
      drop(index.oldest());
    }
  }

  private void drop(@Nullable Conversation conversation) {
    if (conversation == null) {
      throw new IllegalStateException("nothing to be dropped");
    }
    for (Hold hold : index.of(conversation)) {
      counts.holdsDropped.increment();
      expire(conversation, hold);
    }
  }

  /// Hears that a message goes through, or waits: what its number held up may follow.
  void lift(Arrival arrival, Parked parked, Retirement retirement) {
    Conversation conversation = conversation(arrival);
    for (Hold hold : index.of(conversation)) {
      if (hold.isLifted(arrival)) {
        Hold lifted = hold.until(arrival.offset());
        put(conversation, lifted);
        forgetLater(conversation, lifted, parked, retirement);
      }
    }
  }

  private void forgetLater(
      Conversation conversation, Hold hold, Parked parked, Retirement retirement) {
    retirement.retire(
        new Entry(
            () -> {
              if (parked.isWaiting(conversation.group(), conversation.device(), hold.to())) {
                forgetLater(conversation, hold, parked, retirement);
              } else {
                // That they wait no more has to be certain, too.
                retirement.retire(new Entry(() -> forget(conversation, hold)));
              }
            }));
  }

  /// Refused once more it would be another.
  private void forget(Conversation conversation, Hold hold) {
    if (index.of(conversation).contains(hold)) {
      expire(conversation, hold);
    }
  }

  /// Forgets what is old.
  void onTick(long nowMs) {
    if (nowMs - sweptMs < SWEEP_EVERY_MS) {
      return;
    }
    sweptMs = nowMs;
    index.forEach(
        (conversation, hold) -> {
          if (nowMs - hold.sinceMs() > FORGET_AFTER_MS) {
            expire(conversation, hold);
          }
        });
  }

  private void expire(Conversation conversation, Hold hold) {
    table.delete(key(conversation, hold));
    index.remove(conversation, hold);
  }

  /// Returns how many there are.
  int size() {
    return index.size();
  }
}
