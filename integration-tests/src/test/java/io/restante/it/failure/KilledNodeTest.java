package io.restante.it.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.it.device.Device;
import io.restante.it.device.DeviceListener;
import io.restante.it.world.Shown;
import io.restante.it.world.TestEstate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// The node is killed at random moments under load: nothing accepted is lost, nothing comes out of
/// order, nothing is seen twice.
///
/// The seed is printed; `-Drestante.seed=N` goes that way again, as far as processes can.
final class KilledNodeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int KILLS = 10;
  private static final int PAIRS = 4;
  private static final int OUTBOX = 64;
  private static final int MESSAGES_BETWEEN_MAX = 400;

  /// One device that writes, one that reads.
  private record Pair(Device writer, Device reader, Shown shown) {}

  @Test
  void nothingAcceptedIsLostOrReorderedOrSeenTwice() throws Exception {
    long seed = Long.getLong("restante.seed", System.nanoTime());
    System.out.println("KilledNodeTest: -Drestante.seed=" + seed);
    Random random = new Random(seed);
    try (TestEstate estate = TestEstate.start(seed);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // Given
      List<Pair> pairs = new ArrayList<>();
      for (int i = 0; i < PAIRS; i++) {
        pairs.add(pair(estate));
      }
      AtomicBoolean isOver = new AtomicBoolean();
      List<Future<Long>> writing = new ArrayList<>();
      pairs.forEach(pair -> writing.add(threads.submit(() -> write(pair, isOver))));

      // When
      for (int kill = 0; kill < KILLS; kill++) {
        Device reader = pairs.get(random.nextInt(PAIRS)).reader();
        reader.awaitReceived(
            reader.received() + 1 + random.nextInt(MESSAGES_BETWEEN_MAX), PATIENCE);
        estate.estate().killNode();
        estate.estate().startNode();
      }
      isOver.set(true);

      // Then
      for (int i = 0; i < PAIRS; i++) {
        requireAllShown(pairs.get(i), writing.get(i).get());
      }
    }
  }

  private static Pair pair(TestEstate estate) {
    Shown shown = new Shown();
    Device reader = estate.newDevice(shown);
    Device writer = estate.newDevice(TestEstate.EAGER.withOutbox(OUTBOX), DeviceListener.DEAF);
    reader.connect();
    writer.connect();
    return new Pair(writer, reader, shown);
  }

  private static long write(Pair pair, AtomicBoolean isOver) throws Exception {
    long written = 0;
    while (!isOver.get()) {
      pair.writer().send(pair.reader().address().user(), List.of(1), Shown.message(++written, 200));
    }
    pair.writer().awaitAccepted(PATIENCE);
    return written;
  }

  private static void requireAllShown(Pair pair, long written) throws Exception {
    pair.reader().awaitReceived(written, PATIENCE);
    assertThat(pair.shown().numbers())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, written).boxed().toList());
    assertThat(pair.reader().findings().isClean()).as("%s", pair.reader().findings()).isTrue();
    assertThat(pair.reader().protocolFault()).isNull();
    assertThat(pair.writer().protocolFault()).isNull();
    assertThat(pair.writer().acceptedOutOfOrder()).isZero();
  }
}
