package io.restante.streams.fanout.rules;

import io.restante.contract.ContractException;
import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.streams.fanout.rules.Retirement.Entry;
import io.restante.streams.table.Table;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Messages that wait for the directory, by group in the order in which they were appended.
///
/// In the table: the group's id and where the message stands, 24 bytes, to the time since when it
/// waits, 8 bytes, and the value as it was appended. Beside it, under the same key and a zero byte,
/// a mark when it waits no more: the input with whose commit that is certain. Who waits is held in
/// memory too, without content.
///
/// Bounded by [Limits]; what does not fit is refused.
final class Parked {
  /// Supersedes itself and belongs to no group: what is appended to the changelog closes the
  /// segment that holds what has been deleted.
  private static final byte[] TICKER = new byte[Keys.ID_BYTES + Long.BYTES];

  private static final int MARK_BYTES = TICKER.length + 1;
  private static final List<Waiting> NOBODY = List.of();

  private final Table table;
  private final Limits limits;
  private final Counts counts;
  private final Map<GroupId, TreeMap<Long, Waiting>> lanes = new HashMap<>();
  private final TreeSet<Long> offsets = new TreeSet<>();
  private int waiting;
  private int messages;
  private long bytes;
  private long unclosedSince = Long.MAX_VALUE;

  Parked(Table table, Limits limits, Counts counts) {
    this.table = table;
    this.limits = limits;
    this.counts = counts;
  }

  /// A message that waits.
  ///
  /// @param offset where it stands
  /// @param sinceMs since when
  /// @param device which device sent it
  /// @param bytes how many its value has
  record Waiting(long offset, long sinceMs, DeviceAddress device, int bytes) {}

  /// Reads the table. What comes again because it is not committed is not waiting yet, and what was
  /// done with when an input was processed that is committed waits no more.
  ///
  /// @return how many there are
  int open(Committed committed, Retirement retirement) {
    Map<ByteBuffer, byte[]> contents = new HashMap<>();
    Map<ByteBuffer, byte[]> marks = new HashMap<>();
    table.scan(
        new byte[0],
        (key, value) -> {
          if (key.length == MARK_BYTES) {
            marks.put(ByteBuffer.wrap(key, 0, TICKER.length), key);
          } else if (!Arrays.equals(key, TICKER)) {
            contents.put(ByteBuffer.wrap(key), key);
          }
        });
    contents.forEach(
        (name, key) -> {
          byte[] mark = marks.get(name);
          if (Keys.offset(key) >= committed.messages()
              || (mark != null && isDone(table.get(mark), committed))) {
            table.delete(key);
          } else {
            restore(key);
            if (mark != null) {
              // It says what is about to come again.
              table.delete(mark);
              marks.remove(name);
            }
          }
        });
    marks.values().forEach(mark -> clear(mark, committed, retirement));
    // Whoever had the table before may have deleted something and died before the ticker.
    unclosedSince = Long.MIN_VALUE;
    return messages;
  }

  /// The mark of what comes again says nothing; any other outlives its message by a commit.
  private void clear(byte[] mark, Committed committed, Retirement retirement) {
    if (Keys.offset(mark) >= committed.messages()) {
      table.delete(mark);
    } else {
      retirement.retire(new Entry(() -> table.delete(mark)));
    }
  }

  private static boolean isDone(byte @Nullable [] mark, Committed committed) {
    if (mark == null || mark.length != 1 + Long.BYTES) {
      return false;
    }
    Source source = mark[0] == 0 ? Source.MEMBERS : Source.MESSAGES;
    return ByteBuffer.wrap(mark).getLong(1) < committed.of(source);
  }

  private void restore(byte[] key) {
    byte[] value = table.get(key);
    if (value == null) {
      return;
    }
    try {
      Arrival arrival = arrival(Keys.group(key), Keys.offset(key), value);
      add(arrival, ByteBuffer.wrap(value).getLong());
    } catch (ContractException | IndexOutOfBoundsException | IllegalArgumentException e) {
      // It can't be read now or later, and is counted, because it must not happen.
      counts.damaged.increment();
    }
  }

  private static Arrival arrival(GroupId group, long offset, byte[] value) {
    return Arrival.read(group, Arrays.copyOfRange(value, Long.BYTES, value.length), offset);
  }

  private void add(Arrival arrival, long sinceMs) {
    Waiting waiting = new Waiting(arrival.offset(), sinceMs, arrival.device(), arrival.bytes());
    Waiting before =
        lanes.computeIfAbsent(arrival.group(), _ -> new TreeMap<>()).put(arrival.offset(), waiting);
    this.waiting += before == null ? 1 : 0;
    if (before == null && offsets.add(arrival.offset())) {
      messages++;
      bytes += arrival.bytes();
    }
  }

  /// Lets a message wait.
  ///
  /// @return false when there is no room for it
  boolean park(Arrival arrival, long nowMs) {
    TreeMap<Long, Waiting> lane = lanes.getOrDefault(arrival.group(), new TreeMap<>());
    Waiting before = lane.get(arrival.offset());
    if (before == null && !hasRoom(lane.values(), arrival.bytes())) {
      return false;
    }
    long sinceMs = before == null ? nowMs : before.sinceMs();
    byte[] value = arrival.value();
    byte[] key = Keys.message(arrival.group(), arrival.offset());
    table.delete(Arrays.copyOf(key, MARK_BYTES));
    table.put(
        key, ByteBuffer.allocate(Long.BYTES + value.length).putLong(sinceMs).put(value).array());
    add(arrival, sinceMs);
    return true;
  }

  private boolean hasRoom(Collection<Waiting> lane, int more) {
    long used = lane.stream().mapToLong(Waiting::bytes).sum();
    return messages < limits.taskMessages()
        && bytes + more <= limits.taskBytes()
        && lane.size() < limits.groupMessages()
        && used + more <= limits.groupBytes();
  }

  /// Returns who waits in a group, in order.
  Collection<Waiting> lane(GroupId group) {
    TreeMap<Long, Waiting> lane = lanes.get(group);
    return lane == null ? NOBODY : List.copyOf(lane.values());
  }

  /// Whether a device has a message waiting that stands before another.
  boolean isWaiting(GroupId group, DeviceAddress device, long before) {
    return lane(group).stream()
        .anyMatch(waiting -> waiting.device().equals(device) && waiting.offset() < before);
  }

  /// Returns the groups whose first message has waited since a time or longer.
  List<GroupId> waitingSince(long sinceMs) {
    List<GroupId> found = new ArrayList<>();
    lanes.forEach(
        (group, lane) -> {
          if (lane.firstEntry().getValue().sinceMs() <= sinceMs) {
            found.add(group);
          }
        });
    return found;
  }

  /// Returns a message that waits.
  Optional<Arrival> read(GroupId group, Waiting waiting) {
    byte[] value = table.get(Keys.message(group, waiting.offset()));
    return value == null ? Optional.empty() : Optional.of(arrival(group, waiting.offset(), value));
  }

  /// Hears that a message waits no more. It stays in the table until what came of it is in the log.
  void release(GroupId group, Waiting waiting, Retirement retirement) {
    TreeMap<Long, Waiting> lane = lanes.get(group);
    if (lane != null && lane.remove(waiting.offset()) != null) {
      this.waiting--;
      if (lane.isEmpty()) {
        lanes.remove(group);
      }
    }
    byte[] key = Keys.message(group, waiting.offset());
    byte[] mark = Arrays.copyOf(key, MARK_BYTES);
    retirement.retire(
        new Entry(
            (source, offset) -> table.put(mark, mark(source, offset)),
            () -> {
              table.delete(key);
              forget(waiting);
              retirement.retire(new Entry(() -> table.delete(mark)));
            }));
  }

  private static byte[] mark(Source source, long offset) {
    byte kind =
        switch (source) {
          case MEMBERS -> 0;
          case MESSAGES -> 1;
        };
    return ByteBuffer.allocate(1 + Long.BYTES).put(kind).putLong(offset).array();
  }

  private void forget(Waiting waiting) {
    if (offsets.remove(waiting.offset())) {
      messages--;
      bytes -= waiting.bytes();
    }
    unclosedSince = Long.MIN_VALUE;
  }

  /// Closes the segment of the changelog that holds what has been deleted, once it is old enough.
  void onTick(long nowMs) {
    if (unclosedSince == Long.MIN_VALUE) {
      unclosedSince = nowMs;
    }
    if (unclosedSince != Long.MAX_VALUE && nowMs - unclosedSince >= limits.ticker().toMillis()) {
      table.put(TICKER, ByteBuffer.allocate(Long.BYTES).putLong(nowMs).array());
      unclosedSince = Long.MAX_VALUE;
    }
  }

  /// Returns how many wait.
  int size() {
    return waiting;
  }

  /// Returns since when the one that has waited longest waits; `nowMs` when none does.
  long oldestMs(long nowMs) {
    return lanes.values().stream()
        .mapToLong(lane -> lane.firstEntry().getValue().sinceMs())
        .min()
        .orElse(nowMs);
  }

  /// Returns where the first message stands that is still in the table; the highest number when
  /// none is.
  long lowestOffset() {
    return offsets.isEmpty() ? Long.MAX_VALUE : offsets.first();
  }
}
