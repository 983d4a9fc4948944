package io.restante.gateway.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.contract.DeviceAddress;
import io.restante.contract.EnvelopeCodec;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.gateway.directory.DeviceLists.DeviceList;
import io.restante.gateway.directory.DirectoryUnavailableException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The roster with its threads, a directory in memory, and lanes that only take notes.
final class RosterTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final UserId BOB = new UserId(2, 2);
  private static final DeviceAddress PHONE = new DeviceAddress(BOB, 1);
  private static final DeviceAddress TABLET = new DeviceAddress(BOB, 2);
  private static final DeviceAddress ALICE = new DeviceAddress(new UserId(1, 1), 1);

  private final MemoryLists directory = new MemoryLists();
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final BlockingQueue<DeviceAddress> discarded = new LinkedBlockingQueue<>();
  private final Roster roster =
      new Roster(
          directory,
          new TakingNotes(),
          new RosterSettings(
              Duration.ofMillis(5), Duration.ofHours(2), 100, 4, Duration.ofSeconds(10)),
          InstantSource.fixed(NOW));

  @AfterEach
  void stop() {
    roster.close();
  }

  @Test
  void senderWithAnOldListIsToldOnce() throws Exception {
    directory.add(PHONE, NOW);
    directory.add(TABLET, NOW);
    start();

    message(PHONE, 1);
    assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("1 of 2: revision 2, 2 devices");
    message(PHONE, 1);
    message(PHONE, 2);
    message(PHONE, 0);

    assertThat(told).isEmpty();
    assertThat(discarded).isEmpty();
    assertThat(directory.lookups()).isEqualTo(1);
  }

  @Test
  void changeOfTheListIsNoticedAndSendersAreToldAgain() throws Exception {
    directory.add(PHONE, NOW);
    start();
    message(PHONE, 0);
    assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("1 of 2: revision 1, 1 devices");

    directory.add(TABLET, NOW);

    assertThat(toldAfterMessages(PHONE, 1)).isEqualTo("1 of 2: revision 2, 2 devices");
  }

  @Test
  void senderThatKnowsMoreThanTheNodeMakesItLookAgain() throws Exception {
    directory.add(PHONE, NOW.minus(Duration.ofDays(1)));
    start();
    message(PHONE, 0);
    assertThat(told.poll(10, TimeUnit.SECONDS)).isNotNull();
    directory.add(TABLET, NOW.minus(Duration.ofDays(1)));

    message(TABLET, 2);

    assertThat(toldAfterMessages(PHONE, 1)).isEqualTo("1 of 2: revision 2, 2 devices");
    assertThat(discarded).isEmpty();
  }

  @Test
  void senderToAnUnknownUserIsToldAndNothingIsThrownAway() throws Exception {
    start();

    message(PHONE, 0);

    assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("1 of 2: revision 0, 0 devices");
    assertThat(discarded).isEmpty();
  }

  @Test
  void whatIsForNoDeviceOfItsUserIsDiscardedAndItsSenderTold() throws Exception {
    directory.add(PHONE, NOW);
    start();

    message(TABLET, 1);

    assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("1 of 2: revision 1, 1 devices");
    assertThat(discarded.poll(10, TimeUnit.SECONDS)).isEqualTo(TABLET);
  }

  @Test
  void removedDeviceIsRefusedAndCutOff() throws Exception {
    directory.add(PHONE, NOW);
    directory.add(TABLET, NOW);
    start();
    assertThat(roster.removedDevices().isRemoved(TABLET, 1)).isFalse();

    directory.remove(TABLET, NOW);

    assertThat(discarded.poll(10, TimeUnit.SECONDS)).isEqualTo(TABLET);
    assertThat(roster.removedDevices().isRemoved(TABLET, 1)).isTrue();
    assertThat(roster.removedDevices().isRemoved(PHONE, 1)).isFalse();
  }

  @Test
  void deviceRemovedBeforeTheNodeStartedIsRefusedFromTheStart() {
    directory.add(PHONE, NOW.minus(Duration.ofHours(3)));
    directory.remove(PHONE, NOW.minus(Duration.ofHours(1)));

    start();

    assertThat(roster.removedDevices().isRemoved(PHONE, 1)).isTrue();
    assertThat(discarded).containsExactly(PHONE);
  }

  @Test
  void withoutTheDirectoryAtTheStartNothingStarts() {
    directory.fail(true);
    assertThatThrownBy(this::start).isInstanceOf(DirectoryUnavailableException.class);
  }

  @Test
  void checksWaitForTheDirectoryAndFurtherOnesAreDropped() throws Exception {
    directory.add(PHONE, NOW);
    start();
    directory.fail(true);

    for (int i = 0; i < 20; i++) {
      message(PHONE, 0);
    }
    assertThat(roster.metrics().dropped()).isBetween(15L, 16L);
    directory.fail(false);

    assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("1 of 2: revision 1, 1 devices");
  }

  /// Sends messages until the sender is told something.
  private String toldAfterMessages(DeviceAddress recipient, long revision)
      throws InterruptedException {
    String notice = null;
    while (notice == null) {
      message(recipient, revision);
      notice = told.poll(1, TimeUnit.MILLISECONDS);
    }
    return notice;
  }

  private void start() {
    roster.start((device, _) -> discarded.add(device));
  }

  private void message(DeviceAddress recipient, long revision) {
    byte[] value =
        EnvelopeCodec.encodeMessage(
            new MessageId(3, 3), ALICE, 1, 1, revision, ByteBuffer.allocate(4));
    roster.onMessage(recipient, ByteBuffer.wrap(value));
  }

  private final class TakingNotes implements Notices {
    @Override
    public boolean devicesChanged(DeviceAddress sender, UserId user, DeviceList list) {
      return told.add(
          sender.user().low()
              + " of "
              + user.low()
              + ": revision "
              + list.revision()
              + ", "
              + list.devices().size()
              + " devices");
    }

    @Override
    public boolean keysLow(DeviceAddress device, int preKeys, int kyberPreKeys) {
      return true;
    }
  }
}
