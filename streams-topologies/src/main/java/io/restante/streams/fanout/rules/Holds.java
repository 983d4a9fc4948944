package io.restante.streams.fanout.rules;

import io.restante.contract.ContractException;
import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.streams.fanout.rules.Retirement.Entry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which number each sending device has to repeat first, after a refusal. Numbers are contiguous
/// and order has to hold: were the next one let through, the refused one could only come after it.
///
/// A hold begins where the refused message stands and ends where the same number stands again: only
/// what stands between is withheld. So it says the same of a message that comes again after a
/// crash. It is in memory too; a device that never comes back is forgotten after a day.
///
/// In the table: group, user, device and where the refused message stands, 41 bytes, to its number,
/// where that stands again, and the time of the refusal, 24 bytes.
final class Holds {
  private static final long FORGET_AFTER_MS = 86_400_000;
  private static final long SWEEP_EVERY_MS = 60_000;
  private static final int VALUE_BYTES = 3 * Long.BYTES;
  private static final List<Hold> NONE = List.of();

  private final Table table;
  private final Map<Conversation, List<Hold>> held = new HashMap<>();
  private long sweptMs;

  Holds(Table table) {
    this.table = table;
  }

  private record Conversation(GroupId group, DeviceAddress device) {}

  /// A refusal.
  ///
  /// @param from where the refused message stands
  /// @param number its number
  /// @param to where it stands again; the highest number when it does not yet
  /// @param sinceMs when it was refused
  private record Hold(long from, long number, long to, long sinceMs) {
    boolean holds(Arrival arrival) {
      return arrival.message().getNumber() > number
          && arrival.offset() > from
          && arrival.offset() < to;
    }

    byte[] value() {
      ByteBuffer out = ByteBuffer.allocate(VALUE_BYTES);
      return out.putLong(number).putLong(to).putLong(sinceMs).array();
    }
  }

  /// Reads the table. What inputs did to it that come again is undone.
  void open(Committed committed) {
    List<byte[]> again = new ArrayList<>();
    table.scan(
        new byte[0],
        (key, value) -> {
          if (key.length != Keys.HOLD_BYTES || value.length != VALUE_BYTES) {
            throw new ContractException(
                "hold: " + key.length + " and " + value.length + " bytes (expected: 41, 24)");
          }
          long from = Keys.holdFrom(key);
          if (from >= committed.messages()) {
            again.add(key);
            return;
          }
          ByteBuffer in = ByteBuffer.wrap(value);
          long number = in.getLong();
          long to = in.getLong();
          add(
              new Conversation(Keys.group(key), Keys.device(key)),
              new Hold(
                  from, number, to >= committed.messages() ? Long.MAX_VALUE : to, in.getLong()));
        });
    again.forEach(table::delete);
  }

  private void add(Conversation conversation, Hold hold) {
    List<Hold> all = held.computeIfAbsent(conversation, _ -> new ArrayList<>());
    all.removeIf(it -> it.from() == hold.from());
    all.add(hold);
  }

  /// Whether a message has to wait for an earlier one to be repeated.
  boolean isHeld(Arrival arrival) {
    return of(arrival).stream().anyMatch(hold -> hold.holds(arrival));
  }

  private List<Hold> of(Arrival arrival) {
    return held.getOrDefault(new Conversation(arrival.group(), arrival.device()), NONE);
  }

  /// Hears that a message was refused.
  void hold(Arrival arrival, long nowMs) {
    put(arrival, new Hold(arrival.offset(), arrival.message().getNumber(), Long.MAX_VALUE, nowMs));
  }

  private void put(Arrival arrival, Hold hold) {
    table.put(Keys.hold(arrival.group(), arrival.device(), hold.from()), hold.value());
    add(new Conversation(arrival.group(), arrival.device()), hold);
  }

  /// Hears that a message goes through, or waits: what its number held up may follow.
  void lift(Arrival arrival, Parked parked, Retirement retirement) {
    Conversation conversation = new Conversation(arrival.group(), arrival.device());
    for (Hold hold : List.copyOf(of(arrival))) {
      if (hold.number() == arrival.message().getNumber()
          && hold.from() <= arrival.offset()
          && hold.to() > arrival.offset()) {
        Hold lifted = new Hold(hold.from(), hold.number(), arrival.offset(), hold.sinceMs());
        put(arrival, lifted);
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
              } else if (held.getOrDefault(conversation, NONE).contains(hold)) {
                // Refused once more it would be another.
                expire(conversation, hold);
              }
            }));
  }

  private void remove(Conversation conversation, Hold hold) {
    List<Hold> all = held.getOrDefault(conversation, NONE);
    all.remove(hold);
    if (all.isEmpty()) {
      held.remove(conversation);
    }
  }

  /// Forgets what is old.
  void onTick(long nowMs) {
    if (nowMs - sweptMs < SWEEP_EVERY_MS) {
      return;
    }
    sweptMs = nowMs;
    Map.copyOf(held)
        .forEach(
            (conversation, all) ->
                List.copyOf(all).stream()
                    .filter(hold -> nowMs - hold.sinceMs() > FORGET_AFTER_MS)
                    .forEach(hold -> expire(conversation, hold)));
  }

  private void expire(Conversation conversation, Hold hold) {
    table.delete(Keys.hold(conversation.group(), conversation.device(), hold.from()));
    remove(conversation, hold);
  }
}
