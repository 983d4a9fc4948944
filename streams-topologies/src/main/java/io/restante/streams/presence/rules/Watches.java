package io.restante.streams.presence.rules;

import io.restante.contract.UserId;
import io.restante.streams.table.Table;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Who wants to know of whom: one entry for each two users, with the watching devices in it.
final class Watches {
  /// How many users may watch one.
  static final int WATCHERS_MAX = 1_024;

  private static final int DEVICE_BYTES = 9;

  private final Table table;

  Watches(Table table) {
    this.table = table;
  }

  /// Begins, goes on with, or ends a watch.
  ///
  /// @param untilMs when it ends; in the past to end it
  /// @return false when there is no room for it
  boolean put(UserId watched, UserId watcher, int device, long untilMs, long nowMs) {
    byte[] key = Keys.pair(watched, watcher);
    Map<Byte, Long> devices = new TreeMap<>();
    byte[] known = table.get(key);
    if (known != null) {
      devices.putAll(devices(known));
    }
    devices.put((byte) device, untilMs);
    devices.values().removeIf(until -> until <= nowMs);
    if (devices.isEmpty()) {
      table.delete(key);
      return true;
    }
    if (known == null && of(watched, nowMs).size() >= WATCHERS_MAX) {
      return false;
    }
    table.put(key, bytes(devices));
    return true;
  }

  /// Returns who watches a user now.
  List<UserId> of(UserId watched, long nowMs) {
    List<UserId> watchers = new ArrayList<>();
    List<byte[]> over = new ArrayList<>();
    table.scan(
        Keys.user(watched),
        (key, value) -> {
          if (isOver(value, nowMs)) {
            over.add(key);
          } else {
            watchers.add(Keys.second(key));
          }
        });
    over.forEach(table::delete);
    return watchers;
  }

  boolean has(UserId watched, UserId watcher, long nowMs) {
    byte[] known = table.get(Keys.pair(watched, watcher));
    return known != null && !isOver(known, nowMs);
  }

  /// Removes what is over among the next entries.
  ///
  /// @return where to go on
  byte[] sweep(byte[] from, int most, long nowMs, Counts counts) {
    List<byte[]> seen = new ArrayList<>();
    List<byte[]> over = new ArrayList<>();
    table.page(
        from,
        most,
        (key, value) -> {
          seen.add(key);
          if (isOver(value, nowMs)) {
            over.add(key);
          }
        });
    over.forEach(table::delete);
    counts.forgotten.add(over.size());
    return seen.size() < most ? new byte[0] : Keys.after(seen.getLast());
  }

  private static boolean isOver(byte[] value, long nowMs) {
    return devices(value).values().stream().allMatch(until -> until <= nowMs);
  }

  private static Map<Byte, Long> devices(byte[] value) {
    Map<Byte, Long> devices = new TreeMap<>();
    ByteBuffer in = ByteBuffer.wrap(value);
    while (in.hasRemaining()) {
      devices.put(in.get(), in.getLong());
    }
    return devices;
  }

  private static byte[] bytes(Map<Byte, Long> devices) {
    ByteBuffer out = ByteBuffer.allocate(DEVICE_BYTES * devices.size());
    devices.forEach((device, until) -> out.put(device).putLong(until));
    return out.array();
  }
}
