package io.restante.streams.fanout.rules;

import io.restante.contract.ContractException;
import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The holds of a task in memory, about 300 bytes each, by conversation and by device, the oldest
/// first.
final class HoldIndex {
  private final LinkedHashMap<Conversation, List<Hold>> held = new LinkedHashMap<>();
  private final Map<DeviceAddress, OfDevice> byDevice = new HashMap<>();
  private int size;

  /// The conversations of a device that are held.
  private static final class OfDevice {
    private final LinkedHashSet<Conversation> conversations = new LinkedHashSet<>();
    private int size;
  }

  /// What a device sends to a group.
  record Conversation(GroupId group, DeviceAddress device) {}

  /// A refusal. In the table: group, user, device and where the refused message stands, 41 bytes,
  /// to its number, where that stands again, and the time of the refusal, 24 bytes.
  ///
  /// @param from where the refused message stands
  /// @param number its number
  /// @param to where it stands again; the highest number when it does not yet
  /// @param sinceMs when it was refused
  record Hold(long from, long number, long to, long sinceMs) {
    private static final int VALUE_BYTES = 3 * Long.BYTES;

    /// Reads an entry of the table.
    ///
    /// @throws ContractException when it is none
    static Hold read(byte[] key, byte[] value) {
      if (key.length != Keys.HOLD_BYTES || value.length != VALUE_BYTES) {
        throw new ContractException(
            "hold: " + key.length + " and " + value.length + " bytes (expected: 41, 24)");
      }
      ByteBuffer in = ByteBuffer.wrap(value);
      return new Hold(Keys.holdFrom(key), in.getLong(), in.getLong(), in.getLong());
    }

    boolean holds(Arrival arrival) {
      return arrival.message().getNumber() > number && stands(arrival) && !isSettled(arrival);
    }

    /// Whether a message says that its device goes on: it is what was refused, or that came back.
    boolean isLifted(Arrival arrival) {
      return (arrival.message().getNumber() == number || isSettled(arrival))
          && arrival.offset() >= from
          && arrival.offset() < to;
    }

    private boolean stands(Arrival arrival) {
      return arrival.offset() > from && arrival.offset() < to;
    }

    /// Whether all that comes before a message has come back, the refused one too. With less,
    /// something that was withheld would be missing.
    private boolean isSettled(Arrival arrival) {
      long next = arrival.message().getNumber();
      return next > number && arrival.message().getSettled() == next - 1;
    }

    Hold until(long offset) {
      return new Hold(from, number, offset, sinceMs);
    }

    byte[] value() {
      ByteBuffer out = ByteBuffer.allocate(VALUE_BYTES);
      return out.putLong(number).putLong(to).putLong(sinceMs).array();
    }
  }

  /// Adds a hold, in the place of one that begins where it does. The conversation keeps its age.
  void add(Conversation conversation, Hold hold) {
    List<Hold> all = held.computeIfAbsent(conversation, _ -> new ArrayList<>());
    OfDevice device = byDevice.computeIfAbsent(conversation.device(), _ -> new OfDevice());
    int more = all.removeIf(it -> it.from() == hold.from()) ? 0 : 1;
    all.add(hold);
    device.conversations.add(conversation);
    device.size += more;
    size += more;
  }

  /// Removes a hold, if it is there.
  void remove(Conversation conversation, Hold hold) {
    List<Hold> all = held.get(conversation);
    OfDevice device = byDevice.get(conversation.device());
    if (all == null || device == null || !all.remove(hold)) {
      return;
    }
    size--;
    device.size--;
    if (all.isEmpty()) {
      held.remove(conversation);
      device.conversations.remove(conversation);
    }
    if (device.size == 0) {
      byDevice.remove(conversation.device());
    }
  }

  /// Returns the holds of a conversation, as they are now.
  List<Hold> of(Conversation conversation) {
    List<Hold> all = held.get(conversation);
    return all == null ? List.of() : List.copyOf(all);
  }

  /// Visits all holds, which may be removed meanwhile.
  void forEach(BiConsumer<Conversation, Hold> visitor) {
    List.copyOf(held.keySet())
        .forEach(
            conversation -> of(conversation).forEach(hold -> visitor.accept(conversation, hold)));
  }

  /// Returns how many holds there are.
  int size() {
    return size;
  }

  /// Returns how many holds of a device there are.
  int size(DeviceAddress device) {
    OfDevice all = byDevice.get(device);
    return all == null ? 0 : all.size;
  }

  /// Returns the conversation that has been held longest; null when none is.
  @Nullable Conversation oldest() {
    return held.isEmpty() ? null : held.firstEntry().getKey();
  }

  /// Returns the conversation of a device that has been held longest; null when none is.
  @Nullable Conversation oldest(DeviceAddress device) {
    OfDevice all = byDevice.get(device);
    return all == null ? null : all.conversations.getFirst();
  }
}
