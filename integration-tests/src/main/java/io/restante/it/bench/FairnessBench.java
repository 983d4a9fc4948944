package io.restante.it.bench;

import io.restante.contract.DeviceAddress;
import io.restante.it.device.Device;
import io.restante.it.device.DeviceListener;
import io.restante.it.device.DeviceSettings;
import io.restante.it.device.DeviceWorld;
import io.restante.it.swarm.Swarm;
import io.restante.it.swarm.SwarmDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/// Whether others notice: send to delivered while nothing else happens, while one device sends as
/// much as it is let, and while one comes back to a giant backlog.
final class FairnessBench implements Benchmark {
  private static final int RATE = 1_000;
  private static final int PAIRS = 100;
  private static final int PARTITION = 3;
  private static final int BACKLOG = 300_000;
  private static final int BACKLOG_QUICK = 50_000;
  private static final double NANOS_PER_MS = 1e6;

  @Override
  public String name() {
    return "fairness";
  }

  @Override
  public void run(Lab lab) throws Exception {
    int backlog = lab.isQuick() ? BACKLOG_QUICK : BACKLOG;
    Warmth first = lab.isQuick() ? Warmth.ofSeconds(5, 1) : Warmth.ofSeconds(60, 1);
    Warmth each = lab.isQuick() ? Warmth.ofSeconds(1, 5) : Warmth.ofSeconds(2, 15);
    lab.figures().set("fairness.pairs", PAIRS);
    lab.figures().set("fairness.backlog", backlog);
    lab.start(options -> options);
    List<DeviceAddress> giants = fill(lab, backlog);
    try (Pairs pairs = new Pairs(lab, PAIRS)) {
      measure(lab, pairs, first, "warm-up");
      try (Swarm swarm = giant(lab, giants.removeFirst())) {
        swarm.await("the backlog", now -> now.acknowledged() >= backlog, Lab.PATIENCE);
      }
      for (DeviceAddress giant : giants) {
        double calm = measure(lab, pairs, each, "calm");
        try (Flood _ = new Flood(lab)) {
          add(lab, "flood", measure(lab, pairs, each, "flood"), calm);
        }
        try (Swarm swarm = giant(lab, giant)) {
          add(lab, "backlog", measure(lab, pairs, each, "backlog"), calm);
          swarm.await("the backlog", now -> now.acknowledged() >= backlog, Lab.PATIENCE);
          lab.requireFaultless("backlog", swarm.tally());
        }
        lab.figures().add("fairness.calm.p99.ms", calm);
      }
    }
  }

  /// Makes one more backlog than there are runs: the first is drained to warm up.
  private static List<DeviceAddress> fill(Lab lab, int backlog) throws Exception {
    List<DeviceAddress> giants = new ArrayList<>();
    Backlog written = new Backlog(lab, PARTITION, 1, backlog);
    for (int run = -1; run < lab.runs(); run++) {
      giants.add(written.watch(backlog));
    }
    Filling.fill(lab, written);
    return giants;
  }

  private static Swarm giant(Lab lab, DeviceAddress address) {
    Swarm swarm = lab.newSwarm();
    SwarmDevice device = swarm.add(address, lab.ticket(address));
    swarm.connectAtOnce(List.of(device));
    return swarm;
  }

  private static double measure(Lab lab, Pairs pairs, Warmth warmth, String what)
      throws TimeoutException, BenchFailedException {
    pairs.load(RATE, warmth);
    pairs.settle();
    Histogram latencies = pairs.swarm().endToEndLatencies();
    double p99 = latencies.getValueAtPercentile(99) / NANOS_PER_MS;
    double p50 = latencies.getValueAtPercentile(50) / NANOS_PER_MS;
    lab.step(String.format(Locale.ROOT, "%-8s p50 %.2f, p99 %.2f ms", what, p50, p99));
    return p99;
  }

  private static void add(Lab lab, String what, double p99, double calm) {
    lab.figures().add("fairness." + what + ".p99.ms", p99);
    lab.figures().add("fairness." + what + "_to_calm.p99", p99 / calm);
  }

  /// One device that has always something to send.
  private static final class Flood implements AutoCloseable {
    private final DeviceWorld world;
    private final Device sender;
    private final Device reader;
    private final Thread thread;

    Flood(Lab lab) throws Exception {
      this.world = lab.newWorld();
      this.sender = new Device(world, lab.newDevice(), DeviceSettings.USUAL, DeviceListener.DEAF);
      this.reader = new Device(world, lab.newDevice(), DeviceSettings.USUAL, DeviceListener.DEAF);
      for (Device device : List.of(sender, reader)) {
        device.connect();
        device.awaitConnected(1, Lab.PATIENCE);
      }
      this.thread = Thread.ofPlatform().daemon().name("flood").start(this::send);
    }

    private void send() {
      try {
        while (!Thread.currentThread().isInterrupted()) {
          sender.send(reader.address().user(), List.of(1), new byte[256]);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (TimeoutException e) {
        throw new IllegalStateException("a device that is let nothing send", e);
      }
    }

    @Override
    public void close() {
      thread.interrupt();
      while (thread.isAlive()) {
        LockSupport.parkNanos(1_000_000);
      }
      sender.close();
      reader.close();
      world.close();
    }
  }
}
