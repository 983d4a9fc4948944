package io.restante.gateway.simulation;

import io.restante.contract.DeviceAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A device: receives, stores, acknowledges when it likes, and reports what it should never see.
final class SimulatedDevice {
  /// One connection. Frames are in it until the device gets round to them.
  static final class Connection {
    final SimulatedDevice device;
    final SimulatedNode node;
    final Deque<Delivery> incoming = new ArrayDeque<>();
    boolean welcomed;
    boolean drained;
    boolean closing;
    long highestSent = -1;
    long ackedUpTo = -1;

    Connection(SimulatedDevice device, SimulatedNode node) {
      this.device = device;
      this.node = node;
    }
  }

  /// An envelope on the wire.
  record Delivery(long offset, ByteBuffer value) {}

  final DeviceAddress address;
  final int number;
  @Nullable Connection connection;
  final Set<ByteBuffer> stored = new HashSet<>();
  long storedUpTo = -1;
  private final int[] noticed = new int[SimulatedNotice.PLACES];
  private final Map<Integer, Integer> seenUpTo = new HashMap<>();

  SimulatedDevice(DeviceAddress address, int number) {
    this.address = address;
    this.number = number;
  }

  /// Stores the next envelope on the wire.
  ///
  /// @throws AssertionError when it is another device's, or out of order
  void storeNext(Connection from) {
    Delivery delivery = from.incoming.removeFirst();
    storedUpTo = Math.max(storedUpTo, delivery.offset());
    if (SimulatedNotice.isNotice(delivery.value())) {
      store(SimulatedNotice.decode(delivery.value()));
      return;
    }
    SimulatedMessage message = SimulatedMessage.decode(delivery.value());
    if (!message.recipients().contains(number)) {
      throw new AssertionError("device " + number + " got " + message);
    }
    int seen = seenUpTo.getOrDefault(message.sender(), 0);
    if (message.number() > seen + 1) {
      throw new AssertionError("device " + number + " saw " + seen + ", then " + message);
    }
    seenUpTo.put(message.sender(), Math.max(seen, message.number()));
    stored.add(delivery.value());
  }

  private void store(SimulatedNotice notice) {
    if (notice.recipient() != number) {
      throw new AssertionError("device " + number + " got " + notice);
    }
    noticed[notice.place()] = Math.max(noticed[notice.place()], notice.number());
  }

  /// Returns the highest number seen in one of the slots that supersede themselves.
  int noticed(int place) {
    return noticed[place];
  }

  /// Notes that a message will never come, because its sender was told that it expired.
  void skip(SimulatedMessage expired) {
    seenUpTo.merge(expired.sender(), expired.number(), Math::max);
  }

  int seenUpTo(int sender) {
    return seenUpTo.getOrDefault(sender, 0);
  }
}
