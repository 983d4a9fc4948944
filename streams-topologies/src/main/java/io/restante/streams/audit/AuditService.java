package io.restante.streams.audit;

import io.restante.contract.Topics;
import io.restante.streams.audit.rules.Ages;
import io.restante.streams.audit.rules.Counts;
import io.restante.streams.audit.rules.Levels.Until;
import io.restante.streams.runtime.StreamsOptions;
import io.restante.streams.runtime.StreamsRun;
import io.restante.streams.runtime.TopicsByUser;
import io.restante.streams.runtime.TopologyService;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.KafkaException;

/// The audit, running: its meters are the service levels. Single-use: [#create], [#start],
/// [#close]. Thread-safe.
public final class AuditService implements TopologyService {
  private final AuditBoard board = new AuditBoard();
  private final InstantSource clock = InstantSource.system();
  private final StreamsRun streams;

  private AuditService(StreamsOptions options, StreamsRun.StateListener told) {
    this.streams =
        new StreamsRun(
            AuditTopology.build(options.copies().insync(), board),
            AuditTopology.APPLICATION,
            options,
            told);
  }

  /// Connects to Kafka and looks for the topic.
  ///
  /// @throws KafkaException when Kafka does not answer, or the topic is missing
  public static AuditService create(StreamsOptions options, StreamsRun.StateListener told) {
    int partitions = TopicsByUser.partitions(options.kafka(), List.of(Topics.AUDIT.name()));
    if (partitions < 1) {
      throw new KafkaException(Topics.AUDIT.name() + ": no partitions");
    }
    return new AuditService(options, told);
  }

  @Override
  public void start() {
    streams.start();
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
    Counts counts = board.counts();
    return Map.ofEntries(
        entry("events", counts.events::sum),
        entry("accepted", counts.accepted::sum),
        entry("accepted.late", counts.late::sum),
        entry("delivered", counts.delivered::sum),
        entry("online", counts.online::sum),
        entry("online.intime", counts.onlineInTime::sum),
        entry("expired", counts.expired::sum),
        entry("missing", counts.missing::sum),
        entry("read", counts.read::sum),
        entry("again", counts.again::sum),
        entry("unknown", counts.unknown::sum),
        entry("poison", counts.poison::sum),
        entry("failures", streams::failures));
  }

  @Override
  public Map<String, LongSupplier> gauges() {
    return Map.ofEntries(
        entry("success.ppm", () -> board.levels().successPpm(clock.millis())),
        percentile("online.sent.p50.ms", Until.SENT, 50),
        percentile("online.sent.p99.ms", Until.SENT, 99),
        percentile("online.stored.p50.ms", Until.STORED, 50),
        percentile("online.stored.p99.ms", Until.STORED, 99),
        waiting("waiting.minute", Ages::minute),
        waiting("waiting.hour", Ages::hour),
        waiting("waiting.day", Ages::day),
        waiting("waiting.week", Ages::week),
        waiting("waiting.longer", Ages::longer),
        waiting("waiting.oldest.ms", Ages::oldestMs),
        entry("lag.records", streams::lag));
  }

  private Map.Entry<String, LongSupplier> percentile(String name, Until until, double percentile) {
    return entry(name, () -> board.levels().percentileMs(until, percentile, clock.millis()));
  }

  private Map.Entry<String, LongSupplier> waiting(String name, ToLongFunction<Ages> part) {
    return entry(name, () -> part.applyAsLong(board.ages()));
  }

  private static Map.Entry<String, LongSupplier> entry(String name, LongSupplier value) {
    return Map.entry("streams.audit." + name, value);
  }

  @Override
  public void close() {
    streams.close();
  }
}
