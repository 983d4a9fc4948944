package io.restante.gateway.signal;

import io.restante.contract.UserId;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The devices that are connected to this node, by their users. Thread-safe: written by event
/// loops, read by the reader of signals. Its bound is that of connections; each costs about 60
/// bytes, because a user's devices are a list of links and most users have one.
final class ConnectedDevices {
  private final Map<UserId, Place> byUser = new ConcurrentHashMap<>();

  /// A device, and the user's others.
  private record Place(SignalTarget device, @Nullable Place next) {
    @Nullable Place without(SignalTarget gone) {
      if (device.equals(gone)) {
        return next;
      }
      if (next == null) {
        return this;
      }
      return new Place(device, next.without(gone));
    }
  }

  void add(SignalTarget device) {
    byUser.compute(device.address().user(), (_, others) -> new Place(device, others));
  }

  /// Takes a device away; one that is not there is no fault.
  void remove(SignalTarget device) {
    byUser.computeIfPresent(device.address().user(), (_, all) -> all.without(device));
  }

  /// Hands a signal to all devices of a user; returns whether there was any.
  boolean signal(UserId user, ByteBuffer value) {
    Place first = byUser.get(user);
    for (Place place = first; place != null; place = place.next()) {
      place.device().signal(value);
    }
    return first != null;
  }
}
