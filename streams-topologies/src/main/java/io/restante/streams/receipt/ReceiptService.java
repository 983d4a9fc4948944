package io.restante.streams.receipt;

import io.restante.contract.Topics;
import io.restante.streams.receipt.rules.Counts;
import io.restante.streams.runtime.StreamsOptions;
import io.restante.streams.runtime.StreamsRun;
import io.restante.streams.runtime.TopicsByUser;
import io.restante.streams.runtime.TopologyService;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.common.KafkaException;

/// The receipts, running. Single-use: [#create], [#start], [#close]. Thread-safe.
public final class ReceiptService implements TopologyService {
  private final Counts counts = new Counts();
  private final StreamsRun streams;

  private ReceiptService(StreamsOptions options, int partitions, StreamsRun.StateListener told) {
    this.streams =
        new StreamsRun(
            ReceiptTopology.build(partitions, options.copies().insync(), counts),
            ReceiptTopology.APPLICATION,
            options,
            told);
  }

  /// Connects to Kafka and looks at the topics.
  ///
  /// @throws KafkaException when Kafka does not answer, or a topic is missing
  /// @throws IllegalStateException when the topics by user are not of one number of partitions
  public static ReceiptService create(StreamsOptions options, StreamsRun.StateListener told) {
    int partitions =
        TopicsByUser.partitions(
            options.kafka(),
            List.of(Topics.ENVELOPES.name(), Topics.RECEIPTS.name(), Topics.USERS.name()));
    return new ReceiptService(options, partitions, told);
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
    return Map.ofEntries(
        entry("events", counts.events::sum),
        entry("watermarks", counts.watermarks::sum),
        entry("raised", counts.raised::sum),
        entry("unchanged", counts.unchanged::sum),
        entry("astray", counts.astray::sum),
        entry("unfounded", counts.unfounded::sum),
        entry("told", counts.told::sum),
        entry("asked", counts.asked::sum),
        entry("answered", counts.answered::sum),
        entry("users", counts.users::sum),
        entry("poison", counts.poison::sum),
        entry("forgotten", counts.forgotten::sum),
        entry("failures", streams::failures));
  }

  @Override
  public Map<String, LongSupplier> gauges() {
    return Map.ofEntries(entry("lag.records", streams::lag));
  }

  private static Map.Entry<String, LongSupplier> entry(String name, LongSupplier value) {
    return Map.entry("streams.receipts." + name, value);
  }

  @Override
  public void close() {
    streams.close();
  }
}
