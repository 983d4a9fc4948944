package io.restante.streams.fanout;

import io.restante.contract.Topics;
import io.restante.messaging.GroupRefusalReason;
import io.restante.streams.fanout.rules.Counts;
import io.restante.streams.fanout.rules.Limits;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The fan-out, running: Kafka Streams and its housekeeping. Single-use: [#create], [#start],
/// [#close]. Thread-safe.
///
/// A stream thread that dies is replaced after a pause; its tasks begin again from what they
/// committed. Nothing is skipped.
public final class FanOutService implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(FanOutService.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final FanOutOptions options;
  private final Admin admin;
  private final KafkaProducer<byte[], byte[]> producer;
  private final TaskBoard board;
  private final Housekeeping housekeeping;
  private final KafkaStreams streams;
  private final Counts counts = new Counts();
  private final LongAdder failures = new LongAdder();
  private final ScheduledExecutorService clockwork =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("housekeeping").factory());

  /// Hears of each state.
  public interface StateListener {
    /// Hears of a state.
    ///
    /// @param state a word in lower case
    /// @param isRunning whether all is as it should be
    void changed(String state, boolean isRunning);
  }

  private FanOutService(FanOutOptions options, Admin admin, int partitions, StateListener told) {
    this.options = options;
    this.admin = admin;
    this.producer = new KafkaProducer<>(producerSettings(options));
    this.board = new TaskBoard(options.memory().groupBytes());
    FanOutOptions.Times times = options.times();
    this.housekeeping =
        new Housekeeping(
            new KafkaCalls(admin, producer), board, times.segment(), InstantSource.system());
    FanOutSettings settings =
        new FanOutSettings(
            partitions,
            Limits.of(times.parkMax(), times.segment()),
            times.segment(),
            options.copies().insync(),
            housekeeping);
    this.streams =
        new KafkaStreams(
            FanOutTopology.build(settings, board, counts), StreamsProperties.of(options));
    streams.setUncaughtExceptionHandler(this::onDeath);
    streams.setStateListener((now, _) -> told.changed(label(now), now == State.RUNNING));
  }

  private static Map<String, Object> producerSettings(FanOutOptions options) {
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
  /// @throws KafkaException when Kafka does not answer, or a topic is missing
  /// @throws IllegalStateException when the topics by group are not of one number of partitions
  public static FanOutService create(FanOutOptions options, StateListener told) {
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
      return new FanOutService(options, admin, counts.getFirst(), told);
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

  /// Begins.
  public void start() {
    streams.start();
    long every = options.times().forget().toMillis();
    var _ = clockwork.scheduleWithFixedDelay(this::keepHouse, every, every, TimeUnit.MILLISECONDS);
  }

  private void keepHouse() {
    housekeeping.round(board.partitions());
  }

  private StreamThreadExceptionResponse onDeath(Throwable cause) {
    failures.increment();
    LOGGER
        .atError()
        .addKeyValue("cause", cause.toString())
        .log("a stream thread died and is replaced");
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  /// Whether all partitions that are this process's are served.
  public boolean isRunning() {
    return streams.state() == State.RUNNING;
  }

  /// Returns what it does, a word in lower case.
  public String state() {
    return label(streams.state());
  }

  private static String label(State state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Returns what is counted, by the names of the meters.
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
        entry("revisions", counts.revisions::sum),
        entry("incomplete", counts.incomplete::sum),
        entry("announcements", counts.announcements::sum),
        entry("corrections", counts.corrections::sum),
        entry("damaged", counts.damaged::sum),
        entry("failures", failures::sum),
        entry("housekeeping.failures", housekeeping.failures::sum));
  }

  /// Returns what is gauged, by the names of the meters.
  public Map<String, LongSupplier> gauges() {
    return Map.ofEntries(
        entry("holds", board::held),
        entry("waiting", board::waiting),
        entry("waiting.oldest.ms", board::oldestWaitingMs),
        entry("lag.records", this::lag));
  }

  private static Map.Entry<String, LongSupplier> entry(String name, LongSupplier value) {
    return Map.entry("streams.fanout." + name, value);
  }

  private Map.Entry<String, LongSupplier> refused(String name, GroupRefusalReason reason) {
    return entry("refused." + name, counts.refused(reason)::sum);
  }

  private long lag() {
    return streams.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals("records-lag-max"))
        .filter(metric -> !metric.metricName().tags().getOrDefault("client-id", "").isEmpty())
        .map(metric -> metric.metricValue())
        .mapToLong(value -> value instanceof Double lag && !lag.isNaN() ? lag.longValue() : 0)
        .max()
        .orElse(0);
  }

  /// Commits, leaves the group at once, and lets go.
  @Override
  public void close() {
    clockwork.shutdownNow();
    streams.close(
        CloseOptions.timeout(Duration.ofSeconds(20))
            .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
    producer.close(Duration.ofSeconds(1));
    admin.close(Duration.ofSeconds(1));
  }
}
