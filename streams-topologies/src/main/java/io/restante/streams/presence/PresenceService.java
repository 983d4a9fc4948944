package io.restante.streams.presence;

import io.restante.contract.Topics;
import io.restante.streams.presence.rules.Counts;
import io.restante.streams.runtime.StreamsOptions;
import io.restante.streams.runtime.StreamsRun;
import io.restante.streams.runtime.TopicsByUser;
import io.restante.streams.runtime.TopologyService;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.common.KafkaException;

/// Presence, running. Single-use: [#create], [#start], [#close]. Thread-safe.
public final class PresenceService implements TopologyService {
  private final Counts counts = new Counts();
  private final StreamsRun streams;

  private PresenceService(
      StreamsOptions options, PresenceFacts facts, StreamsRun.StateListener told) {
    this.streams =
        new StreamsRun(
            PresenceTopology.build(facts, counts), PresenceTopology.APPLICATION, options, told);
  }

  /// Connects to Kafka and looks at the topics.
  ///
  /// @param gateway the fleet whose claims count
  /// @throws KafkaException when Kafka does not answer, or a topic is missing
  /// @throws IllegalStateException when the topics by user are not of one number of partitions
  public static PresenceService create(
      StreamsOptions options, String gateway, StreamsRun.StateListener told) {
    int partitions =
        TopicsByUser.partitions(
            options.kafka(),
            List.of(
                Topics.ENVELOPES.name(),
                Topics.SIGNALS.name(),
                Topics.SESSIONS.name(),
                Topics.WATCHES.name(),
                Topics.STATUS.name(),
                Topics.USERS.name(),
                Topics.CONTACTS.name()));
    return new PresenceService(
        options, new PresenceFacts(gateway, partitions, options.copies().insync()), told);
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
        entry("sessions", counts.sessions::sum),
        entry("sessions.changed", counts.changed::sum),
        entry("sessions.late", counts.late::sum),
        entry("sessions.ended", counts.ended::sum),
        entry("watches", counts.watches::sum),
        entry("watches.refused", counts.refused::sum),
        entry("told", counts.told::sum),
        entry("published", counts.published::sum),
        entry("rows", counts.rows::sum),
        entry("poison", counts.poison::sum),
        entry("forgotten", counts.forgotten::sum),
        entry("failures", streams::failures));
  }

  @Override
  public Map<String, LongSupplier> gauges() {
    return Map.ofEntries(entry("lag.records", streams::lag));
  }

  private static Map.Entry<String, LongSupplier> entry(String name, LongSupplier value) {
    return Map.entry("streams.presence." + name, value);
  }

  @Override
  public void close() {
    streams.close();
  }
}
