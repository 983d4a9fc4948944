package io.restante.gateway.signal;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.RecipientPartitioner;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.gateway.send.LogWriter;
import io.restante.messaging.Signal;
import io.restante.messaging.Typing;
import io.restante.shared.Id16;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/// Appends signals. Thread-safe; never blocks.
///
/// The queue is a [LogWriter]'s, with a producer of its own that gives up soon: a signal that is
/// not in the log after two seconds is worth nothing. When the queue is full, or its job has waited
/// for longer than [#AGE_MAX], the signal is dropped; nobody is slowed; `edge.signal.dropped` shows
/// it.
final class SignalSender {
  /// How old a signal may be when it is handed to the producer.
  static final Duration AGE_MAX = Duration.ofSeconds(2);

  private static final int RECORD_BYTES = 128;

  private final LogWriter writer;
  private final int partitions;
  private final InstantSource clock;
  private final SignalMetrics metrics;

  /// Creates a sender.
  ///
  /// @param writer takes the jobs; closed by whoever made it
  /// @param partitions how many partitions the topic has
  SignalSender(LogWriter writer, int partitions, InstantSource clock, SignalMetrics metrics) {
    this.writer = writer;
    this.partitions = partitions;
    this.clock = clock;
    this.metrics = metrics;
  }

  /// Returns the settings of the producer: those of [LogWriter#producerSettings], but quick to give
  /// up.
  static Map<String, Object> producerSettings(String bootstrapServers) {
    Map<String, Object> settings =
        new HashMap<>(LogWriter.producerSettings(bootstrapServers, /* lingerMs= */ 2));
    settings.put("acks", "1");
    settings.put("enable.idempotence", false);
    settings.put("request.timeout.ms", 1_500);
    settings.put("delivery.timeout.ms", (int) AGE_MAX.toMillis());
    settings.put("max.block.ms", 1_000L); // On the writer's thread: the queue fills meanwhile.
    settings.put("batch.size", 16 << 10);
    settings.put("buffer.memory", 2L << 20);
    return settings;
  }

  /// Offers one signal for each recipient.
  void typing(DeviceAddress sender, @Nullable GroupId group, List<UserId> recipients) {
    metrics.offered.add(recipients.size());
    if (!writer.offer(new TypingJob(sender, group, recipients, clock.millis()))) {
      metrics.dropped.add(recipients.size());
    }
  }

  private static Id16 id16(long high, long low) {
    return new Id16(ByteBuffer.allocate(16).putLong(high).putLong(low).array());
  }

  /// What one TYPING becomes.
  private final class TypingJob implements LogWriter.Job {
    private final DeviceAddress sender;
    private final @Nullable GroupId group;
    private final List<UserId> recipients;
    private final long sentAtMs;

    TypingJob(
        DeviceAddress sender, @Nullable GroupId group, List<UserId> recipients, long sentAtMs) {
      this.sender = sender;
      this.group = group;
      this.recipients = recipients;
      this.sentAtMs = sentAtMs;
    }

    @Override
    public int bytes() {
      return RECORD_BYTES * recipients.size();
    }

    @Override
    public void send(LogWriter.Output output) {
      if (clock.millis() - sentAtMs > AGE_MAX.toMillis()) {
        metrics.dropped.add(recipients.size());
        return;
      }
      String topic = Topics.SIGNALS.name();
      byte[] value = Topics.SIGNALS.values().serializer().serialize(topic, signal());
      Callback counting =
          (_, failure) -> (failure == null ? metrics.appended : metrics.dropped).increment();
      for (UserId recipient : recipients) {
        int partition = RecipientPartitioner.partition(recipient, partitions);
        byte[] key = id16(recipient.high(), recipient.low()).bytes();
        output.append(new ProducerRecord<>(topic, partition, key, value), counting);
      }
    }

    private Signal signal() {
      UserId user = sender.user();
      return new Signal(
          new Typing(
              id16(user.high(), user.low()),
              sender.device(),
              group == null ? null : id16(group.high(), group.low()),
              Instant.ofEpochMilli(sentAtMs)),
          /* presence= */ null);
    }
  }
}
