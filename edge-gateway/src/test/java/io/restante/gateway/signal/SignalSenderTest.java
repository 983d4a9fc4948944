package io.restante.gateway.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.gateway.send.LogWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What becomes of signals that the log does not take: dropped and counted, and nobody waits.
final class SignalSenderTest {
  private static final DeviceAddress ALICE = new DeviceAddress(new UserId(1, 1), 1);
  private static final GroupId GROUP = new GroupId(7, 8);
  private static final int JOBS_MAX = 4;
  private static final int BYTES_MAX = 64 * 128; // One TYPING to 64 users.

  private final AtomicLong nowMs = new AtomicLong(1_795_316_304_123L);
  private final SignalMetrics metrics = new SignalMetrics();

  /// Takes nothing out of its queue until it is started, and has no brokers then.
  private final LogWriter writer =
      new LogWriter(
          "signal-send", JOBS_MAX, BYTES_MAX, SignalSender.producerSettings("127.0.0.1:1"));

  private final AtomicBoolean isStarted = new AtomicBoolean();
  private final SignalSender sender =
      new SignalSender(writer, 16, () -> Instant.ofEpochMilli(nowMs.get()), metrics);

  @AfterEach
  void everySignalOfferedIsAccountedFor() throws Exception {
    nowMs.addAndGet(SignalSender.AGE_MAX.toMillis() + 1);
    awaitEmptied();
    assertThat(metrics.appended.sum() + metrics.dropped.sum()).isEqualTo(metrics.offered.sum());
    writer.close();
  }

  @Test
  void whenTheQueueHasItsJobsFurtherSignalsAreDropped() {
    for (int i = 0; i < JOBS_MAX; i++) {
      sender.typing(ALICE, null, users(1));
    }
    assertThat(metrics.dropped.sum()).isZero();

    sender.typing(ALICE, null, users(1));
    sender.typing(ALICE, GROUP, users(3));

    assertThat(metrics.dropped.sum()).as("one for each recipient").isEqualTo(4);
    assertThat(metrics.offered.sum()).isEqualTo(JOBS_MAX + 4);
    assertThat(writer.queuedJobs()).isEqualTo(JOBS_MAX);
  }

  @Test
  void whenTheQueueHasItsBytesFurtherSignalsAreDropped() {
    sender.typing(ALICE, GROUP, users(64));
    assertThat(metrics.dropped.sum()).isZero();

    sender.typing(ALICE, null, users(1));

    assertThat(metrics.dropped.sum()).isEqualTo(1);
    assertThat(writer.queuedJobs()).isEqualTo(1);
  }

  @Test
  void whatWaitedForTooLongIsDroppedWithoutAskingTheLog() throws Exception {
    sender.typing(ALICE, GROUP, users(3));
    nowMs.addAndGet(SignalSender.AGE_MAX.toMillis() + 1);

    awaitEmptied();

    assertThat(metrics.dropped.sum()).isEqualTo(3);
    assertThat(metrics.appended.sum()).isZero();
  }

  /// Has the writer do what is in its queue.
  private void awaitEmptied() throws InterruptedException {
    if (isStarted.compareAndSet(false, true)) {
      writer.start();
    }
    CountDownLatch done = new CountDownLatch(1);
    Last last = new Last(done);
    while (!writer.offer(last)) {
      Thread.onSpinWait(); // There is room as soon as the writer has begun.
    }
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
  }

  private static List<UserId> users(int count) {
    return LongStream.rangeClosed(1, count).mapToObj(low -> new UserId(2, low)).toList();
  }

  /// Comes after everything that was offered before it.
  private record Last(CountDownLatch done) implements LogWriter.Job {
    @Override
    public int bytes() {
      return 0;
    }

    @Override
    public void send(LogWriter.Output output) {
      done.countDown();
    }
  }
}
