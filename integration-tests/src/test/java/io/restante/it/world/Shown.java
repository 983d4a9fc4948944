package io.restante.it.world;

import io.restante.it.device.DeviceListener;
import io.restante.it.device.Received;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// What a device has shown, in order: the number that each message begins with. Thread-safe.
public final class Shown implements DeviceListener {
  // guarded by this
  private final List<Long> numbers = new ArrayList<>();

  /// Returns a message that begins with a number.
  ///
  /// @param bytes how long it is, 8 or more
  public static byte[] message(long number, int bytes) {
    return ByteBuffer.allocate(bytes).putLong(number).array();
  }

  @Override
  public synchronized void received(Received message) {
    numbers.add(message.ciphertext().getLong(message.ciphertext().position()));
  }

  /// Returns the numbers shown so far.
  public synchronized List<Long> numbers() {
    return List.copyOf(numbers);
  }
}
