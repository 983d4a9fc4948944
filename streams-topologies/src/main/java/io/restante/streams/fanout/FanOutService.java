package io.restante.streams.fanout;

import io.restante.contract.AuditTrail;
import io.restante.contract.Topics;
import io.restante.messaging.GroupRefusalReason;
import io.restante.streams.fanout.rules.Counts;
import io.restante.streams.fanout.rules.Limits;
import io.restante.streams.runtime.StreamsOptions;
import io.restante.streams.runtime.StreamsRun;
import io.restante.streams.runtime.TopologyService;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// The fan-out, running: Kafka Streams and its housekeeping. Single-use: [#create], [#start],
/// [#close]. Thread-safe.
public final class FanOutService implements TopologyService {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final StreamsOptions options;
  private final Admin admin;
  private final KafkaProducer<byte[], byte[]> producer;
  private final TaskBoard board;
  private final Housekeeping housekeeping;
  private final StreamsRun streams;
  private final Counts counts = new Counts();
  private final ScheduledExecutorService clockwork =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("housekeeping").factory());

  private FanOutService(
      StreamsOptions options, Admin admin, Surroundings around, StreamsRun.StateListener told) {
    this.options = options;
    this.admin = admin;
    this.producer = new KafkaProducer<>(producerSettings(options));
    this.board = new TaskBoard(options.memory().groupBytes());
    StreamsOptions.Times times = options.times();
    this.housekeeping =
        new Housekeeping(
            new KafkaCalls(admin, producer), board, times.segment(), InstantSource.system());
    FanOutSettings settings =
        new FanOutSettings(
            around.partitions(),
            Limits.of(times.parkMax(), times.segment()),
            times.segment(),
            options.copies().insync(),
            housekeeping,
            around.audit());
    this.streams =
        new StreamsRun(
            FanOutTopology.build(settings, board, counts),
            FanOutTopology.APPLICATION,
            options,
            told);
  }

  /// What it has to know of its surroundings.
  ///
  /// @param partitions how many `messaging.envelopes` has
  private record Surroundings(int partitions, @Nullable AuditTrail audit) {}

  private static Map<String, Object> producerSettings(StreamsOptions options) {
    return Map.of(
        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
        options.kafka(),
        ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
        ByteArraySerializer.class,
        ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
        ByteArraySerializer.class,
        ProducerConfig.BUFFER_MEMORY_CONFIG,
        1L << 20);
  }

  /// Connects to Kafka and looks at the topics.
  ///
  /// @param audit is told of messages on their way to members; null for nobody
  /// @throws KafkaException when Kafka does not answer, or a topic is missing
  /// @throws IllegalStateException when the topics by group are not of one number of partitions
  public static FanOutService create(
      StreamsOptions options, @Nullable AuditTrail audit, StreamsRun.StateListener told) {
    Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, options.kafka()));
    try {
      List<String> names =
          List.of(
              Topics.ENVELOPES.name(), Topics.GROUP_ENVELOPES.name(), Topics.GROUP_MEMBERS.name());
      Map<String, TopicDescription> found =
          admin
              .describeTopics(names)
              .allTopicNames()
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      List<Integer> counts =
          names.stream().map(found::get).map(topic -> topic.partitions().size()).toList();
      if (!counts.get(1).equals(counts.get(2))) {
        throw new IllegalStateException(
            names.get(1)
                + ": "
                + counts.get(1)
                + " partitions (expected: as "
                + names.get(2)
                + " has, "
                + counts.get(2)
                + ")");
      }
      return new FanOutService(options, admin, new Surroundings(counts.getFirst(), audit), told);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw closed(admin, new KafkaException("interrupted", e));
    } catch (ExecutionException | TimeoutException e) {
      throw closed(
          admin, new KafkaException("the topics can't be looked at: " + e.getMessage(), e));
    } catch (IllegalStateException e) {
      throw closed(admin, e);
    }
  }

  private static <E extends RuntimeException> E closed(Admin admin, E problem) {
    admin.close(Duration.ZERO);
    return problem;
  }

  @Override
  public void start() {
    streams.start();
    long every = options.times().forget().toMillis();
    var _ = clockwork.scheduleWithFixedDelay(this::keepHouse, every, every, TimeUnit.MILLISECONDS);
  }

  private void keepHouse() {
    housekeeping.round(board.partitions());
  }

  @Override
  public boolean isRunning() {
    return streams.isRunning();
  }

  @Override
  public String state() {
    return streams.state();
  }

  @Override
  public Map<String, LongSupplier> counts() {
    return Map.ofEntries(
        entry("messages", counts.messages::sum),
        entry("fannedout", counts.fannedOut::sum),
        entry("recipients", counts.recipients::sum),
        refused("notamember", GroupRefusalReason.NOT_A_MEMBER),
        refused("unknown", GroupRefusalReason.UNKNOWN_GROUP),
        refused("behind", GroupRefusalReason.DIRECTORY_BEHIND),
        entry("withheld", counts.withheld::sum),
        entry("poison", counts.poison::sum),
        entry("poison.messages", counts.poisonMessages::sum),
        entry("holds.dropped", counts.holdsDropped::sum),
        entry("tickers", counts.tickers::sum),
        entry("parkings", counts.parkings::sum),
        entry("parked.taken", counts.parkedTaken::sum),
        entry("parked.left", counts.parkedLeft::sum),
        entry("records", counts.records::sum),
        entry("audited", counts.audited::sum),
        entry("revisions", counts.revisions::sum),
        entry("incomplete", counts.incomplete::sum),
        entry("announcements", counts.announcements::sum),
        entry("corrections", counts.corrections::sum),
        entry("damaged", counts.damaged::sum),
        entry("failures", streams::failures),
        entry("housekeeping.failures", housekeeping.failures::sum));
  }

  @Override
  public Map<String, LongSupplier> gauges() {
    return Map.ofEntries(
        entry("holds", board::held),
        entry("waiting", board::waiting),
        entry("waiting.oldest.ms", board::oldestWaitingMs),
        entry("lag.records", streams::lag));
  }

  private static Map.Entry<String, LongSupplier> entry(String name, LongSupplier value) {
    return Map.entry("streams.fanout." + name, value);
  }

  private Map.Entry<String, LongSupplier> refused(String name, GroupRefusalReason reason) {
    return entry("refused." + name, counts.refused(reason)::sum);
  }

  @Override
  public void close() {
    clockwork.shutdownNow();
    streams.close();
    producer.close(Duration.ofSeconds(1));
    admin.close(Duration.ofSeconds(1));
  }
}
