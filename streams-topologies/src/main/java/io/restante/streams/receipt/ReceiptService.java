package io.restante.streams.receipt;

import io.restante.contract.Topics;
import io.restante.streams.receipt.rules.Counts;
import io.restante.streams.runtime.StreamsOptions;
import io.restante.streams.runtime.StreamsRun;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;

/// The receipts, running. Single-use: [#create], [#start], [#close]. Thread-safe.
public final class ReceiptService implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

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
    List<String> names =
        List.of(Topics.ENVELOPES.name(), Topics.RECEIPTS.name(), Topics.USERS.name());
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, options.kafka()))) {
      Map<String, TopicDescription> found =
          admin.describeTopics(names).allTopicNames().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      List<Integer> partitions =
          names.stream().map(found::get).map(topic -> topic.partitions().size()).toList();
      if (partitions.stream().distinct().count() != 1) {
        throw new IllegalStateException(
            names + ": " + partitions + " partitions (expected: as many each)");
      }
      return new ReceiptService(options, partitions.getFirst(), told);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("the topics can't be looked at: " + e.getMessage(), e);
    }
  }

  /// Begins.
  public void start() {
    streams.start();
  }

  /// Whether all partitions that are this process's are served.
  public boolean isRunning() {
    return streams.isRunning();
  }

  /// Returns what it does, a word in lower case.
  public String state() {
    return streams.state();
  }

  /// Returns what is counted, by the names of the meters.
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

  /// Returns what is gauged, by the names of the meters.
  public Map<String, LongSupplier> gauges() {
    return Map.ofEntries(entry("lag.records", streams::lag));
  }

  private static Map.Entry<String, LongSupplier> entry(String name, LongSupplier value) {
    return Map.entry("streams.receipts." + name, value);
  }

  /// Commits, leaves the group at once, and lets go.
  @Override
  public void close() {
    streams.close();
  }
}
