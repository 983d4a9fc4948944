package io.restante.it.bench;

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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// Reference devices that go where they are sent and come back by themselves: a few write, all the
/// time, to each of the others in turn.
///
/// Each message carries when it was due; it counts from then until it is shown.
final class Crowd implements AutoCloseable {
  private static final int WRITERS = 20;
  private static final List<Integer> FIRST = List.of(1);
  private static final long HIGHEST_NANOS = TimeUnit.MINUTES.toNanos(2);

  private final DeviceWorld world;
  private final List<Device> writers = new ArrayList<>();
  private final List<Reader> readers = new ArrayList<>();
  private final ConcurrentHistogram latencies = new ConcurrentHistogram(HIGHEST_NANOS, 3);
  private final double perSecond;
  private final Thread writing;
  private volatile boolean isOver;
  private volatile boolean isMeasuring;
  private volatile String failure = "";
  private volatile long written;

  /// Connects a crowd.
  ///
  /// @param readers how many read
  /// @param perSecond how many messages are written in a second, to all together
  Crowd(Lab lab, int readers, double perSecond) throws Exception {
    this.world = lab.newWorld();
    this.perSecond = perSecond;
    for (int i = 0; i < WRITERS; i++) {
      writers.add(device(lab, DeviceListener.DEAF));
    }
    for (int i = 0; i < readers; i++) {
      this.readers.add(new Reader(lab));
    }
    for (Device writer : writers) {
      writer.awaitConnected(1, Lab.PATIENCE);
    }
    for (Reader reader : this.readers) {
      reader.device.awaitConnected(1, Lab.PATIENCE);
    }
    this.writing = Thread.ofPlatform().daemon().name("crowd").start(this::write);
  }

  private Device device(Lab lab, DeviceListener listener) {
    Device device = new Device(world, lab.newDevice(), DeviceSettings.USUAL, listener);
    device.connect();
    return device;
  }

  /// Begins to measure, or stops.
  void measure(boolean now) {
    isMeasuring = now;
  }

  /// Returns from when messages were due until they were shown, nanoseconds.
  Histogram latencies() {
    return latencies.copy();
  }

  /// Returns, for each reader whose connection ended since a moment, how long after that moment it
  /// was shown the next message.
  ///
  /// @throws TimeoutException when one of them is shown nothing
  Histogram interruptions(long sinceNanos, Duration patience) throws TimeoutException {
    Histogram interruptions = new Histogram(HIGHEST_NANOS, 3);
    long deadline = System.nanoTime() + patience.toNanos();
    for (Reader reader : readers) {
      if (reader.interruptedNanos - sinceNanos < 0) {
        continue;
      }
      while (reader.resumedNanos - reader.interruptedNanos < 0) {
        if (System.nanoTime() - deadline > 0) {
          throw new TimeoutException("a device is served no more");
        }
        LockSupport.parkNanos(1_000_000);
      }
      interruptions.recordValue(Math.clamp(reader.resumedNanos - sinceNanos, 1, HIGHEST_NANOS));
    }
    return interruptions;
  }

  /// Writes no more, waits until everything has come, and checks that each message was shown once
  /// and in order.
  void settle(Lab lab) throws Exception {
    isOver = true;
    writing.join();
    lab.require(failure.isEmpty(), failure);
    for (Device writer : writers) {
      writer.awaitAccepted(Lab.PATIENCE);
    }
    long deadline = System.nanoTime() + Lab.PATIENCE.toNanos();
    while (received() < written && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(10_000_000);
    }
    lab.require(received() == written, "shown " + received() + " of " + written);
    for (Reader reader : readers) {
      lab.require(
          reader.device.findings().isClean(),
          "a device found " + reader.device.findings() + " " + reader.device.protocolFault());
    }
  }

  private long received() {
    return readers.stream().mapToLong(reader -> reader.device.received()).sum();
  }

  private void write() {
    long start = System.nanoTime();
    try {
      for (long i = 0; !isOver; i++) {
        long due = start + (long) (i * 1e9 / perSecond);
        for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
          LockSupport.parkNanos(wait);
        }
        DeviceAddress reader = readers.get((int) (i % readers.size())).device.address();
        Device writer = writers.get((int) (i % readers.size()) % WRITERS);
        writer.send(reader.user(), FIRST, ByteBuffer.allocate(256).putLong(due).array());
        written = i + 1;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure = "interrupted";
    } catch (TimeoutException e) {
      failure = String.valueOf(e.getMessage());
    }
  }

  @Override
  public void close() {
    isOver = true;
    writers.forEach(Device::close);
    readers.forEach(reader -> reader.device.close());
    world.close();
  }

  /// One who reads. Its times are written on its event loop and read by whoever measures.
  private final class Reader implements DeviceListener {
    private final Device device;
    private volatile long interruptedNanos = System.nanoTime();
    private volatile long resumedNanos = interruptedNanos;

    Reader(Lab lab) {
      this.device = device(lab, this);
    }

    @Override
    public void received(Received message) {
      long now = System.nanoTime();
      if (isMeasuring) {
        long due = message.ciphertext().getLong(message.ciphertext().position());
        latencies.recordValue(Math.clamp(now - due, 1, HIGHEST_NANOS));
      }
      if (resumedNanos - interruptedNanos <= 0) {
        resumedNanos = now;
      }
    }

    @Override
    public void disconnected(int code, String reason) {
      interruptedNanos = System.nanoTime();
    }
  }
}
