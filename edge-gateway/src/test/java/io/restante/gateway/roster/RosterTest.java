package io.restante.gateway.roster;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.EnvelopeCodec;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.gateway.directory.DeviceLists.DeviceList;
import io.restante.gateway.directory.DeviceLists.ListedDevice;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The roster with lists in memory, and lanes and a log that only take notes.
final class RosterTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final UserId BOB = new UserId(2, 2);
  private static final DeviceAddress PHONE = new DeviceAddress(BOB, 1);
  private static final DeviceAddress TABLET = new DeviceAddress(BOB, 2);
  private static final DeviceAddress ALICE = new DeviceAddress(new UserId(1, 1), 1);

  private final Map<UserId, DeviceList> lists = new HashMap<>();
  private final List<String> told = new ArrayList<>();
  private final List<DeviceAddress> discarded = new ArrayList<>();
  private boolean isLogFull;
  private Instant now = NOW;
  private final Roster roster =
      new Roster(
          lists::get,
          new TakingNotes(),
          new RosterSettings(Duration.ofSeconds(10), Duration.ofSeconds(30)),
          () -> now);

  RosterTest() {
    roster.start((device, _) -> discarded.add(device));
  }

  @Test
  void senderWithAnOldListIsToldOnce() {
    list(2, PHONE, TABLET);

    message(PHONE, 1);
    message(PHONE, 1);
    message(PHONE, 2);
    message(PHONE, 0);

    assertThat(told).containsExactly("1 of 2: revision 2, 2 devices");
    assertThat(discarded).isEmpty();
  }

  @Test
  void senderIsToldAgainOfTheNextChange() {
    list(1, PHONE);
    message(PHONE, 0);

    list(2, PHONE, TABLET);
    message(PHONE, 1);

    assertThat(told)
        .containsExactly("1 of 2: revision 1, 1 devices", "1 of 2: revision 2, 2 devices");
  }

  @Test
  void whoKnowsMoreThanTheNodeIsToldNothingAndReachesTheNewDevice() {
    list(1, PHONE);

    message(TABLET, 2);

    assertThat(told).isEmpty();
    assertThat(discarded).isEmpty();
  }

  @Test
  void whoGoesOnWritingToAnUnknownUserIsToldAndNothingIsThrownAway() {
    message(PHONE, 0);
    now = NOW.plusSeconds(29);
    message(PHONE, 0);
    assertThat(told).isEmpty();

    now = NOW.plusSeconds(30);
    message(PHONE, 0);

    assertThat(told).containsExactly("1 of 2: revision 0, 0 devices");
    assertThat(discarded).isEmpty();
  }

  @Test
  void userWhoBecomesKnownIsNotMissedAgainAtOnce() {
    message(PHONE, 0);
    now = NOW.plusSeconds(29);
    list(1, PHONE);
    message(PHONE, 1);
    lists.clear();

    now = NOW.plusSeconds(31);
    message(PHONE, 1);

    assertThat(told).isEmpty();
  }

  @Test
  void senderToUserWhoIsGoneIsToldAtOnce() {
    list(0);

    message(PHONE, 3);

    assertThat(told).containsExactly("1 of 2: revision 0, 0 devices");
    assertThat(discarded).isEmpty();
  }

  @Test
  void whatIsForNoDeviceOfItsUserIsDiscardedAndItsSenderTold() {
    list(3, PHONE);

    message(TABLET, 2);

    assertThat(told).containsExactly("1 of 2: revision 3, 1 devices");
    assertThat(discarded).containsExactly(TABLET);
  }

  @Test
  void noticeThatFindsNoRoomIsGivenWithTheNextMessage() {
    list(1, PHONE);
    isLogFull = true;
    message(PHONE, 0);
    isLogFull = false;

    message(PHONE, 0);

    assertThat(told).containsExactly("1 of 2: revision 1, 1 devices");
    assertThat(roster.metrics().dropped()).isEqualTo(1);
    assertThat(roster.metrics().told()).isEqualTo(1);
  }

  private void list(long revision, DeviceAddress... devices) {
    lists.put(
        BOB,
        new DeviceList(
            revision, Stream.of(devices).map(it -> new ListedDevice(it.device(), 100)).toList()));
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
      if (isLogFull) {
        return false;
      }
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
