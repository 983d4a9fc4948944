package io.restante.streams.runtime;

import java.time.Duration;
import java.util.Locale;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.streams.StreamsConfig;

/// What Kafka Streams is told. Why each is so stands in `streams-topologies/README.md`.
public final class StreamsProperties {
  private static final int LINGER_MS = 1;
  private static final int REQUEST_TIMEOUT_MS = 5_000;
  private static final int HEARTBEAT_MS = 1_000;
  private static final long BUFFER_BYTES = 32L << 20;

  private StreamsProperties() {}

  /// Returns the settings of a topology.
  ///
  /// @param application the application id, and the consumer group
  public static Properties of(String application, StreamsOptions options) {
    Properties all = new Properties();
    all.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
    all.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, options.kafka());
    all.put(StreamsConfig.STATE_DIR_CONFIG, options.stateDirectory().toString());
    all.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
    all.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, options.times().commit().toMillis());
    all.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, options.threads());
    all.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, options.copies().replicas());
    all.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, options.copies().standbys());
    all.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    all.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    all.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedMemory.class);
    all.put(BoundedMemory.BYTES, (long) options.memory().storesMb() << 20);
    consumer(all, options.times().session());
    producer(all);
    return all;
  }

  /// What the connector's transactions undid must not be seen.
  private static void consumer(Properties all, Duration session) {
    int sessionMs = Math.toIntExact(session.toMillis());
    all.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG),
        IsolationLevel.READ_COMMITTED.toString().toLowerCase(Locale.ROOT));
    all.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    all.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), sessionMs);
    all.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
        Math.min(HEARTBEAT_MS, sessionMs / 3));
  }

  private static void producer(Properties all) {
    all.put(StreamsConfig.producerPrefix(ProducerConfig.ACKS_CONFIG), "all");
    all.put(StreamsConfig.producerPrefix(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG), true);
    all.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), LINGER_MS);
    all.put(StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG), BUFFER_BYTES);
    all.put(
        StreamsConfig.producerPrefix(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG), REQUEST_TIMEOUT_MS);
    all.put(
        StreamsConfig.producerPrefix(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG), Integer.MAX_VALUE);
  }
}
