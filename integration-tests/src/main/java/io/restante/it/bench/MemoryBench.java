package io.restante.it.bench;

import io.restante.contract.DeviceAddress;
import io.restante.it.swarm.Swarm;
import io.restante.it.swarm.SwarmDevice;
import io.restante.it.swarm.SwarmSettings;
import io.restante.it.world.ProcessUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// What a node holds in memory when 15,000 devices are connected to which 1,000,000 envelopes are
/// to go: first while they wait in the index, then when the devices take them and acknowledge none.
final class MemoryBench implements Benchmark {
  private static final int CONNECTIONS = 15_000;
  private static final int CONNECTIONS_QUICK = 3_000;
  private static final int EACH = 67;
  private static final int AT_ONCE = 500;
  private static final Duration PAUSE = Duration.ofMillis(300);
  private static final Duration SETTLE = Duration.ofSeconds(10);
  private static final double MEBIBYTE = 1 << 20;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public void run(Lab lab) throws Exception {
    int count = lab.isQuick() ? CONNECTIONS_QUICK : CONNECTIONS;
    lab.figures().set("memory.connections", count);
    lab.figures().set("memory.envelopes", count * EACH);
    for (int run = 0; run < lab.runs(); run++) {
      measure(lab, count);
    }
  }

  /// Measures on an estate of its own, because memory once touched stays resident.
  private static void measure(Lab lab, int count) throws Exception {
    try (lab) {
      lab.start(options -> options.withNodeEnvironment("RESTANTE_ACK_TIMEOUT", "PT1H"));
      ProcessUsage node = new ProcessUsage(lab.estate().nodePid());
      note(lab, node, "empty");
      List<DeviceAddress> addresses =
          IntStream.range(0, count).mapToObj(_ -> lab.newDevice()).toList();
      Filling.fill(lab, addresses, EACH);
      note(lab, node, "waiting");
      try (Swarm swarm = connected(lab, addresses)) {
        note(lab, node, "unacknowledged");
        lab.require(swarm.tally().closed() == 0, "a connection " + swarm.firstEnding());
        lab.requireFaultless("memory", swarm.tally());
      }
    }
  }

  private static void note(Lab lab, ProcessUsage node, String when) {
    double resident = node.residentBytes() / MEBIBYTE;
    double heap = node.liveHeapBytes() / MEBIBYTE;
    lab.figures().add("memory." + when + ".resident.mib", resident);
    lab.figures().add("memory." + when + ".heap.mib", heap);
    lab.step(
        String.format(Locale.ROOT, "%s: %,.0f MiB resident, heap %,.0f", when, resident, heap));
  }

  /// Connects devices that store everything and say nothing of it.
  private static Swarm connected(Lab lab, List<DeviceAddress> addresses) throws Exception {
    Swarm swarm = lab.newSwarm(SwarmSettings.silent(lab.estate().gatewayUri()));
    List<SwarmDevice> devices = new ArrayList<>();
    for (DeviceAddress address : addresses) {
      devices.add(swarm.add(address, lab.ticket(address)));
    }
    for (int from = 0; from < devices.size(); from += AT_ONCE) {
      swarm.connectAtOnce(devices.subList(from, Math.min(devices.size(), from + AT_ONCE)));
      Thread.sleep(PAUSE);
    }
    long before = -1;
    for (long now = 0; now != before; now = swarm.tally().received()) {
      before = now;
      Thread.sleep(SETTLE);
    }
    lab.step(String.format(Locale.ROOT, "%,d delivered", before));
    return swarm;
  }
}
