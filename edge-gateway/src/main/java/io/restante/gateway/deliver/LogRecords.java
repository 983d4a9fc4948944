package io.restante.gateway.deliver;

import io.restante.contract.SlotCodec;
import io.restante.gateway.mailbox.Chunk;
import io.restante.gateway.mailbox.LogRecord;
import io.restante.gateway.send.Housekeeper;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/// Turns what the consumer fetched into what the core understands. The buffers are slices of the
/// fetched response; nothing is copied.
final class LogRecords {
  private LogRecords() {}

  /// Decodes one record.
  ///
  /// @throws io.restante.contract.ContractException when its key is no slot
  static LogRecord decode(ConsumerRecord<ByteBuffer, ByteBuffer> fetched) {
    long answers = LogRecord.NOTHING;
    if (fetched.value() == null) {
      Header header = fetched.headers().lastHeader(Housekeeper.ANSWERS);
      if (header != null && header.value() != null && header.value().length == Long.BYTES) {
        answers = ByteBuffer.wrap(header.value()).getLong();
      }
    }
    return new LogRecord(
        fetched.offset(),
        fetched.timestamp(),
        SlotCodec.decode(fetched.key()),
        fetched.value(),
        answers);
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
