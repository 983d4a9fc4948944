package io.restante.it.demo;

import io.restante.contract.DeviceAddress;
import io.restante.it.device.Device;
import io.restante.it.device.DeviceListener;
import io.restante.it.device.DeviceSettings;
import io.restante.it.device.DeviceWorld;
import io.restante.it.device.Received;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Somebody with one device, and what it has shown. Thread-safe.
final class Person implements AutoCloseable {
  private final Device device;
  // guarded by this
  private final List<Received> shown = new ArrayList<>();
  private volatile long shownNanos;

  Person(DeviceWorld world) {
    this.device =
        new Device(
            world,
            new DeviceAddress(world.newUser(), 1),
            DeviceSettings.USUAL.withAcks(32, Duration.ofMillis(20)),
            new DeviceListener() {
              @Override
              public void received(Received message) {
                show(message);
              }
            });
  }

  Device device() {
    return device;
  }

  /// Returns when the latest message was shown, by [System#nanoTime()].
  long shownNanos() {
    return shownNanos;
  }

  /// Returns how many of the messages shown hold bytes, whether in the order of their numbers or
  /// not.
  synchronized long countShown(byte[] mark) {
    return shown.stream().filter(message -> holds(message.ciphertext(), mark)).count();
  }

  /// Tells whether each message shown has the number after the one before it.
  synchronized boolean isInOrder() {
    for (int i = 1; i < shown.size(); i++) {
      if (shown.get(i).number() != shown.get(i - 1).number() + 1) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    device.close();
  }

  private synchronized void show(Received message) {
    shownNanos = System.nanoTime();
    shown.add(message);
  }

  private static boolean holds(ByteBuffer ciphertext, byte[] mark) {
    int length = Math.min(mark.length, ciphertext.remaining());
    return ciphertext.slice(ciphertext.position(), length).equals(ByteBuffer.wrap(mark));
  }
}
