package io.restante.streams;

import io.restante.contract.AuditTrail;
import io.restante.streams.audit.AuditService;
import io.restante.streams.fanout.FanOutService;
import io.restante.streams.ops.OpsServer;
import io.restante.streams.ops.OpsServer.Health;
import io.restante.streams.ops.TopologyMeters;
import io.restante.streams.presence.PresenceService;
import io.restante.streams.receipt.ReceiptService;
import io.restante.streams.runtime.StreamsOptions;
import io.restante.streams.runtime.TopologyService;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the topologies, configured by the environment as [TopologiesConfig] says.
///
/// Prints `state <topology> <state>` on standard output whenever one changes, and `ready
/// topologies` once all run. Stops on SIGTERM, and when standard input closes if so configured.
/// Exit code 0 after a stop, 1 when it can't start.
public final class TopologiesMain {
  private TopologiesMain() {}

  /// Starts the topologies and waits for their end; with `--help`, says what can be set.
  public static void main(String[] arguments) throws InterruptedException {
    if (List.of(arguments).contains("--help")) {
      System.out.print(TopologiesConfig.help());
      return;
    }
    if (System.getProperty("log4j2.configurationFile") == null) {
      System.setProperty("log4j2.configurationFile", "restante-topologies-log4j2.xml");
    }
    CountDownLatch end = new CountDownLatch(1);
    try {
      start(TopologiesConfig.fromEnvironment(System.getenv()), end);
    } catch (IllegalArgumentException | IllegalStateException | IOException | KafkaException e) {
      System.err.println("restante topologies: " + e.getMessage());
      System.exit(1);
    }
    end.await();
    System.exit(0);
  }

  private static void start(TopologiesConfig config, CountDownLatch end) throws IOException {
    Logger logger = LoggerFactory.getLogger(TopologiesMain.class);
    Announcement announcement = new Announcement();
    List<TopologyService> all = services(config, announcement);
    announcement.watch(() -> all.stream().allMatch(TopologyService::isRunning));
    TopologyMeters meters = new TopologyMeters();
    for (TopologyService topology : all) {
      meters.count(topology.counts());
      topology.gauges().forEach(meters::gauge);
    }
    OpsServer operations = new OpsServer(config.operations(), () -> health(all), meters);
    InetSocketAddress address = operations.start();
    logger.atInfo().addKeyValue("port", address.getPort()).log("operator's endpoints open");
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop(all);
                  operations.close();
                },
                "stop"));
    all.forEach(TopologyService::start);
    if (config.stopWithStdin()) {
      Thread.ofPlatform().daemon().name("stdin").start(() -> endWithStdin(end, logger));
    }
  }

  private static List<TopologyService> services(
      TopologiesConfig config, Announcement announcement) {
    StreamsOptions options = config.streams();
    AuditTrail trail = config.audit().trail();
    List<TopologyService> all = new ArrayList<>();
    all.add(
        FanOutService.create(options, trail, (state, _) -> announcement.tell("fan-out", state)));
    all.add(ReceiptService.create(options, (state, _) -> announcement.tell("receipts", state)));
    all.add(
        PresenceService.create(
            options, config.gateway(), (state, _) -> announcement.tell("presence", state)));
    if (trail != null) {
      all.add(AuditService.create(options, (state, _) -> announcement.tell("audit", state)));
    }
    return List.copyOf(all);
  }

  /// As one that is not ready, the first that is not.
  private static Health health(List<TopologyService> all) {
    TopologyService shown =
        all.stream().filter(each -> !each.isRunning()).findFirst().orElse(all.getFirst());
    return new Health(shown.isRunning(), shown.state());
  }

  /// Stops all at the same time: each may wait for its brokers.
  private static void stop(List<TopologyService> all) {
    List<Thread> stopping =
        all.stream()
            .map(each -> Thread.ofPlatform().name("stop-topology").start(each::close))
            .toList();
    try {
      for (Thread each : stopping) {
        each.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Tells whoever started the process. Thread-safe.
  private static final class Announcement {
    private final AtomicBoolean hasBeenReady = new AtomicBoolean();
    private volatile BooleanSupplier isReady = () -> false; // written before the topologies start

    private void watch(BooleanSupplier all) {
      isReady = all;
    }

    private void tell(String topology, String state) {
      System.out.println("state " + topology + " " + state);
      if (isReady.getAsBoolean() && hasBeenReady.compareAndSet(false, true)) {
        System.out.println("ready topologies");
      }
    }
  }

  private static void endWithStdin(CountDownLatch end, Logger logger) {
    try {
      while (System.in.read() >= 0) {
        // Nothing is expected there; only its end counts.
      }
    } catch (IOException e) {
      logger.atDebug().setCause(e).log("standard input broke");
    }
    end.countDown();
  }
}
