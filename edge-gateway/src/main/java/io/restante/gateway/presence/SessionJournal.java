package io.restante.gateway.presence;

import io.restante.contract.DeviceAddress;
import io.restante.gateway.presence.Presences.Stay;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is to be said of devices that come and leave, until somebody takes it to the log.
/// Thread-safe; no method blocks for longer than it takes to change a map.
///
/// One entry for each device: what is said of it next replaces what was not taken yet, so a device
/// that comes and goes while the log is away costs one record. Bound: a number of devices; when
/// full, the entry that has waited longest is dropped and counted, and the device is shown as it
/// was until it comes again or its partition gets a new owner.
final class SessionJournal {
  private final int devicesMax;
  private final PresenceMetrics metrics;

  /// Guarded by this.
  private final Map<DeviceAddress, Entry> entries = new LinkedHashMap<>();

  /// What is to be said.
  ///
  /// @param isOpen whether the device has come; otherwise it has left
  /// @param atMs when, milliseconds since 1970 UTC by the node's clock
  record Entry(DeviceAddress device, Stay stay, boolean isOpen, long atMs) {
    private boolean replaces(Entry earlier) {
      if (stay.epoch() != earlier.stay.epoch()) {
        return stay.epoch() > earlier.stay.epoch();
      }
      if (stay.connection() != earlier.stay.connection()) {
        return stay.connection() > earlier.stay.connection();
      }
      return !isOpen;
    }
  }

  /// Creates an empty one.
  ///
  /// @param devicesMax how many devices there is room for, 1 or more
  SessionJournal(int devicesMax, PresenceMetrics metrics) {
    this.devicesMax = devicesMax;
    this.metrics = metrics;
  }

  /// Writes down what is to be said, unless something newer is there already.
  synchronized void add(Entry entry) {
    metrics.noted.increment();
    Entry earlier = entries.get(entry.device());
    if (earlier != null) {
      metrics.replaced.increment();
      if (entry.replaces(earlier)) {
        entries.put(entry.device(), entry);
      }
      return;
    }
    if (entries.size() == devicesMax) {
      Iterator<Entry> oldest = entries.values().iterator();
      oldest.next();
      oldest.remove();
      metrics.sessionsDropped.increment();
    }
    entries.put(entry.device(), entry);
  }

  /// Takes out what has waited longest.
  ///
  /// @param most how many devices at the most
  synchronized List<Entry> take(int most) {
    List<Entry> taken = new ArrayList<>(Math.min(most, entries.size()));
    Iterator<Entry> waiting = entries.values().iterator();
    while (waiting.hasNext() && taken.size() < most) {
      taken.add(waiting.next());
      waiting.remove();
    }
    return taken;
  }

  /// Returns of how many devices there is something to say.
  synchronized int size() {
    return entries.size();
  }
}
