package io.restante.gateway.deliver;

import io.restante.contract.ContractException;
import io.restante.contract.Recipients;
import io.restante.contract.Slot;
import io.restante.contract.SlotCodec;
import io.restante.contract.UserId;
import io.restante.gateway.mailbox.Chunk;
import io.restante.gateway.mailbox.LogRecord;
import io.restante.gateway.send.Housekeeper;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns what the consumer fetched into what the core understands. The buffers are slices of the
/// fetched response; nothing is copied.
final class LogRecords {
  private static final Logger LOGGER = LoggerFactory.getLogger(LogRecords.class);

  private LogRecords() {}

  /// Decodes one record.
  ///
  /// @throws ContractException when its key is no slot, or it is shared by nobody
  static LogRecord decode(ConsumerRecord<ByteBuffer, ByteBuffer> fetched) {
    boolean isTombstone = fetched.value() == null;
    long answers = isTombstone ? offset(fetched, Housekeeper.ANSWERS) : LogRecord.NOTHING;
    long version = offset(fetched, Housekeeper.VERSION);
    long usual = isTombstone ? answers : fetched.offset();
    Slot slot = SlotCodec.decode(fetched.key());
    return new LogRecord(
        fetched.offset(),
        fetched.timestamp(),
        slot,
        fetched.value(),
        answers,
        version == LogRecord.NOTHING ? usual : version,
        slot.isShared() && !isTombstone ? recipients(fetched) : List.of());
  }

  private static List<UserId> recipients(ConsumerRecord<?, ?> fetched) {
    Header header = fetched.headers().lastHeader(Recipients.HEADER);
    if (header == null || header.value() == null) {
      throw new ContractException("shared record: no recipients (expected: 1 or more)");
    }
    return Recipients.decode(header.value());
  }

  /// Tells operators of a record whose key is no slot.
  static void reportPoison(ConsumerRecord<?, ?> fetched, ContractException cause) {
    LOGGER
        .atError()
        .addKeyValue("topic", fetched.topic())
        .addKeyValue("partition", fetched.partition())
        .addKeyValue("offset", fetched.offset())
        .addKeyValue("cause", cause.getMessage())
        .log("record passed over");
  }

  /// Returns the offset in a header; [LogRecord#NOTHING] when there is none.
  private static long offset(ConsumerRecord<?, ?> fetched, String name) {
    Header header = fetched.headers().lastHeader(name);
    boolean isThere =
        header != null && header.value() != null && header.value().length == Long.BYTES;
    return isThere ? ByteBuffer.wrap(header.value()).getLong() : LogRecord.NOTHING;
  }

  /// Returns a chunk that decodes a record when somebody wants it.
  static Chunk chunk(List<ConsumerRecord<ByteBuffer, ByteBuffer>> fetched) {
    return new Chunk() {
      @Override
      public int size() {
        return fetched.size();
      }

      @Override
      public long offset(int index) {
        return fetched.get(index).offset();
      }

      @Override
      public LogRecord record(int index) {
        return decode(fetched.get(index));
      }
    };
  }
}
