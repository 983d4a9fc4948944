package io.restante.it.faults;

import io.restante.contract.Topics;
import io.restante.it.proxy.FaultProxy;
import io.restante.it.proxy.Weather;
import io.restante.it.topology.EnvelopeLog;
import io.restante.it.world.SignedTickets;
import io.restante.local.Estate;
import io.restante.local.EstateBroker;
import io.restante.local.EstateListener;
import io.restante.local.EstateOptions;
import io.restante.local.NodeProgram;
import io.restante.local.Way;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A real estate that harm can be done to: a proxy on every way into it and within it, and for each
/// node a clock of its own. The controllers' ways among one another have none.
///
/// Thread-safe, as long as harm to brokers and their networks is one thread's at a time.
final class Site implements AutoCloseable {
  /// Deletion fast enough to be watched: the bound is these two, a second for the file, and the
  /// cleaner's turn.
  private static final int SEGMENT_MS = 4_000;

  private static final int COMPACTION_LAG_MS = 2_000;
  private static final long LOOK_NANOS = 200_000_000;
  private static final String TOPIC = Topics.ENVELOPES.name();
  private static final String TO_GROUPS = Topics.GROUP_ENVELOPES.name();

  private static final Set<Harm.Kind> OF_TOPOLOGIES =
      Set.of(
          Harm.Kind.TOPOLOGIES_KILLED,
          Harm.Kind.TOPOLOGIES_STOPPED,
          Harm.Kind.TOPOLOGIES_PAUSED,
          Harm.Kind.STORES_LOST);

  private final Path directory;
  private final Size size;
  private final Map<Harm.Link, FaultProxy> proxies = new HashMap<>();
  private final Estate estate;
  private final List<SiteNode> nodes = new ArrayList<>();
  private final Replicas replicas;
  private final Registrar registrar;
  private final @Nullable SiteTopologies topologies;
  private final Terms terms;

  private Site(Path directory, Terms terms, long seed, EstateListener listener) throws IOException {
    this.directory = directory;
    this.size = terms.size();
    this.terms = terms;
    EstateOptions options =
        EstateOptions.in(directory.resolve("data"))
            .withNodes(size.nodes())
            .withBrokers(size.brokers())
            .withNodeProgram(new NodeProgram(FaultyNode.class.getName(), terms.planted()))
            .withTopicSetting(TOPIC, "segment.ms", Integer.toString(SEGMENT_MS))
            .withTopicSetting(TOPIC, "max.compaction.lag.ms", Integer.toString(COMPACTION_LAG_MS))
            .withTopicSetting(
                TO_GROUPS, "segment.ms", Long.toString(SiteTopologies.SEGMENT.toMillis()))
            .withBrokerSetting("log.retention.check.interval.ms", "1000");
    for (int node = 0; node < size.nodes(); node++) {
      String faults = "-D" + FaultyNode.CLOCK + "=" + Files.writeString(clock(node), "0");
      options = options.withNodeEnvironment(node, "JAVA_TOOL_OPTIONS", faults);
    }
    for (Harm.Link link : size.links()) {
      options = withProxy(options, link, seed + proxies.size());
    }
    this.estate = Estate.start(options, listener);
    for (int node = 0; node < size.nodes(); node++) {
      nodes.add(new SiteNode(estate.node(node), index(node), clock(node)));
    }
    this.replicas = new Replicas(estate.bootstrapServers());
    this.registrar = new Registrar(estate.bootstrapServers());
    this.topologies =
        terms.hasGroups()
            ? new SiteTopologies(estate.dataDirectory(), estate.bootstrapServers(), terms, listener)
            : null;
  }

  private EstateOptions withProxy(EstateOptions options, Harm.Link link, long seed) {
    Way way =
        switch (link) {
          case Harm.Link.ToNode(int node) -> new Way.DeviceToNode(node);
          case Harm.Link.ToLog(int node, int broker) -> new Way.NodeToBroker(node, broker);
          case Harm.Link.WithinLog(int from, int to) -> new Way.BrokerToBroker(from, to);
        };
    InetSocketAddress any = new InetSocketAddress(options.endpoints().address(), 0);
    InetSocketAddress target = options.target(way);
    FaultProxy proxy = FaultProxy.start(any, () -> target, seed);
    proxies.put(link, proxy);
    return options.withDetour(way, proxy.address().getPort());
  }

  /// Starts an estate in a temporary directory that goes with it.
  ///
  /// @param seed where the proxies' jitter comes from
  static Site start(Terms terms, long seed, EstateListener listener) throws IOException {
    return new Site(Files.createTempDirectory("restante-faults-"), terms, seed, listener);
  }

  /// Returns what can be harmed here, and is not to be spared.
  Scriptwriter.Cast cast() {
    Set<Harm.Kind> kinds = EnumSet.allOf(Harm.Kind.class);
    kinds.removeAll(terms.spared());
    if (!terms.hasGroups()) {
      kinds.removeAll(OF_TOPOLOGIES);
    }
    if (size.brokers() == 1) {
      kinds.removeAll(Set.of(Harm.Kind.CLUSTER_WEATHER, Harm.Kind.CLUSTER_CUT));
    }
    if (size.nodes() == 1) {
      kinds.remove(Harm.Kind.ROLLING_RESTART);
    }
    if (!Signals.canFillDisk()) {
      kinds.remove(Harm.Kind.DISK_FULL);
    }
    return new Scriptwriter.Cast(size, terms.hasGroups(), kinds);
  }

  /// Returns where a device connects that knows no node: the proxy of any.
  URI gatewayUri(RandomGenerator random) {
    return estate.node(random.nextInt(size.nodes())).gatewayUri();
  }

  SignedTickets tickets() {
    return new SignedTickets(estate.ticketSigningKey(), InstantSource.system());
  }

  String bootstrapServers() {
    return estate.bootstrapServers();
  }

  /// Returns who writes the directory.
  Registrar registrar() {
    return registrar;
  }

  Path dataDirectory() {
    return estate.dataDirectory();
  }

  /// Waits until harm may be done: a majority of the replicas has to be left, so no broker is
  /// harmed as long as another has not caught up.
  void prepare(Harm harm) {
    if (size.brokers() > 1 && Scriptwriter.isToCluster(harm)) {
      replicas.awaitInSync();
    }
  }

  /// Begins to do harm.
  void begin(Harm harm) {
    switch (harm) {
      case Harm.ToNode(var blight, int node) -> nodes.get(node).begin(blight);
      case Harm.ToTopologies(var trouble, int process) -> topologies().begin(trouble, process);
      case Harm.ToBroker(int broker, boolean isKilled) -> begin(estate.broker(broker), isKilled);
      case Harm.ClockJump(int node, var by) -> nodes.get(node).shiftClock(by);
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
      case Harm.ToNode(var blight, int node) -> nodes.get(node).end(blight);
      case Harm.ToTopologies(var trouble, int process) -> topologies().end(trouble, process);
      case Harm.ToBroker(int broker, boolean _) -> end(estate.broker(broker));
      case Harm.ClockJump(int node, var _) -> nodes.get(node).shiftClock(Duration.ZERO);
      case Harm.BadWeather(var link, var direction, var _) ->
          proxy(link).change(direction, Weather.CLEAR);
      case Harm.Cut(var link) -> proxy(link).refuse(false);
      case Harm.HalfOpen(var link, var _) -> proxy(link).endHalfOpen();
    }
  }

  private static void begin(EstateBroker broker, boolean isKilled) {
    if (isKilled) {
      broker.kill();
    } else {
      broker.pause();
    }
  }

  private static void end(EstateBroker broker) {
    if (broker.isAlive()) {
      broker.resume();
    } else {
      broker.start();
    }
  }

  /// Lets every network be well again and starts what has ended by itself.
  void heal() {
    proxies.values().forEach(FaultProxy::calm);
    estate.startBrokers();
    nodes.forEach(SiteNode::heal);
    if (topologies != null) {
      topologies.heal();
    }
  }

  private SiteTopologies topologies() {
    if (topologies == null) {
      throw new IllegalStateException("there are no topologies");
    }
    return topologies;
  }

  /// Waits until nothing is left of the messages on their way to groups, and returns how much still
  /// is when that takes too long.
  Map<Path, Integer> awaitFannedOut() {
    Map<Path, Integer> left = new HashMap<>();
    if (topologies != null) {
      try (EnvelopeLog log = new EnvelopeLog(estate.bootstrapServers())) {
        long deadline = System.nanoTime() + DiskWatch.GONE_WITHIN.toNanos();
        Map<Integer, Long> undone = log.undone();
        while (!undone.isEmpty() && System.nanoTime() - deadline < 0) {
          LockSupport.parkNanos(LOOK_NANOS);
          undone = log.undone();
        }
        undone.forEach(
            (partition, count) ->
                left.put(Path.of(TO_GROUPS + "-" + partition), Math.toIntExact(count)));
      }
    }
    return left;
  }

  private FaultProxy proxy(Harm.Link link) {
    FaultProxy proxy = proxies.get(link);
    if (proxy == null) {
      throw new IllegalArgumentException(link + ": no way of an estate of " + size);
    }
    return proxy;
  }

  private Path clock(int node) {
    return directory.resolve("clock-" + node);
  }

  private Path index(int node) {
    String name = node == 0 ? "gateway" : "gateway-" + (node + 1);
    return estate.dataDirectory().resolve(name).resolve("index");
  }

  @Override
  public void close() {
    replicas.close();
    registrar.close();
    if (topologies != null) {
      topologies.close();
    }
    proxies.values().forEach(FaultProxy::calm);
    estate.close();
    proxies.values().forEach(FaultProxy::close);
    SiteNode.delete(directory);
  }
}
