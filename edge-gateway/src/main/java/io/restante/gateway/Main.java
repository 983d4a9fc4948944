package io.restante.gateway;

import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one gateway node, configured by the environment as [GatewayConfig] says.
///
/// Prints `step messages flow at ws://host:port/v1` (`wss` with TLS) on standard output once
/// devices can connect, and `ready ws://host:port/v1` once all of it serves. Stops on SIGTERM, and
/// when standard input closes if so configured. Exit code 0 after a stop, 1 when it can't start or
/// go on.
public final class Main {
  private static final Logger LOGGER = LoggerFactory.getLogger(Main.class);

  private Main() {}

  /// Starts the node and waits for its end; with `--help`, says what can be set.
  public static void main(String[] args) throws InterruptedException {
    run(args, InstantSource.system());
  }

  /// Runs a node as [#main] does, by another clock than the machine's.
  public static void run(String[] args, InstantSource clock) throws InterruptedException {
    if (List.of(args).contains("--help")) {
      System.out.print(SettingPage.help());
      return;
    }
    CountDownLatch end = new CountDownLatch(1);
    try {
      GatewayConfig config = GatewayConfig.fromEnvironment(System.getenv());
      GatewayNode node = GatewayNode.create(config, clock, new SecureRandom(), Main::die);
      Runtime.getRuntime().addShutdownHook(new Thread(node::close, "stop"));
      URI gateway = node.start(Main::tell);
      if (config.stopWithStdin()) {
        Thread.ofPlatform().daemon().name("stdin").start(() -> exitWithStdin(end));
      }
      System.out.println("ready " + gateway);
    } catch (IllegalArgumentException | IllegalStateException | IOException e) {
      System.err.println("restante gateway: " + e.getMessage());
      LOGGER.atError().setCause(e).log("node does not start");
      System.exit(1);
    }
    end.await();
    System.exit(0);
  }

  private static void tell(URI gateway) {
    System.out.println("step messages flow at " + gateway);
  }

  private static void exitWithStdin(CountDownLatch end) {
    try {
      while (System.in.read() >= 0) {
        // Nothing is expected there; only its end counts.
      }
    } catch (IOException e) {
      LOGGER.atDebug().setCause(e).log("standard input broke");
    }
    end.countDown();
  }

  private static void die(Throwable cause) {
    LOGGER.atError().setCause(cause).log("node can't go on");
    Runtime.getRuntime().halt(1);
  }
}
