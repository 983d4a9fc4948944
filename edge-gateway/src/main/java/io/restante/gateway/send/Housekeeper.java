package io.restante.gateway.send;

import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.contract.EnvelopeCodec;
import io.restante.contract.MessagePlace;
import io.restante.contract.ReceiptCodec;
import io.restante.contract.ReceiptEvent;
import io.restante.contract.ReceiptEvent.Watermark;
import io.restante.contract.RecipientPartitioner;
import io.restante.contract.Slot;
import io.restante.contract.SlotCodec;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.gateway.mailbox.Passage;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Appends what the owner of a partition has to say: tombstones, notices, tickers. Thread-safe;
/// never blocks.
///
/// Each method returns false when its queue is full: keep the matter, and say it again later.
public final class Housekeeper {
  /// The header of a tombstone that holds the offset it answers, 8 bytes big-endian.
  public static final String ANSWERS = "answers";

  /// The header of a record that was appended again, and of a tombstone for one, that holds the
  /// offset at which it was first appended, 8 bytes big-endian.
  public static final String VERSION = "version";

  private static final Logger LOGGER = LoggerFactory.getLogger(Housekeeper.class);
  private static final int TOMBSTONE_BYTES = 128;

  private final LogWriter writer;
  private final int partitions;
  private final DeliveryAudit audit;
  private final InstantSource clock;

  /// Creates the housekeeper.
  ///
  /// @param writer appends; best one that lets batches wait a little, since nobody waits for these
  /// @param partitions how many partitions the topic has
  /// @param audit is told what becomes of messages
  public Housekeeper(LogWriter writer, int partitions, DeliveryAudit audit, InstantSource clock) {
    this.writer = writer;
    this.partitions = partitions;
    this.audit = audit;
    this.clock = clock;
  }

  /// Appends the tombstone that answers an offset.
  public boolean forget(int partition, Slot slot, long offset) {
    return forget(partition, slot, offset, offset);
  }

  /// Appends the tombstone that answers what may have been appended again.
  ///
  /// @param version where it was first appended
  public boolean forget(int partition, Slot slot, long offset, long version) {
    List<Header> answers = List.of(header(ANSWERS, offset));
    List<Header> headers =
        version == offset ? answers : List.of(header(ANSWERS, offset), header(VERSION, version));
    byte[] key = SlotCodec.encode(slot);
    return writer.offer(
        job(
            TOMBSTONE_BYTES,
            output ->
                output.append(
                    record(partition, key, null, headers), LogWriter.logging("tombstone"))));
  }

  /// Appends a record again.
  ///
  /// @param version where it was first appended
  /// @param value the record's value; only looked at during the call
  public boolean repeat(int partition, Slot slot, long version, ByteBuffer value) {
    byte[] copy = new byte[value.remaining()];
    value.get(value.position(), copy);
    byte[] key = SlotCodec.encode(slot);
    List<Header> headers = List.of(header(VERSION, version));
    return writer.offer(
        job(
            TOMBSTONE_BYTES + copy.length,
            output ->
                output.append(
                    record(partition, key, copy, headers), LogWriter.logging("repetition"))));
  }

  /// Appends a remainder.
  ///
  /// @param of the shared record's offset
  /// @param devices who has yet to store it, 1 or more
  public boolean note(int partition, Slot slot, long of, List<DeviceAddress> devices) {
    byte[] value = EnvelopeCodec.encodeRemainder(of, devices);
    return writer.offer(
        job(
            TOMBSTONE_BYTES + value.length,
            output ->
                output.append(
                    record(partition, SlotCodec.encode(slot), value),
                    LogWriter.logging("remainder"))));
  }

  /// Puts an envelope into a device's mailbox.
  public boolean tell(Slot slot, byte[] value) {
    int partition = RecipientPartitioner.partition(slot.address().user(), partitions);
    return writer.offer(
        job(
            TOMBSTONE_BYTES + value.length,
            output ->
                output.append(
                    record(partition, SlotCodec.encode(slot), value),
                    LogWriter.logging("notice"))));
  }

  /// Appends how far users have come in a conversation, and what the audit has to say of it.
  ///
  /// @param watermarks 1 to 1,024
  /// @param passages of those messages that the audit looks at
  /// @param whenInLog run when all of it is in the log, on the producer's thread, must not block;
  ///   not run when the node ends
  public boolean report(
      Conversation conversation,
      List<Watermark> watermarks,
      List<Passage> passages,
      Runnable whenInLog) {
    ProducerRecord<byte[], byte[]> receipt =
        receipt(conversation, new ReceiptEvent.Raised(watermarks));
    long nowMs = clock.millis();
    int bytes = TOMBSTONE_BYTES * (1 + passages.size()) + receipt.value().length;
    return writer.offer(
        job(
            bytes,
            output ->
                append(
                    output,
                    audit.reported(conversation, watermarks, passages, nowMs),
                    receipt,
                    whenInLog)));
  }

  /// Asks how far each member of a group has come.
  public boolean askReceipts(Conversation conversation) {
    ProducerRecord<byte[], byte[]> asked =
        receipt(conversation, new ReceiptEvent.Asked(clock.instant()));
    return writer.offer(
        job(
            TOMBSTONE_BYTES + asked.value().length,
            output -> output.append(asked, LogWriter.logging("question"))));
  }

  private ProducerRecord<byte[], byte[]> receipt(Conversation conversation, ReceiptEvent event) {
    int partition = RecipientPartitioner.partition(conversation.sender().user(), partitions);
    return new ProducerRecord<>(
        Topics.RECEIPTS.name(),
        partition,
        ReceiptCodec.encodeKey(conversation),
        ReceiptCodec.encode(event));
  }

  /// Appends a record and what the audit has to say of it. What follows from the record waits for
  /// the audit's, taken or refused: whoever dies before leaves it to be said again.
  void append(
      LogWriter.Output output,
      List<ProducerRecord<byte[], byte[]>> audited,
      ProducerRecord<byte[], byte[]> appended,
      Runnable whenInLog) {
    AtomicInteger missing = new AtomicInteger(audited.size() + 1);
    Runnable one =
        () -> {
          if (missing.decrementAndGet() == 0) {
            whenInLog.run();
          }
        };
    audit.offered(audited.size());
    Callback told = audit.counting((_, _) -> one.run());
    audited.forEach(record -> output.append(record, told));
    output.append(
        appended,
        (_, failure) -> {
          if (failure == null) {
            one.run();
          }
        });
  }

  /// Tells the audit that the log has a message; without room, nobody is told.
  public void accepted(MessagePlace place, UserId recipient, long acceptedMs) {
    if (!audit.looksAt(place, recipient)) {
      return;
    }
    boolean offered =
        writer.offer(
            job(
                TOMBSTONE_BYTES,
                output ->
                    audit
                        .accepted(place, recipient, acceptedMs)
                        .forEach(
                            record ->
                                output.append(
                                    record, audit.counting(LogWriter.logging("audit"))))));
    audit.offered(1);
    if (!offered) {
      audit.dropped(1);
    }
  }

  /// Appends a ticker.
  public boolean tick(int partition) {
    byte[] key = SlotCodec.encode(Slot.TICKER);
    byte[] value = EnvelopeCodec.encodeTicker(clock.instant());
    return writer.offer(
        job(
            TOMBSTONE_BYTES,
            output -> output.append(record(partition, key, value), LogWriter.logging("ticker"))));
  }

  /// Tells the sender of a message that it expired; once the log has that, appends the tombstone.
  ///
  /// @param value the record value of the message
  /// @param users whose devices have not collected it
  /// @throws io.restante.contract.ContractException when the value is no envelope
  public boolean expire(
      int partition, Slot slot, long offset, ByteBuffer value, List<UserId> users) {
    ExpiryNews news = ExpiryNews.of(slot, EnvelopeCodec.decode(value));
    if (news == null) {
      return forget(partition, slot, offset);
    }
    Slot notice = news.notice();
    byte[] noticeValue = news.value(clock.instant());
    int noticePartition = RecipientPartitioner.partition(notice.address().user(), partitions);
    MessagePlace place = MessagePlace.peek(slot.kind(), users.getFirst(), value);
    List<ProducerRecord<byte[], byte[]>> audited =
        place == null ? List.of() : audit.expired(place, users, clock.millis());
    return writer.offer(
        job(
            TOMBSTONE_BYTES * (1 + audited.size()) + noticeValue.length,
            output ->
                append(
                    output,
                    audited,
                    record(noticePartition, SlotCodec.encode(notice), noticeValue),
                    () -> forgetAfterNotice(partition, slot, offset))));
  }

  /// Runs on the producer's thread, which must not wait in `send`. A tombstone that finds no room
  /// is left to the next search for what has expired; the notice then supersedes itself.
  private void forgetAfterNotice(int partition, Slot slot, long offset) {
    if (!forget(partition, slot, offset)) {
      LOGGER.atDebug().addKeyValue("partition", partition).log("expired envelope stays for now");
    }
  }

  private static Header header(String name, long offset) {
    return new RecordHeader(name, ByteBuffer.allocate(Long.BYTES).putLong(offset).array());
  }

  private static ProducerRecord<byte[], byte[]> record(int partition, byte[] key, byte[] value) {
    return record(partition, key, value, List.of());
  }

  private static ProducerRecord<byte[], byte[]> record(
      int partition, byte[] key, byte @Nullable [] value, List<Header> headers) {
    return new ProducerRecord<>(Topics.ENVELOPES.name(), partition, null, key, value, headers);
  }

  private static LogWriter.Job job(int bytes, Consumer<LogWriter.Output> send) {
    return new LogWriter.Job() {
      @Override
      public int bytes() {
        return bytes;
      }

      @Override
      public void send(LogWriter.Output output) {
        send.accept(output);
      }
    };
  }
}
