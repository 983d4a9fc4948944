package io.restante.gateway;

import io.restante.gateway.deliver.Arrivals;
import io.restante.gateway.deliver.Departures;
import io.restante.gateway.deliver.LanePorts;
import io.restante.gateway.deliver.LaneSettings;
import io.restante.gateway.deliver.Lanes;
import io.restante.gateway.deliver.MessageWatch;
import io.restante.gateway.devices.DeviceLog;
import io.restante.gateway.listener.DeliveryWindow;
import io.restante.gateway.listener.GatewayListener;
import io.restante.gateway.listener.GatewayPorts;
import io.restante.gateway.login.TicketVerifier;
import io.restante.gateway.mailbox.CoreSettings;
import io.restante.gateway.mailbox.DeliveryBudget;
import io.restante.gateway.ops.Readiness;
import io.restante.gateway.ownership.OwnershipLog;
import io.restante.gateway.presence.PresenceExchange;
import io.restante.gateway.send.DeliveryAudit;
import io.restante.gateway.send.EnvelopeAppender;
import io.restante.gateway.send.Housekeeper;
import io.restante.gateway.send.LogWriter;
import io.restante.gateway.signal.SignalExchange;
import io.restante.gateway.tls.IdentityFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One gateway node: the rooms, put together, started in the order of their needs and closed in
/// reverse.
///
/// Single-use: [#start], then [#close].
public final class GatewayNode implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(GatewayNode.class);

  private static final long HOLD_MS = 10;
  private static final long SEEK_GAP = 16_384;
  private static final long REMAINDER_AFTER_MS = 1_000;
  private static final Duration ROLL_MARGIN = Duration.ofMillis(200);
  private static final Duration SEE_OFF_MAX = Duration.ofSeconds(10);

  private final Surroundings around;
  private final Stores stores;
  private final Fleet fleet;
  private final Lanes lanes;
  private final GatewayListener listener;
  private final @Nullable AccountRooms accounts;

  private GatewayNode(
      Surroundings around,
      Stores stores,
      Fleet fleet,
      Lanes lanes,
      GatewayListener listener,
      @Nullable AccountRooms accounts) {
    this.around = around;
    this.stores = stores;
    this.fleet = fleet;
    this.lanes = lanes;
    this.listener = listener;
    this.accounts = accounts;
  }

  /// What the rooms are in.
  private record Surroundings(
      Operations operations, Duration catchUpTimeout, Door door, Warmth warmth) {}

  /// What this node has to do with the others.
  private record Fleet(
      OwnershipLog ownership,
      Arrivals arrivals,
      Departures departures,
      DeviceLog devices,
      SignalExchange signals,
      PresenceExchange presences) {
    void showIn(Operations operations) {
      operations.show(ownership, arrivals, departures, devices);
      operations.show(signals);
      operations.show(presences);
    }
  }

  /// Builds a node; asks the brokers what it has to know of the log.
  ///
  /// @param clock the node's clock
  /// @param random for numbers that no other process should choose
  /// @param onDeath told when the node can't go on
  /// @throws IOException when the ticket keys can't be read
  public static GatewayNode create(
      GatewayConfig config,
      InstantSource clock,
      RandomGenerator random,
      Consumer<Throwable> onDeath)
      throws IOException {
    TicketVerifier tickets = TicketVerifier.watching(config.cell(), config.ticketKeys());
    LogFacts log = LogFacts.ask(config.kafka());
    Stores stores = Stores.of(config, log, clock, random);
    Housekeeper housekeeper = stores.housekeeper(log, clock);
    IdentityFiles identity = config.tls() == null ? null : new IdentityFiles(config.tls());
    DeviceLog devices = devices(config, log, stores, clock);
    AccountRooms accounts =
        accounts(config, new AccountRooms.Outside(tickets, housekeeper, devices, clock), random);
    MessageWatch watch = accounts == null ? MessageWatch.NOBODY : accounts.roster();
    OwnershipLog ownership = ownership(config, log, stores);
    Departures departures = new Departures(ownership, config.movesPerSecond());
    Lanes lanes =
        new Lanes(
            config.lanes(),
            laneSettings(config, log, stores.audit()),
            new LanePorts(
                stores.indexes(),
                stores.snapshots(),
                housekeeper,
                watch,
                devices,
                ownership,
                departures,
                clock),
            onDeath);
    Arrivals arrivals = new Arrivals(lanes, ownership, config.homeWait(), config.movesPerSecond());
    SignalExchange signals = signals(config, log, lanes, clock);
    PresenceExchange presences =
        new PresenceExchange(config.kafka(), log.partitions(), ownership::epoch, clock);
    GatewayListener listener =
        new GatewayListener(
            config.listener(),
            new GatewayPorts(
                tickets,
                devices,
                arrivals,
                appender(stores.sender(), log, random.nextInt(), housekeeper),
                signals,
                presences,
                clock),
            window(config),
            identity);
    Fleet fleet = new Fleet(ownership, arrivals, departures, devices, signals, presences);
    Operations operations = operations(config, lanes, listener, stores, fleet);
    return new GatewayNode(
        new Surroundings(
            operations,
            config.catchUpTimeout(),
            new Door(identity, config.publicAddress()),
            new Warmth(config, stores.indexes(), clock)),
        stores,
        fleet,
        lanes,
        listener,
        accounts);
  }

  private static @Nullable AccountRooms accounts(
      GatewayConfig config, AccountRooms.Outside outside, RandomGenerator random)
      throws IOException {
    return config.accounts() == null
        ? null
        : AccountRooms.create(config, config.accounts(), outside, random);
  }

  private static EnvelopeAppender appender(
      LogWriter writer, LogFacts log, int firstAttempt, Housekeeper housekeeper) {
    return new EnvelopeAppender(
        writer, log.partitions(), log.groupPartitions(), firstAttempt, housekeeper::accepted);
  }

  private static SignalExchange signals(
      GatewayConfig config, LogFacts log, Lanes lanes, InstantSource clock) {
    return new SignalExchange(
        config.kafka(), config.node(), log.partitions(), lanes::serves, clock);
  }

  private static Operations operations(
      GatewayConfig config, Lanes lanes, GatewayListener listener, Stores stores, Fleet fleet) {
    Operations operations = new Operations(config);
    operations.show(lanes, listener);
    stores.showIn(operations);
    fleet.showIn(operations);
    return operations;
  }

  static DeliveryWindow window(GatewayConfig config) {
    return new DeliveryWindow(config.windowEnvelopes(), config.windowBytes());
  }

  private static LaneSettings laneSettings(
      GatewayConfig config, LogFacts log, DeliveryAudit audit) {
    CoreSettings core =
        new CoreSettings(
            config.windowEnvelopes(),
            config.windowBytes(),
            config.ackTimeout().toMillis(),
            HOLD_MS,
            SEEK_GAP,
            log.segmentAge().plus(ROLL_MARGIN).toMillis(),
            config.expireAfter().toMillis(),
            config.expiryInterval().toMillis(),
            REMAINDER_AFTER_MS,
            new DeliveryBudget(config.inFlightBytes()),
            audit.sample());
    return new LaneSettings(
        config.kafka(),
        "gateway-" + config.gateway(),
        config.node(),
        log.log(),
        log.partitions(),
        core,
        config.sessionTimeout(),
        config.checkpointInterval(),
        config.checkpointChanges(),
        log.tombstoneRetention());
  }

  private static OwnershipLog ownership(GatewayConfig config, LogFacts log, Stores stores) {
    return new OwnershipLog(
        config.kafka(), config.gateway(), config.node(), log.partitions(), stores.sender());
  }

  private static DeviceLog devices(
      GatewayConfig config, LogFacts log, Stores stores, InstantSource clock) {
    Duration tickets =
        config.accounts() == null ? Duration.ofHours(1) : config.accounts().ticketLifetime();
    return new DeviceLog(
        new DeviceLog.Facts(config.kafka(), log.devices(), log.partitions()),
        config.node(),
        stores.indexes(),
        tickets.multipliedBy(2),
        clock);
  }

  /// Opens the directory, if the node has accounts, listens, and gets warm; then joins the group
  /// and waits until the mailboxes of the partitions it is given are up to date; then opens the
  /// API. The group comes after all that takes time, because whose partitions move here have nobody
  /// until this node claims them. A node that is alone takes them from nobody, and joins at once.
  /// Messages do not wait for the key store, only the API does.
  ///
  /// @param onMessages told where devices connect, once they can
  /// @return the WebSocket as it is bound
  /// @throws IOException when an address can't be bound
  public URI start(Consumer<URI> onMessages) throws IOException {
    around.operations().start();
    stores.start();
    CompletableFuture<Void> opened =
        accounts == null
            ? CompletableFuture.completedFuture(null)
            : CompletableFuture.runAsync(accounts::openDirectory, Thread.ofVirtual()::start);
    fleet.ownership().start();
    fleet.arrivals().start();
    fleet.departures().start();
    fleet.devices().start(lanes::discard);
    fleet.signals().start();
    fleet.presences().start();
    boolean isAlone = fleet.ownership().isAlone();
    if (isAlone) {
      lanes.start();
    }
    await(opened);
    if (accounts != null) {
      accounts.follow(lanes::discard);
    }
    URI bound = uri(listener.start());
    URI gateway = around.door().publicAddress(bound);
    around.warmth().get(isAlone);
    fleet.ownership().claimAt(gateway);
    if (!isAlone) {
      lanes.start();
    }
    lanes.awaitServing(around.catchUpTimeout());
    around.operations().readiness().gained(Readiness.Part.MAILBOXES);
    around.operations().readiness().gained(Readiness.Part.LISTENER);
    onMessages.accept(bound);
    if (accounts != null) {
      accounts.awaitKeyStore();
      accounts.serve(gateway, around.door().identity());
      accounts.show(around.operations().meters());
      around.operations().readiness().gained(Readiness.Part.API);
    }
    return bound;
  }

  private static void await(CompletableFuture<Void> opened) throws IOException {
    try {
      opened.join();
    } catch (CompletionException e) {
      throw new IOException("the directory can't be opened: " + e.getCause(), e);
    }
  }

  private URI uri(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    String shown = host.contains(":") ? "[" + host + "]" : host;
    String scheme = around.door().identity() == null ? "ws" : "wss";
    return URI.create(scheme + "://" + shown + ":" + address.getPort() + GatewayListener.PATH);
  }

  /// Closes the API, accepts no more connections, gives the partitions back, sends the devices to
  /// the nodes that have them then, and flushes what is on its way into the log.
  @Override
  public void close() {
    around.operations().readiness().lost(Readiness.Part.LISTENER);
    if (accounts != null) {
      accounts.stopServing();
    }
    listener.stopAccepting();
    fleet.arrivals().close();
    fleet.ownership().claimNoMore();
    lanes.close();
    if (!fleet.ownership().isAlone() && !fleet.departures().awaitEmpty(SEE_OFF_MAX)) {
      LOGGER.atWarn().log("devices left whose home is not known");
    }
    fleet.departures().close();
    listener.close();
    fleet.signals().close();
    fleet.presences().close();
    fleet.ownership().close();
    fleet.devices().close();
    if (accounts != null) {
      accounts.close();
    }
    stores.close();
    around.operations().close();
  }
}
