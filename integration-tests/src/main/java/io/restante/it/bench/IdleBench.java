package io.restante.it.bench;

import io.restante.contract.DeviceAddress;
import io.restante.it.swarm.Swarm;
import io.restante.it.swarm.SwarmDevice;
import io.restante.it.world.ProcessUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What an authenticated idle connection costs the node: live heap, and memory outside the kernel.
final class IdleBench implements Benchmark {
  private static final int CONNECTIONS = 15_000;
  private static final int CONNECTIONS_QUICK = 3_000;
  private static final int WARM_UP = 200;

  /// The heap follows what is live, or its slack would hide what connections cost.
  private static final String[] NODE_JVM = {
    "-Xmx1g", "-XX:MinHeapFreeRatio=5", "-XX:MaxHeapFreeRatio=10"
  };

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public void run(Lab lab) throws Exception {
    int count = lab.isQuick() ? CONNECTIONS_QUICK : CONNECTIONS;
    lab.figures().set("idle.connections", count);
    lab.figures().set("idle.node_jvm", String.join(" ", NODE_JVM));
    for (int run = 0; run < lab.runs(); run++) {
      measure(lab, count);
    }
  }

  /// Measures on an estate of its own, because memory once touched stays resident.
  private static void measure(Lab lab, int count) throws Exception {
    try (lab) {
      lab.start(options -> options.withNodeJvmOptions(NODE_JVM));
      ProcessUsage node = new ProcessUsage(lab.estate().nodePid());
      try (Swarm warmUp = connected(lab, WARM_UP)) {
        lab.requireFaultless("warm-up", warmUp.tally());
      }
      long heapBefore = node.liveHeapBytes();
      long residentBefore = node.residentBytes();
      try (Swarm swarm = connected(lab, count)) {
        double heap = (node.liveHeapBytes() - heapBefore) / (double) count;
        double resident = (node.residentBytes() - residentBefore) / (double) count;
        lab.requireFaultless("idle", swarm.tally());
        lab.figures().add("idle.heap_bytes", heap);
        lab.figures().add("idle.resident_bytes", resident);
        lab.step(
            String.format(
                Locale.ROOT,
                "%,d connections: %,.0f bytes of live heap, %,.0f bytes resident each",
                count,
                heap,
                resident));
      }
    }
  }

  private static Swarm connected(Lab lab, int count) throws Exception {
    Swarm swarm = lab.newSwarm();
    List<SwarmDevice> devices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      DeviceAddress address = lab.newDevice();
      devices.add(swarm.add(address, lab.ticket(address)));
    }
    swarm.connect(devices, Lab.PATIENCE);
    return swarm;
  }
}
