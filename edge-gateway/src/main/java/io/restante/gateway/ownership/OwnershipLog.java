package io.restante.gateway.ownership;

import io.restante.contract.ContractException;
import io.restante.contract.OwnershipCodec;
import io.restante.contract.Topics;
import io.restante.fleet.OwnedPartition;
import io.restante.fleet.Ownership;
import io.restante.gateway.send.LogWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads `gateway.ownership` whole, follows it, and sees to it that what this node owns stands in
/// it.
///
/// A claim is written when the lanes say that they own a partition, and again whenever the log says
/// otherwise: because an older claim came after it, or because it was lost. Single-use: [#start],
/// then [#close]. Thread-safe; one thread of its own.
public final class OwnershipLog implements Homes, AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(OwnershipLog.class);
  private static final TopicPartition LOG = new TopicPartition(Topics.OWNERSHIP.name(), 0);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration START_MAX = Duration.ofSeconds(30);
  private static final long CLAIM_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int CLAIM_BYTES = 512;
  private static final long NOT_OWNED = -1;

  private final String gateway;
  private final String node;
  private final OwnershipTable table;
  private final LogWriter writer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread;
  private final OwnershipMetrics metrics = new OwnershipMetrics();

  /// The epoch in which each partition was given to this node; [#NOT_OWNED] when it is not its own.
  /// Written by the lanes.
  private final AtomicLongArray owned;

  // Owned by the thread: when and with which epoch each partition was claimed last, and whether an
  // older claim has come after the one that holds, so that compaction would keep the wrong one.
  private final long[] claimedAtNanos;
  private final long[] claimedEpochs;
  private final boolean[] isOverlaid;
  private volatile @Nullable URI address;
  private volatile boolean stopping;

  /// Creates the log; [#start] begins it.
  ///
  /// @param bootstrapServers the brokers
  /// @param gateway the gateway's name; claims of others are passed over
  /// @param node this node's name
  /// @param partitions how many partitions `messaging.envelopes` has
  /// @param writer appends claims; closed by whoever made it
  public OwnershipLog(
      String bootstrapServers, String gateway, String node, int partitions, LogWriter writer) {
    this.gateway = gateway;
    this.node = node;
    this.table = new OwnershipTable(partitions);
    this.owned = new AtomicLongArray(partitions);
    this.claimedAtNanos = new long[partitions];
    this.isOverlaid = new boolean[partitions];
    this.claimedEpochs = new long[partitions];
    Arrays.fill(claimedEpochs, NOT_OWNED);
    for (int partition = 0; partition < partitions; partition++) {
      owned.set(partition, NOT_OWNED);
    }
    this.writer = writer;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "client.id",
                node + "-ownership",
                "enable.auto.commit",
                false,
                "auto.offset.reset",
                "earliest",
                "request.timeout.ms",
                10_000,
                "enable.metrics.push",
                false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    this.thread = Thread.ofPlatform().name("ownership").unstarted(this::run);
  }

  /// Reads what the log holds now, then begins to follow it.
  ///
  /// @throws KafkaException when the log cannot be read
  public void start() {
    consumer.assign(List.of(LOG));
    consumer.seekToBeginning(List.of(LOG));
    long end = consumer.endOffsets(List.of(LOG)).getOrDefault(LOG, 0L);
    long began = System.nanoTime();
    while (consumer.position(LOG) < end) {
      takeUp();
      if (System.nanoTime() - began > START_MAX.toNanos()) {
        throw new KafkaException(LOG.topic() + " not read after " + START_MAX);
      }
    }
    thread.start();
  }

  /// Begins to claim: from now on devices can connect.
  ///
  /// @param reachable the WebSocket that devices connect to
  public void claimAt(URI reachable) {
    address = reachable;
    consumer.wakeup();
  }

  /// Claims nothing any more: the node is stopping, and no device shall come.
  public void claimNoMore() {
    address = null;
  }

  @Override
  public void took(int partition, long epoch) {
    owned.set(partition, epoch);
    consumer.wakeup();
  }

  @Override
  public void lost(int partition) {
    owned.set(partition, NOT_OWNED);
  }

  @Override
  public @Nullable URI here(int partition) {
    return owned.get(partition) == NOT_OWNED ? null : address;
  }

  @Override
  public @Nullable Home elsewhere(int partition) {
    Home home = table.home(partition);
    return home == null || home.node().equals(node) ? null : home;
  }

  @Override
  public boolean isAlone() {
    for (int partition = 0; partition < table.partitions(); partition++) {
      if (elsewhere(partition) != null) {
        return false;
      }
    }
    return true;
  }

  /// Returns the epoch in which this node was given a partition, -1 when it does not have it.
  /// Thread-safe.
  public long epoch(int partition) {
    return owned.get(partition);
  }

  /// Returns the counters.
  public OwnershipMetrics metrics() {
    return metrics;
  }

  private void run() {
    try (consumer) {
      while (!stopping) {
        try {
          takeUp();
        } catch (WakeupException e) {
          // There is something to claim, or to stop.
        }
        claim();
      }
    } catch (KafkaException e) {
      // Devices that are not at home here are told to try elsewhere, without where. Nothing is
      // lost.
      LOGGER.atError().setCause(e).log("ownership is followed no more");
    }
  }

  private void takeUp() {
    for (ConsumerRecord<byte[], byte[]> read : consumer.poll(POLL)) {
      try {
        take(OwnershipCodec.decodeKey(read.key()), OwnershipCodec.decode(read.value()));
      } catch (ContractException | IllegalArgumentException e) {
        metrics.unreadable.increment();
        LOGGER
            .atError()
            .addKeyValue("offset", read.offset())
            .addKeyValue("cause", e.getMessage())
            .log("claim passed over");
      }
    }
  }

  private void take(OwnedPartition key, Ownership claim) {
    if (!key.getGateway().equals(gateway)) {
      return;
    }
    Home home = new Home(claim.getNode(), URI.create(claim.getAddress()), claim.getEpoch());
    int partition = key.getPartition();
    if (table.take(partition, home)) {
      metrics.taken.increment();
      isOverlaid[partition] = false;
      return;
    }
    metrics.passedOver.increment();
    if (partition >= 0 && partition < isOverlaid.length) {
      isOverlaid[partition] = true;
    }
  }

  private void claim() {
    URI reachable = address;
    if (reachable == null) {
      return;
    }
    long nowNanos = System.nanoTime();
    for (int partition = 0; partition < isOverlaid.length; partition++) {
      long epoch = owned.get(partition);
      boolean isFresh =
          claimedEpochs[partition] == epoch
              && nowNanos - claimedAtNanos[partition] < CLAIM_AGAIN_NANOS;
      if (epoch != NOT_OWNED && !isFresh) {
        claim(partition, new Home(node, reachable, epoch), nowNanos);
      }
    }
  }

  private void claim(int partition, Home own, long nowNanos) {
    Home known = table.home(partition);
    if (own.equals(known) && !isOverlaid[partition]) {
      return;
    }
    if (known != null && known.epoch() > own.epoch()) {
      note(partition, own, nowNanos);
      metrics.outdated.increment();
      return;
    }
    if (writer.offer(new Claim(partition, own))) {
      note(partition, own, nowNanos);
      metrics.written.increment();
    }
  }

  private void note(int partition, Home own, long nowNanos) {
    claimedAtNanos[partition] = nowNanos;
    claimedEpochs[partition] = own.epoch();
  }

  /// A claim on its way into the log.
  private final class Claim implements LogWriter.Job {
    private final int partition;
    private final Home own;

    Claim(int partition, Home own) {
      this.partition = partition;
      this.own = own;
    }

    @Override
    public int bytes() {
      return CLAIM_BYTES;
    }

    @Override
    public void send(LogWriter.Output output) {
      byte[] key = OwnershipCodec.encodeKey(new OwnedPartition(gateway, partition));
      Ownership value = new Ownership(own.node(), own.address().toString(), own.epoch());
      output.append(
          new ProducerRecord<>(LOG.topic(), LOG.partition(), key, OwnershipCodec.encode(value)),
          LogWriter.logging("claim"));
    }
  }

  /// Stops following. To be called when nobody has to be sent elsewhere any more.
  @Override
  public void close() {
    stopping = true;
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
