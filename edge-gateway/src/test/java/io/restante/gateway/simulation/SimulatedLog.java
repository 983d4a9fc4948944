package io.restante.gateway.simulation;

import io.restante.contract.Slot;
import io.restante.contract.UserId;
import io.restante.gateway.mailbox.LogRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A partition in memory, with Kafka's rules: offsets never change, compaction leaves gaps, the
/// newest record is never cleaned, a tombstone goes only after everything it erases.
final class SimulatedLog {
  private final TreeMap<Long, LogRecord> records = new TreeMap<>();
  private long end;
  private long nowMs;

  long end() {
    return end;
  }

  void advanceTo(long now) {
    nowMs = now;
  }

  /// Appends an envelope.
  long append(Slot slot, ByteBuffer value) {
    return append(new LogRecord(end, nowMs, slot, value, LogRecord.NOTHING));
  }

  /// Appends an envelope for several users.
  void share(Slot slot, ByteBuffer value, List<UserId> users) {
    append(new LogRecord(end, nowMs, slot, value, LogRecord.NOTHING, end, users));
  }

  /// Appends an envelope that was appended before.
  void repeat(Slot slot, ByteBuffer value, long version) {
    append(new LogRecord(end, nowMs, slot, value, LogRecord.NOTHING, version));
  }

  /// Appends a tombstone.
  void empty(Slot slot, long answers, long version) {
    append(new LogRecord(end, nowMs, slot, null, answers, version));
  }

  private long append(LogRecord appended) {
    records.put(end, appended);
    return end++;
  }

  /// Returns for how long a record has been in the log.
  long ageMs(long offset) {
    LogRecord found = records.get(offset);
    return found == null ? Long.MAX_VALUE : nowMs - found.timestampMs();
  }

  /// Tells whether cleaning everything below an offset would erase a record that is newer than what
  /// overlays it.
  boolean isOverlaidBelow(long below) {
    Map<Slot, Long> standing = new HashMap<>();
    Set<Slot> overlaid = new HashSet<>();
    for (LogRecord next : records.headMap(below).values()) {
      Slot slot = next.slot();
      Long newest = slot.supersedesItself() ? standing.get(slot) : null;
      if (newest != null && next.version() < newest) {
        overlaid.add(slot);
        continue;
      }
      overlaid.remove(slot);
      if (next.value() == null) {
        standing.remove(slot);
      } else {
        standing.put(slot, next.version());
      }
    }
    return !overlaid.isEmpty();
  }

  List<LogRecord> read(long from, int max) {
    List<LogRecord> found = new ArrayList<>();
    for (LogRecord candidate : records.tailMap(from).values()) {
      if (found.size() == max) {
        break;
      }
      found.add(candidate);
    }
    return found;
  }

  /// Cleans everything below an offset, and the tombstones below another. A running node is never
  /// so late that it misses one (`delete.retention.ms`); a node that has lost checkpoints is.
  void compact(long below, long tombstonesBelow) {
    long dirty = Math.min(below, end - 1);
    Map<Slot, Long> newest = new HashMap<>();
    records.headMap(dirty).forEach((offset, found) -> newest.put(found.slot(), offset));
    records
        .headMap(dirty)
        .entrySet()
        .removeIf(
            entry ->
                newest.getOrDefault(entry.getValue().slot(), -1L) > entry.getKey()
                    || (entry.getKey() < tombstonesBelow && entry.getValue().value() == null));
  }

  /// Returns the slots whose newest record is not a tombstone.
  Set<Slot> filledSlots() {
    Set<Slot> filled = new HashSet<>();
    for (LogRecord found : records.values()) {
      if (found.value() == null) {
        filled.remove(found.slot());
      } else {
        filled.add(found.slot());
      }
    }
    return filled;
  }

  /// Tells whether a value stands anywhere in the log.
  boolean holds(ByteBuffer value) {
    return records.values().stream().anyMatch(found -> value.equals(found.value()));
  }
}
