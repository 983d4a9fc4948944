package io.restante.gateway.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.Slot;
import io.restante.contract.SlotCodec;
import io.restante.contract.Topics;
import io.restante.gateway.mailbox.LogRecord;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the reader may say of a log that grows, loses its head, or is told of by a broker that does
/// not know its end.
final class SweepReaderTest {
  private static final TopicPartition PARTITION = new TopicPartition(Topics.ENVELOPES.name(), 3);
  private static final int MANY = 1_100;

  private final MockConsumer<ByteBuffer, ByteBuffer> log = new MockConsumer<>("none");
  private final BlockingQueue<LaneEvent.ChunkRead> read = new LinkedBlockingQueue<>();
  private final SweepReader reader = new SweepReader("sweeps", log, read::add);

  @BeforeEach
  void start() {
    log.updateBeginningOffsets(Map.of(PARTITION, 0L));
    endsAt(0);
    reader.start();
  }

  @AfterEach
  void stop() {
    reader.close();
  }

  @Test
  void whatIsWrittenAfterReadingAheadIsFound() throws Exception {
    // Given: a chunk up to the end of the log, and nothing behind it to be read ahead
    CountDownLatch readAhead = new CountDownLatch(1);
    log.schedulePollTask(() -> append(0, MANY));
    log.schedulePollTask(readAhead::countDown);
    request(0);
    assertThat(next().end()).isEqualTo(MANY);
    readAhead.await();

    // When
    log.schedulePollTask(() -> append(MANY, 1));
    request(MANY);

    // Then
    assertThat(found(next(), MANY)).isNotNull();
  }

  @Test
  void aBrokerThatKnowsAnOlderEndIsAskedAgain() throws Exception {
    // Given
    endsAt(95);
    log.schedulePollTask(() -> {});
    log.schedulePollTask(() -> append(100, 1));

    // When
    request(100);

    // Then
    assertThat(found(next(), 100)).isNotNull();
  }

  @Test
  void whatTheLogHasLetGoIsSaidToBeGone() throws Exception {
    // Given
    log.updateBeginningOffsets(Map.of(PARTITION, 50L));
    endsAt(60);

    // When
    request(10);

    // Then
    LaneEvent.ChunkRead gone = next();
    assertThat(gone.chunk().size()).isZero();
    assertThat(gone.end()).isEqualTo(50);
  }

  @Test
  void anEmptyLogIsReadToItsEnd() throws Exception {
    request(0);

    assertThat(next().chunk().size()).isZero();
  }

  private void request(long from) {
    reader.request(new SweepReader.Request(PARTITION, 1, from));
  }

  private LaneEvent.ChunkRead next() throws InterruptedException {
    return Objects.requireNonNull(read.poll(20, TimeUnit.SECONDS), "no chunk after 20 s");
  }

  private static @Nullable LogRecord found(LaneEvent.ChunkRead read, long offset) {
    return read.chunk().find(offset);
  }

  private void append(long from, int count) {
    for (long offset = from; offset < from + count; offset++) {
      ByteBuffer key = ByteBuffer.wrap(SlotCodec.encode(Slot.TICKER));
      log.addRecord(
          new ConsumerRecord<>(
              PARTITION.topic(), PARTITION.partition(), offset, key, ByteBuffer.allocate(1)));
    }
    endsAt(from + count);
  }

  private void endsAt(long end) {
    log.updateEndOffsets(Map.of(PARTITION, end));
  }
}
