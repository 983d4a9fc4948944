package io.restante.streams.receipt;

import io.restante.contract.ContractException;
import io.restante.contract.Conversation;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.EnvelopeCodec;
import io.restante.contract.ReceiptCodec;
import io.restante.contract.ReceiptEvent;
import io.restante.contract.RecipientPartitioner;
import io.restante.contract.Slot;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.directory.UserRow;
import io.restante.streams.receipt.rules.Counts;
import io.restante.streams.receipt.rules.Outcome;
import io.restante.streams.receipt.rules.Receipts;
import io.restante.streams.runtime.Destination;
import io.restante.streams.table.StoreTable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The receipts' shell in a task: decodes what comes, and forwards what the rules say. Runs on its
/// stream thread.
final class ReceiptProcessor implements Processor<byte[], byte[], Destination, byte[]> {
  private static final Logger LOGGER = LoggerFactory.getLogger(ReceiptProcessor.class);
  private static final Duration TICK = Duration.ofMillis(100);

  private final int partitions;
  private final Counts counts;
  private @Nullable Running running; // Set by init.

  ReceiptProcessor(int partitions, Counts counts) {
    this.partitions = partitions;
    this.counts = counts;
  }

  /// What there is between init and close.
  private record Running(ProcessorContext<Destination, byte[]> context, Receipts rules) {}

  @Override
  public void init(ProcessorContext<Destination, byte[]> context) {
    Receipts rules =
        new Receipts(
            table(context, ReceiptTopology.PROGRESS),
            table(context, ReceiptTopology.MARKS),
            table(context, ReceiptTopology.USERS),
            counts);
    rules.open(context.currentSystemTimeMs());
    running = new Running(context, rules);
    context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
  }

  private static StoreTable table(ProcessorContext<?, ?> context, String name) {
    KeyValueStore<Bytes, byte[]> store = context.getStateStore(name);
    return new StoreTable(store);
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
    now.rules().onTick(nowMs).forEach(outcome -> forward(now, outcome, nowMs));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Running now = running();
    RecordMetadata from =
        now.context().recordMetadata().orElseThrow(() -> new IllegalStateException("no place"));
    try {
      List<Outcome> outcomes =
          from.topic().equals(Topics.USERS.name())
              ? user(now, record)
              : receipt(now, record, from.offset());
      outcomes.forEach(outcome -> forward(now, outcome, record.timestamp()));
    } catch (ContractException e) {
      counts.poison.increment();
      LOGGER
          .atWarn()
          .addKeyValue("topic", from.topic())
          .addKeyValue("partition", from.partition())
          .addKeyValue("offset", from.offset())
          .log("a record that can't be read is passed over");
    }
  }

  private static List<Outcome> receipt(Running now, Record<byte[], byte[]> record, long offset) {
    if (record.key() == null || record.value() == null) {
      throw new ContractException("receipt: no key or no value (expected: both)");
    }
    Conversation of = ReceiptCodec.decodeKey(ByteBuffer.wrap(record.key()));
    long nowMs = now.context().currentSystemTimeMs();
    return switch (ReceiptCodec.decode(ByteBuffer.wrap(record.value()))) {
      case ReceiptEvent.Raised(var watermarks) ->
          now.rules().onRaised(of, watermarks, offset, nowMs).stream().toList();
      case ReceiptEvent.Asked _ -> now.rules().onAsked(of, nowMs).stream().toList();
      case ReceiptEvent.Unknown() -> List.of();
    };
  }

  private static List<Outcome> user(Running now, Record<byte[], byte[]> record) {
    if (record.key() == null) {
      throw new ContractException("key: none (expected: one)");
    }
    String topic = Topics.USERS.name();
    UserId user =
        DirectoryKeys.userId(
            Topics.USERS.keys().deserializer().deserialize(topic, record.key()).getUser());
    @Nullable UserRow row = Topics.USERS.values().deserializer().deserialize(topic, record.value());
    boolean isShown = row != null && row.getReadReceipts();
    return now.rules().onUser(user, isShown, now.context().currentSystemTimeMs());
  }

  private void forward(Running now, Outcome outcome, long timestampMs) {
    switch (outcome) {
      case Outcome.Tell(var conversation, var steps) ->
          forward(
              now,
              Slot.ofReceipt(conversation),
              EnvelopeCodec.encodeReceipt(conversation, steps),
              timestampMs);
      case Outcome.Answer(var conversation, var members) ->
          forward(
              now,
              Slot.ofMemberReceipts(conversation.sender(), conversation.group()),
              EnvelopeCodec.encodeMemberReceipts(conversation.group(), members),
              timestampMs);
    }
  }

  private void forward(Running now, Slot slot, byte[] value, long timestampMs) {
    int partition = RecipientPartitioner.partition(slot.address().user(), partitions);
    now.context().forward(new Record<>(new Destination(partition, slot), value, timestampMs));
  }

  @Override
  public void close() {
    running = null;
  }
}
