package io.restante.gateway;

import io.restante.gateway.deliver.LanePorts;
import io.restante.gateway.deliver.LaneSettings;
import io.restante.gateway.deliver.Lanes;
import io.restante.gateway.deliver.MessageWatch;
import io.restante.gateway.index.IndexDirectory;
import io.restante.gateway.listener.DeliveryWindow;
import io.restante.gateway.listener.GatewayListener;
import io.restante.gateway.listener.GatewayPorts;
import io.restante.gateway.login.TicketKeys;
import io.restante.gateway.login.TicketVerifier;
import io.restante.gateway.mailbox.CoreSettings;
import io.restante.gateway.send.EnvelopeAppender;
import io.restante.gateway.send.Housekeeper;
import io.restante.gateway.send.LogWriter;
import io.restante.gateway.tls.IdentityFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// One gateway node: the rooms, put together, started in the order of their needs and closed in
/// reverse.
///
/// Single-use: [#start], then [#close].
public final class GatewayNode implements AutoCloseable {
  private static final int SEND_JOBS_MAX = 16_384;
  private static final int HOUSEKEEPING_JOBS_MAX = 65_536;
  private static final long QUEUE_BYTES_MAX = 32L << 20;
  private static final int HOUSEKEEPING_LINGER_MS = 20;
  private static final int CHECKPOINT_CHANGES = 131_072;
  private static final long HOLD_MS = 10;
  private static final long SEEK_GAP = 16_384;
  private static final Duration ROLL_MARGIN = Duration.ofMillis(200);
  private static final Duration CATCH_UP_MAX = Duration.ofMinutes(10);

  private final LogWriter sender;
  private final LogWriter keeper;
  private final IndexDirectory indexes;
  private final Lanes lanes;
  private final GatewayListener listener;

  private GatewayNode(
      LogWriter sender,
      LogWriter keeper,
      IndexDirectory indexes,
      Lanes lanes,
      GatewayListener listener) {
    this.sender = sender;
    this.keeper = keeper;
    this.indexes = indexes;
    this.lanes = lanes;
    this.listener = listener;
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
    TicketVerifier tickets =
        new TicketVerifier(config.cell(), TicketKeys.loadPublicKeys(config.ticketKeys()));
    LogFacts log = LogFacts.ask(config.kafka());
    LogWriter sender =
        new LogWriter(
            "send", SEND_JOBS_MAX, QUEUE_BYTES_MAX, LogWriter.producerSettings(config.kafka(), 0));
    LogWriter keeper =
        new LogWriter(
            "housekeeping",
            HOUSEKEEPING_JOBS_MAX,
            QUEUE_BYTES_MAX,
            LogWriter.producerSettings(config.kafka(), HOUSEKEEPING_LINGER_MS));
    IndexDirectory indexes = new IndexDirectory(config.indexDirectory(), config.indexMemoryBytes());
    Lanes lanes =
        new Lanes(
            config.lanes(),
            laneSettings(config, log),
            new LanePorts(
                indexes,
                new Housekeeper(keeper, log.partitions(), clock),
                MessageWatch.NOBODY,
                clock),
            onDeath);
    GatewayListener listener =
        new GatewayListener(
            config.listener(),
            new GatewayPorts(
                tickets,
                (_, _) -> false,
                lanes,
                new EnvelopeAppender(sender, log.partitions(), random.nextInt()),
                clock),
            new DeliveryWindow(config.windowEnvelopes(), config.windowBytes()),
            config.tls() == null ? null : new IdentityFiles(config.tls()));
    return new GatewayNode(sender, keeper, indexes, lanes, listener);
  }

  private static LaneSettings laneSettings(GatewayConfig config, LogFacts log) {
    CoreSettings core =
        new CoreSettings(
            config.windowEnvelopes(),
            config.windowBytes(),
            config.ackTimeout().toMillis(),
            HOLD_MS,
            SEEK_GAP,
            log.segmentAge().plus(ROLL_MARGIN).toMillis(),
            config.expireAfter().toMillis(),
            config.expiryInterval().toMillis());
    return new LaneSettings(
        config.kafka(),
        "gateway-" + config.gateway(),
        config.node(),
        log.log(),
        log.partitions(),
        core,
        config.sessionTimeout(),
        config.checkpointInterval(),
        CHECKPOINT_CHANGES,
        log.tombstoneRetention());
  }

  /// Joins the group, waits until the mailboxes of the partitions it is given are up to date, and
  /// listens.
  ///
  /// @return the address listened on
  /// @throws IOException when the address can't be bound
  public InetSocketAddress start() throws IOException {
    sender.start();
    keeper.start();
    lanes.start();
    lanes.awaitServing(CATCH_UP_MAX);
    return listener.start();
  }

  /// Stops listening, gives the partitions back, and flushes what is on its way into the log.
  @Override
  public void close() {
    listener.close();
    lanes.close();
    sender.close();
    keeper.close();
    indexes.close();
  }
}
