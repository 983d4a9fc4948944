package io.restante.connectors;

import io.restante.connectors.directory.ConnectorStatus;
import io.restante.connectors.directory.ConnectorStatus.State;
import io.restante.connectors.directory.DirectoryConnector;
import io.restante.connectors.directory.DirectoryConnector.ConnectorSettings;
import io.restante.connectors.directory.SourceSettings;
import io.restante.connectors.lastseen.LastSeenConnector;
import io.restante.connectors.lastseen.StoreSettings;
import io.restante.connectors.ops.ConnectorMeters;
import io.restante.connectors.ops.OpsServer;
import io.restante.connectors.ops.OpsServer.Health;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the directory's change data capture, configured by the environment as [ConnectorConfig]
/// says.
///
/// Prints `state <state>` on standard output whenever it changes, and `ready directory` once
/// changes come through, or another instance is found to be active. Stops on SIGTERM, and when
/// standard input closes if so configured. Exit code 0 after a stop, 1 when it can't start or an
/// error that nobody expected has ended it.
public final class DirectoryConnectorMain {
  private DirectoryConnectorMain() {}

  /// Starts the connector and waits for its end; with `--help`, says what can be set.
  public static void main(String[] arguments) throws InterruptedException {
    if (List.of(arguments).contains("--help")) {
      System.out.print(ConnectorConfig.help());
      return;
    }
    if (System.getProperty("log4j2.configurationFile") == null) {
      System.setProperty("log4j2.configurationFile", "restante-connectors-log4j2.xml");
    }
    CountDownLatch end = new CountDownLatch(1);
    Announcement announcement = new Announcement(end);
    ConnectorStatus status = new ConnectorStatus(InstantSource.system(), announcement::tell);
    try {
      start(ConnectorConfig.fromEnvironment(System.getenv()), status, end);
    } catch (IllegalArgumentException | IOException e) {
      System.err.println("restante connectors: " + e.getMessage());
      System.exit(1);
    }
    end.await();
    // Whoever stops it in order comes here first, and the connector's turn is next.
    System.exit(status.state() == State.STOPPED ? 1 : 0);
  }

  private static void start(ConnectorConfig config, ConnectorStatus status, CountDownLatch end)
      throws IOException {
    Logger logger = LoggerFactory.getLogger(DirectoryConnectorMain.class);
    DirectoryConnector connector = new DirectoryConnector(settings(config), status);
    ConnectorMeters meters = meters(status);
    OpsServer operations =
        new OpsServer(
            config.operations(), () -> new Health(status.isReady(), status.label()), meters);
    InetSocketAddress address = operations.start();
    logger.atInfo().addKeyValue("port", address.getPort()).log("operator's endpoints open");
    connector.start();
    LastSeenConnector lastSeen = lastSeen(config, meters);
    if (lastSeen != null) {
      lastSeen.start();
    }
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (lastSeen != null) {
                    lastSeen.close();
                  }
                  connector.close();
                  operations.close();
                },
                "stop"));
    if (config.stopWithStdin()) {
      Thread.ofPlatform().daemon().name("stdin").start(() -> endWithStdin(end, logger));
    }
  }

  private static @Nullable LastSeenConnector lastSeen(
      ConnectorConfig config, ConnectorMeters meters) {
    StoreSettings store = config.store();
    if (store == null) {
      return null;
    }
    LastSeenConnector made = LastSeenConnector.on(config.kafka(), store, InstantSource.system());
    meters.count(made.counts().counts());
    meters.gauge("connectors.lastseen.waiting", made.counts()::waiting);
    meters.gauge("connectors.lastseen.connected", made.counts()::connected);
    return made;
  }

  private static ConnectorSettings settings(ConnectorConfig config) throws IOException {
    String password = Files.readString(config.directoryPasswordFile()).strip();
    SourceSettings source =
        new SourceSettings(config.directoryUrl(), config.directoryUser(), password, config.slot());
    return new ConnectorSettings(source, config.kafka(), config.pollInterval(), config.heartbeat());
  }

  private static ConnectorMeters meters(ConnectorStatus status) {
    ConnectorMeters meters = new ConnectorMeters();
    meters.count(status.counts());
    meters.gauge(
        "connectors.directory.active",
        () -> status.state() == State.SNAPSHOT || status.state() == State.STREAMING ? 1 : 0);
    meters.gauge("connectors.directory.lag.ms", status::lagMs);
    meters.gauge("connectors.directory.behind.bytes", status::behindBytes);
    return meters;
  }

  /// Tells whoever started the process. Thread-safe.
  private static final class Announcement {
    private final AtomicBoolean hasBeenReady = new AtomicBoolean();
    private final CountDownLatch end;

    private Announcement(CountDownLatch end) {
      this.end = end;
    }

    private void tell(State state) {
      System.out.println("state " + state.label());
      if (state.isReady() && hasBeenReady.compareAndSet(false, true)) {
        System.out.println("ready directory");
      }
      if (state == State.STOPPED) {
        end.countDown();
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
