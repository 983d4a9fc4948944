package io.restante.gateway.api;

import io.restante.contract.DeviceAddress;
import io.restante.gateway.keys.KeyCounts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// Tells devices that their keys run low, each at most once a minute. Thread-safe.
///
/// Remembers at most 65,536 devices; above that the one told first is forgotten, and may be told
/// again too soon, which does no harm.
final class LowKeysTeller {
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final int REMEMBERED_MAX = 65_536;

  private final KeysLow port;
  private final InstantSource clock;
  private final Map<DeviceAddress, Instant> told = new LinkedHashMap<>(); // guarded by itself

  LowKeysTeller(KeysLow port, InstantSource clock) {
    this.port = port;
    this.clock = clock;
  }

  /// Tells a device if its keys run low.
  void claimed(DeviceAddress device, KeyCounts remaining) {
    if (remaining.isLow() && isDue(device, clock.instant())) {
      port.keysRunLow(device, remaining.preKeys(), remaining.kyberPreKeys());
    }
  }

  private boolean isDue(DeviceAddress device, Instant now) {
    synchronized (told) {
      Instant last = told.get(device);
      if (last != null && now.isBefore(last.plus(INTERVAL))) {
        return false;
      }
      told.remove(device); // Puts it behind the others.
      told.put(device, now);
      if (told.size() > REMEMBERED_MAX) {
        told.remove(told.keySet().iterator().next());
      }
      return true;
    }
  }
}
