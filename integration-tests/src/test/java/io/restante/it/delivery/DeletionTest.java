package io.restante.it.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.it.device.Device;
import io.restante.it.device.DeviceListener;
import io.restante.it.world.BytesOnDisk;
import io.restante.it.world.TestEstate;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Delivered means gone: the bytes of delivered envelopes are in no file of the estate, the
/// broker's, the node's index and the logs included.
@ExtendWith(TestEstate.Shared.class)
final class DeletionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// `segment.ms` + `max.compaction.lag.ms` + `file.delete.delay.ms` of the local estate, the
  /// ticker's turn and rounds of the cleaner, on a machine that is busy otherwise.
  private static final Duration GONE_WITHIN = Duration.ofSeconds(60);

  private static final long LOOK_NANOS = 250_000_000;
  private static final int MESSAGES = 50;

  @Test
  void bytesOfDeliveredEnvelopesLeaveEveryFile(TestEstate estate) throws Exception {
    // Given
    byte[] ciphertext = new byte[256];
    new SecureRandom().nextBytes(ciphertext);
    Device alice = estate.newDevice(DeviceListener.DEAF);
    Device bob = estate.newDevice(DeviceListener.DEAF);
    alice.connect();
    for (int i = 0; i < MESSAGES; i++) {
      alice.send(bob.address().user(), List.of(1), ciphertext);
    }
    alice.awaitAccepted(PATIENCE);
    Path data = estate.estate().dataDirectory();
    assertThat(BytesOnDisk.count(data, ciphertext)).isGreaterThanOrEqualTo(MESSAGES);

    // When
    bob.connect();
    bob.awaitReceived(MESSAGES, PATIENCE);
    bob.disconnect();

    // Then
    assertThat(leftAfter(data, ciphertext)).isEmpty();
    alice.close();
  }

  private static Map<Path, Integer> leftAfter(Path data, byte[] ciphertext) {
    long deadline = System.nanoTime() + GONE_WITHIN.toNanos();
    Map<Path, Integer> left = BytesOnDisk.find(data, ciphertext);
    while (!left.isEmpty() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(LOOK_NANOS);
      left = BytesOnDisk.find(data, ciphertext);
    }
    return left;
  }
}
