package io.restante.it.bench;

import io.restante.contract.DeviceAddress;
import io.restante.it.swarm.Swarm;
import io.restante.it.swarm.SwarmDevice;
import io.restante.it.swarm.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/// A device returns to 10,000 messages spread among 1,000,000 undelivered ones of others in the
/// same partition; then 100 devices at once, 1,000 each.
///
/// Each run has devices of its own. A node that has been up for a while has compiled its code; a
/// few rounds on another partition bring it there.
final class DrainBench implements Benchmark {
  private static final int PARTITION = 0;
  private static final int CROWD_DEVICES = 100_000;
  private static final int CROWD_ENVELOPES = 1_000_000;
  private static final int CROWD_ENVELOPES_QUICK = 200_000;
  private static final int WARM_UP_PARTITION = 1;
  private static final int WARM_UP_ENVELOPES = 300_000;
  private static final int WARM_UP_ROUNDS = 8;
  private static final int ALONE = 10_000;
  private static final int TOGETHER = 100;
  private static final int TOGETHER_EACH = 1_000;
  private static final double NANOS_PER_MS = 1e6;

  /// The devices of one run.
  private record Returning(DeviceAddress alone, List<DeviceAddress> together) {}

  /// When the first envelope came and when the last acknowledgement left, from HELLO, milliseconds.
  private record Times(double firstMs, double lastMs) {}

  @Override
  public String name() {
    return "drain";
  }

  @Override
  public void run(Lab lab) throws Exception {
    int crowd = lab.isQuick() ? CROWD_ENVELOPES_QUICK : CROWD_ENVELOPES;
    lab.figures().set("drain.others_envelopes", crowd);
    lab.figures().set("drain.others_devices", CROWD_DEVICES);
    lab.figures().set("drain.ciphertext_bytes", 256);
    lab.start(options -> options);
    for (Returning set : fill(lab, WARM_UP_PARTITION, WARM_UP_ENVELOPES, WARM_UP_ROUNDS)) {
      drain(lab, List.of(set.alone()), ALONE);
      drain(lab, set.together(), TOGETHER_EACH);
    }
    lab.step("warmed up on another partition");
    for (Returning set : fill(lab, PARTITION, crowd, lab.runs())) {
      Times alone = drain(lab, List.of(set.alone()), ALONE);
      lab.figures().add("drain.10000.first.ms", alone.firstMs());
      lab.figures().add("drain.10000.last.ms", alone.lastMs());
      Times together = drain(lab, set.together(), TOGETHER_EACH);
      lab.figures().add("drain.100x1000.first.ms", together.firstMs());
      lab.figures().add("drain.100x1000.last.ms", together.lastMs());
    }
  }

  /// Fills a partition with a crowd's envelopes and, spread among them, those of the returning
  /// devices.
  private static List<Returning> fill(Lab lab, int partition, int crowd, int rounds)
      throws Exception {
    Backlog backlog = new Backlog(lab, partition, CROWD_DEVICES, crowd);
    List<Returning> sets = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      List<DeviceAddress> together = new ArrayList<>();
      for (int device = 0; device < TOGETHER; device++) {
        together.add(backlog.watch(TOGETHER_EACH));
      }
      sets.add(new Returning(backlog.watch(ALONE), together));
    }
    Filling.fill(lab, backlog);
    return sets;
  }

  private static Times drain(Lab lab, List<DeviceAddress> addresses, int each) throws Exception {
    long expected = (long) addresses.size() * each;
    var begin = lab.envelopes().ends();
    try (Swarm swarm = lab.newSwarm()) {
      List<SwarmDevice> devices = new ArrayList<>();
      for (DeviceAddress address : addresses) {
        devices.add(swarm.add(address, lab.ticket(address)));
      }
      swarm.connectAtOnce(devices);
      Tally tally =
          swarm.await(
              "the backlog",
              now -> now.acknowledged() >= expected && now.drained() >= devices.size(),
              Lab.PATIENCE);
      lab.requireFaultless("drain", tally);
      for (SwarmDevice device : devices) {
        lab.require(device.received() == each, "drain: " + device.received() + " of " + each);
      }
      Times times = times(devices);
      lab.step(
          String.format(
              Locale.ROOT,
              "%3d × %,6d: first %6.1f ms, last %6.0f ms",
              devices.size(),
              each,
              times.firstMs(),
              times.lastMs()));
      requireTombstones(lab, begin, expected);
      return times;
    }
  }

  private static Times times(List<SwarmDevice> devices) {
    long opened = devices.stream().mapToLong(SwarmDevice::openedNanos).min().orElseThrow();
    long first = devices.stream().mapToLong(SwarmDevice::firstNanos).max().orElseThrow();
    long last = devices.stream().mapToLong(SwarmDevice::lastAckNanos).max().orElseThrow();
    return new Times((first - opened) / NANOS_PER_MS, (last - opened) / NANOS_PER_MS);
  }

  private static void requireTombstones(Lab lab, Map<TopicPartition, Long> begin, long expected)
      throws BenchFailedException {
    long deadline = System.nanoTime() + Lab.PATIENCE.toNanos();
    long emptied = lab.envelopes().census(begin).emptied();
    while (emptied < expected && System.nanoTime() - deadline < 0) {
      emptied = lab.envelopes().census(begin).emptied();
    }
    lab.require(emptied == expected, "drain: " + emptied + " tombstones for " + expected);
  }
}
