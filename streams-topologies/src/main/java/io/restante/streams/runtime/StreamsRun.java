package io.restante.streams.runtime;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One topology, running. Single-use: [#start], then [#close]. Thread-safe.
///
/// A stream thread that dies is replaced after a pause; its tasks begin again from what they
/// committed. Nothing is skipped.
public final class StreamsRun implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(StreamsRun.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final KafkaStreams streams;
  private final LongAdder failures = new LongAdder();

  /// Hears of each state.
  public interface StateListener {
    /// Hears of a state.
    ///
    /// @param state a word in lower case
    /// @param isRunning whether all is as it should be
    void changed(String state, boolean isRunning);
  }

  /// Creates it.
  ///
  /// @param application the application id, and the consumer group
  public StreamsRun(
      Topology topology, String application, StreamsOptions options, StateListener told) {
    this.streams = new KafkaStreams(topology, StreamsProperties.of(application, options));
    streams.setUncaughtExceptionHandler(this::onDeath);
    streams.setStateListener((now, _) -> told.changed(label(now), now == State.RUNNING));
  }

  /// Begins.
  public void start() {
    streams.start();
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

  /// Returns how often a stream thread died.
  public long failures() {
    return failures.sum();
  }

  /// Returns how many records are not processed yet, of the partition that is furthest behind.
  public long lag() {
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
    streams.close(
        CloseOptions.timeout(STOP_LIMIT)
            .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
  }
}
