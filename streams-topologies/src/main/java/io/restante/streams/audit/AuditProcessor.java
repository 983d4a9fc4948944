package io.restante.streams.audit;

import io.restante.audit.AuditEvent;
import io.restante.audit.Passage;
import io.restante.contract.ContractException;
import io.restante.contract.Topics;
import io.restante.streams.audit.rules.Audit;
import io.restante.streams.audit.rules.Event;
import io.restante.streams.table.StoreTable;
import java.time.Duration;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The audit's shell in a task: decodes what comes. Writes nothing but the table. Runs on its
/// stream thread.
final class AuditProcessor implements Processor<byte[], byte[], Void, Void> {
  private static final Logger LOGGER = LoggerFactory.getLogger(AuditProcessor.class);
  private static final Duration TICK = Duration.ofMillis(500);
  private static final int PSEUDONYM_BYTES = 16;

  private final AuditBoard board;
  private @Nullable Running running; // Set by init.

  AuditProcessor(AuditBoard board) {
    this.board = board;
  }

  /// What there is between init and close.
  private record Running(ProcessorContext<Void, Void> context, Audit rules) {
    int partition() {
      return context.taskId().partition();
    }
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    KeyValueStore<Bytes, byte[]> store = context.getStateStore(AuditTopology.TRACES);
    running =
        new Running(context, new Audit(new StoreTable(store), board.counts(), board.levels()));
    context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
  }

  private Running running() {
    Running now = running;
    if (now == null) {
      throw new IllegalStateException("used before init");
    }
    return now;
  }

  private void tick(long nowMs) {
    Running now = running();
    now.rules().onTick(nowMs);
    board.show(now.partition(), now.rules().ages());
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Running now = running();
    try {
      if (record.key() == null || record.key().length != PSEUDONYM_BYTES) {
        throw new ContractException("pseudonym: none (expected: 16 bytes)");
      }
      Event event = event(record.value());
      now.rules().onEvent(record.key(), event, now.context().currentSystemTimeMs());
    } catch (ContractException e) {
      board.counts().poison.increment();
      LOGGER
          .atWarn()
          .addKeyValue("partition", now.partition())
          .log("a record that can't be read is passed over");
    }
  }

  private static Event event(byte[] value) {
    String topic = Topics.AUDIT.name();
    AuditEvent event = Topics.AUDIT.values().deserializer().deserialize(topic, value);
    if (event == null) {
      throw new ContractException("audit event: none (expected: one)");
    }
    long atMs = event.getAt().toEpochMilli();
    return switch (event.getStage()) {
      case ACCEPTED -> new Event.Accepted(atMs);
      case DELIVERED -> delivered(event.getPassage(), atMs);
      case READ -> new Event.Read();
      case EXPIRED -> new Event.Expired(atMs);
      case UNKNOWN -> new Event.Unknown();
    };
  }

  private static Event delivered(@Nullable Passage passage, long atMs) {
    if (passage == null) {
      throw new ContractException("passage: none (expected: one, of what was delivered)");
    }
    return new Event.Delivered(
        passage.getAcceptedAt().toEpochMilli(),
        passage.getSentAt().toEpochMilli(),
        passage.getWasConnected(),
        atMs);
  }

  @Override
  public void close() {
    Running now = running;
    if (now != null) {
      board.closed(now.partition());
      running = null;
    }
  }
}
