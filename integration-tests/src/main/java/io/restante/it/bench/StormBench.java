package io.restante.it.bench;

import io.restante.contract.DeviceAddress;
import io.restante.it.swarm.Swarm;
import io.restante.it.swarm.SwarmDevice;
import io.restante.it.swarm.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// 10,000 devices, spread over all partitions, connect at the same moment, each to 10 messages that
/// wait for it.
final class StormBench implements Benchmark {
  private static final int DEVICES = 10_000;
  private static final int DEVICES_QUICK = 1_000;
  private static final int EACH = 10;
  private static final double NANOS_PER_MS = 1e6;

  @Override
  public String name() {
    return "storm";
  }

  @Override
  public void run(Lab lab) throws Exception {
    int count = lab.isQuick() ? DEVICES_QUICK : DEVICES;
    lab.figures().set("storm.devices", count);
    lab.figures().set("storm.messages_each", EACH);
    lab.start(options -> options);
    for (int run = -1; run < lab.runs(); run++) {
      double lastMs = storm(lab, count);
      lab.step(
          String.format(
              Locale.ROOT,
              "%,d devices with %d each: the last after %,.0f ms%s",
              count,
              EACH,
              lastMs,
              run < 0 ? " (warm-up)" : ""));
      if (run >= 0) {
        lab.figures().add("storm." + count + ".last.ms", lastMs);
      }
    }
  }

  private static double storm(Lab lab, int count) throws Exception {
    List<DeviceAddress> addresses =
        IntStream.range(0, count).mapToObj(_ -> lab.newDevice()).toList();
    Filling.fill(lab, addresses, EACH);
    long expected = (long) count * EACH;
    try (Swarm swarm = lab.newSwarm()) {
      List<SwarmDevice> devices = new ArrayList<>();
      for (DeviceAddress address : addresses) {
        devices.add(swarm.add(address, lab.ticket(address)));
      }
      long began = System.nanoTime();
      Duration took = swarm.reconnect(devices, count, Lab.PATIENCE);
      lab.require(!took.isNegative(), "time went back");
      Tally tally = swarm.await("the backlog", now -> now.acknowledged() >= expected, Lab.PATIENCE);
      lab.requireFaultless("storm", tally);
      long last = devices.stream().mapToLong(SwarmDevice::lastAckNanos).max().orElseThrow();
      return (last - began) / NANOS_PER_MS;
    }
  }
}
