package io.restante.connectors.directory;

import io.restante.contract.ContractException;
import io.restante.contract.Topic;
import io.restante.contract.Topics;
import io.restante.position.ConnectorKey;
import io.restante.position.ConnectorPosition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes records and the position into the log, in transactions. Used by one thread at a time.
///
/// Opening it fences whoever wrote before: what such an instance still has under way is undone, and
/// it can't write any more. So the position read here stands, and nothing comes between.
final class LogWriter implements RecordSink, AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(LogWriter.class);
  private static final ConnectorKey KEY = new ConnectorKey("directory");
  private static final UUID NOBODY = new UUID(0, 0);
  private static final String TRANSACTIONS = "connectors.directory";

  private final String kafka;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<String, Integer> partitions = new HashMap<>();

  private StartPlan.Place database = new StartPlan.Place(0, 0, 0);

  private LogWriter(String kafka, KafkaProducer<byte[], byte[]> producer) {
    this.kafka = kafka;
    this.producer = producer;
  }

  /// Opens it, and shuts those before out.
  ///
  /// @param kafka the brokers to begin with
  /// @throws SourceException when Kafka does not answer
  static LogWriter open(String kafka) {
    KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings(kafka));
    try {
      producer.initTransactions();
      return new LogWriter(kafka, producer);
    } catch (KafkaException e) {
      producer.close(Duration.ZERO);
      throw new SourceException("the log can't be written to", e);
    }
  }

  private static Properties settings(String kafka) {
    Properties settings = new Properties();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka);
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONS);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 8L << 20);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 20_000);
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 30_000);
    return settings;
  }

  /// Returns up to where everything is in the topics; nothing when a snapshot is needed.
  Optional<StartPlan.Place> position() {
    AtomicReference<@Nullable ConnectorPosition> newest = new AtomicReference<>();
    Topic<ConnectorKey, ConnectorPosition> topic = Topics.POSITIONS;
    new KafkaTopicKeys(kafka)
        .read(
            topic.name(),
            records -> {
              for (ConsumerRecord<byte[], byte[]> record : records) {
                ConnectorKey key = topic.keys().deserializer().deserialize("", record.key());
                if (key.equals(KEY)) {
                  newest.set(read(topic, record.value()));
                }
              }
            });
    return Optional.ofNullable(newest.get())
        .map(
            position ->
                new StartPlan.Place(
                    position.getSystem(), position.getTimeline(), position.getLsn()));
  }

  /// One that can't be read, of a version before the database stood in it, counts as none.
  private static @Nullable ConnectorPosition read(
      Topic<ConnectorKey, ConnectorPosition> topic, byte @Nullable [] value) {
    try {
      return topic.values().deserializer().deserialize("", value);
    } catch (ContractException e) {
      LOGGER.atWarn().addKeyValue("cause", e).log("the position can't be read and counts as none");
      return null;
    }
  }

  /// Says of which database positions are from now on. Called before the first is written.
  void follow(StartPlan.Place source) {
    database = source;
  }

  /// Makes whoever comes next begin again, with a snapshot.
  void forgetPosition() {
    transact(List.of(), new LogRecord<>(Topics.POSITIONS, NOBODY, KEY, null));
  }

  @Override
  public void write(List<LogRecord<?, ?>> records) {
    transact(records, null);
  }

  @Override
  public void write(List<LogRecord<?, ?>> records, long lsn) {
    ConnectorPosition position = new ConnectorPosition(lsn, database.system(), database.timeline());
    transact(records, new LogRecord<>(Topics.POSITIONS, NOBODY, KEY, position));
  }

  private void transact(List<LogRecord<?, ?>> records, @Nullable LogRecord<?, ?> position) {
    try {
      producer.beginTransaction();
      records.forEach(this::send);
      if (position != null) {
        send(position);
      }
      // Throws what any of the sends has met.
      producer.commitTransaction();
    } catch (KafkaException e) {
      throw new SourceException("the log can't be written to", e);
    }
  }

  private void send(LogRecord<?, ?> entry) {
    String topic = entry.topic().name();
    int count = partitions.computeIfAbsent(topic, name -> producer.partitionsFor(name).size());
    var _ =
        producer.send(
            new ProducerRecord<>(
                topic, entry.partition(count), entry.keyBytes(), entry.valueBytes()));
  }

  /// Lets go at once: what is under way is undone by whoever opens the next one.
  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
