package io.restante.it.faults;

import io.restante.it.proxy.FaultProxy;
import io.restante.it.proxy.Weather;
import io.restante.it.world.SignedTickets;
import io.restante.local.Estate;
import io.restante.local.EstateListener;
import io.restante.local.EstateOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

/// A real estate that harm can be done to: a proxy in front of the node, one in front of the
/// broker, and a clock of the node's own. Thread-safe: harm to one process is one thread's at a
/// time.
final class Site implements AutoCloseable {
  /// Deletion fast enough to be watched: the bound is these two, a second for the file, and the
  /// cleaner's turn.
  private static final int SEGMENT_MS = 4_000;

  private static final int COMPACTION_LAG_MS = 2_000;
  private static final String TOPIC = "messaging.envelopes";

  private final Path directory;
  private final Path clock;
  private final FaultProxy devices;
  private final FaultProxy log;
  private final Estate estate;

  private Site(Path directory, long seed, EstateListener listener) throws IOException {
    this.directory = directory;
    this.clock = directory.resolve("clock");
    Files.writeString(clock, "0");
    EstateOptions options = EstateOptions.in(directory.resolve("data"));
    String address = options.endpoints().address();
    InetSocketAddress any = new InetSocketAddress(address, 0);
    this.devices = FaultProxy.start(any, this::gateway, seed);
    this.log =
        FaultProxy.start(
            any,
            () -> InetSocketAddress.createUnresolved(address, options.endpoints().kafkaPort()),
            ~seed);
    String advertised = "PLAINTEXT://" + address + ":" + log.address().getPort();
    this.estate =
        Estate.start(
            options
                .withTopicSetting(TOPIC, "segment.ms", Integer.toString(SEGMENT_MS))
                .withTopicSetting(
                    TOPIC, "max.compaction.lag.ms", Integer.toString(COMPACTION_LAG_MS))
                .withBrokerSetting("advertised.listeners", advertised)
                .withNodeEnvironment("JAVA_TOOL_OPTIONS", "-Drestante.fault.clock=" + clock),
            listener);
  }

  /// Starts an estate in a temporary directory that goes with it.
  ///
  /// @param seed where the proxies' jitter comes from
  static Site start(long seed, EstateListener listener) throws IOException {
    return new Site(Files.createTempDirectory("restante-faults-"), seed, listener);
  }

  private InetSocketAddress gateway() {
    URI gateway = estate.gatewayUri();
    return new InetSocketAddress(gateway.getHost(), gateway.getPort());
  }

  /// Returns what can be harmed here.
  ///
  /// @param spared what is left out on purpose
  Scriptwriter.Cast cast(Set<Harm.Kind> spared) {
    Set<Harm.Kind> kinds = EnumSet.allOf(Harm.Kind.class);
    kinds.removeAll(spared);
    kinds.removeAll(Set.of(Harm.Kind.CLUSTER_WEATHER, Harm.Kind.CLUSTER_CUT));
    if (!Signals.canFillDisk()) {
      kinds.remove(Harm.Kind.DISK_FULL);
    }
    return new Scriptwriter.Cast(1, 1, kinds);
  }

  /// Returns where devices connect: the proxy.
  URI gatewayUri() {
    URI gateway = estate.gatewayUri();
    return URI.create(
        "ws://%s:%d%s"
            .formatted(
                devices.address().getHostString(), devices.address().getPort(), gateway.getPath()));
  }

  SignedTickets tickets() {
    return new SignedTickets(estate.ticketSigningKey(), InstantSource.system());
  }

  String bootstrapServers() {
    return estate.bootstrapServers();
  }

  Path dataDirectory() {
    return estate.dataDirectory();
  }

  /// Begins to do harm.
  void begin(Harm harm) {
    switch (harm) {
      case Harm.ToNode node -> beginToNode(node.blight());
      case Harm.ToBroker(var _, var isKilled) -> {
        if (isKilled) {
          estate.killBroker();
        } else {
          Signals.pause(estate.brokerPid());
        }
      }
      case Harm.ClockJump(var _, var by) -> shiftClock(by);
      case Harm.BadWeather(var link, var direction, var weather) ->
          proxy(link).change(direction, weather);
      case Harm.Cut(var link) -> {
        proxy(link).refuse(true);
        proxy(link).reset();
      }
      case Harm.HalfOpen(var link, var left) -> proxy(link).leaveAlone(left);
    }
  }

  /// Undoes harm; what has to be started is there when this returns.
  void end(Harm harm) {
    switch (harm) {
      case Harm.ToNode node -> endToNode(node.blight());
      case Harm.ToBroker(var _, var isKilled) -> {
        if (isKilled) {
          estate.startBroker();
        } else {
          Signals.resume(estate.brokerPid());
        }
      }
      case Harm.ClockJump _ -> shiftClock(Duration.ZERO);
      case Harm.BadWeather(var link, var direction, var _) ->
          proxy(link).change(direction, Weather.CLEAR);
      case Harm.Cut(var link) -> proxy(link).refuse(false);
      case Harm.HalfOpen(var link, var _) -> proxy(link).endHalfOpen();
    }
  }

  /// A node that has ended by itself can't be harmed any more.
  private synchronized void beginToNode(Harm.Blight blight) {
    if (!isNodeAlive()) {
      return;
    }
    switch (blight) {
      case KILLED -> estate.killNode();
      case STOPPED -> estate.stopNode();
      case PAUSED -> Signals.pause(estate.nodePid());
      case INDEX_LOST -> {
        estate.killNode();
        delete(estate.dataDirectory().resolve("gateway").resolve("index"));
      }
      case DISK_FULL -> Signals.fillDisk(estate.nodePid());
    }
  }

  private synchronized void endToNode(Harm.Blight blight) {
    if (!isNodeAlive()) {
      estate.startNode();
      return;
    }
    switch (blight) {
      case PAUSED -> Signals.resume(estate.nodePid());
      case DISK_FULL -> Signals.emptyDisk(estate.nodePid());
      case KILLED, STOPPED, INDEX_LOST -> {}
    }
  }

  /// Lets every network be well again and starts the node if it has ended by itself.
  synchronized void heal() {
    devices.calm();
    log.calm();
    if (!isNodeAlive()) {
      estate.startNode();
    }
  }

  private boolean isNodeAlive() {
    try {
      return ProcessHandle.of(estate.nodePid()).map(ProcessHandle::isAlive).orElse(false);
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private void shiftClock(Duration by) {
    try {
      Files.writeString(clock, Long.toString(by.toMillis()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FaultProxy proxy(Harm.Link link) {
    return switch (link) {
      case Harm.Link.ToNode _ -> devices;
      case Harm.Link.ToLog _ -> log;
      case Harm.Link.WithinLog _ -> throw new IllegalStateException("a cluster of one broker");
    };
  }

  @Override
  public void close() {
    heal();
    estate.close();
    devices.close();
    log.close();
    delete(directory);
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
