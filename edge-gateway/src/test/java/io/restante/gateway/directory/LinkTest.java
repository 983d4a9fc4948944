package io.restante.gateway.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.gateway.postgres.DirectoryWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LinkTest {
  private static final int AT_ONCE = 8;
  private static final OpaqueBytes MESSAGE = OpaqueBytes.copyOf(new byte[] {1, 2, 3});
  private static final OpaqueBytes OTHER_MESSAGE = OpaqueBytes.copyOf(new byte[] {4});

  private static DirectoryWorld world;
  private static Links links;

  @BeforeAll
  static void start() {
    world = new DirectoryWorld();
    links = world.directory().links();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static DeviceAddress newUsersDevice() {
    return world.register(DirectoryWorld.newNumber(), 1).credential().address();
  }

  private static Links.Opened open() {
    return links.open(DirectoryWorld.identity(9));
  }

  private static Links.Opened openConfirmedBy(DeviceAddress by) {
    Links.Opened opened = open();
    assertThat(links.confirm(opened.link(), by, MESSAGE)).isEqualTo(Links.Confirmation.CONFIRMED);
    return opened;
  }

  private static Reservation reserve(Links.Opened opened) {
    return links.reserve(opened.link(), opened.secret(), DirectoryWorld.identity(1));
  }

  private static DeviceAddress reserved(Links.Opened opened) {
    return ((Reservation.Reserved) reserve(opened)).address();
  }

  private static Completion complete(Links.Opened opened, DeviceAddress reserved) {
    return links.complete(opened.link(), reserved, DirectoryWorld.device(1));
  }

  private static List<Integer> devicesOf(UserId user) {
    return world.directory().devices().list(user).orElseThrow().devices().stream()
        .map(Devices.OwnDevice::device)
        .toList();
  }

  @Test
  void aConfirmedLinkBecomesADevice() {
    DeviceAddress first = newUsersDevice();
    Links.Opened opened = open();
    assertThat(links.look(opened.link(), opened.secret())).isEqualTo(new Links.View.Waiting());
    assertThat(links.confirm(opened.link(), first, MESSAGE))
        .isEqualTo(Links.Confirmation.CONFIRMED);
    assertThat(links.look(opened.link(), opened.secret()))
        .isEqualTo(new Links.View.Confirmed(first.user(), MESSAGE));

    DeviceAddress second = reserved(opened);
    Completion.Completed completed = (Completion.Completed) complete(opened, second);

    assertThat(second).isEqualTo(new DeviceAddress(first.user(), 2));
    assertThat(completed.revision()).isEqualTo(2);
    assertThat(completed.removed()).isEmpty();
    assertThat(devicesOf(first.user())).containsExactly(1, 2);
    assertThat(world.directory().devices().authenticate(completed.credential())).hasValue(2);
  }

  @Test
  void anotherSecretOpensNothing() {
    Links.Opened opened = openConfirmedBy(newUsersDevice());
    Secret other = open().secret();

    assertThat(links.look(opened.link(), other)).isEqualTo(new Links.View.Unknown());
    assertThat(links.reserve(opened.link(), other, DirectoryWorld.identity(1)))
        .isEqualTo(new Reservation.Unknown());
  }

  @Test
  void anUnconfirmedLinkReservesNothing() {
    assertThat(reserve(open())).isEqualTo(new Reservation.Unconfirmed());
  }

  @Test
  void theIdentityKeyMustBeTheUsers() {
    Links.Opened opened = openConfirmedBy(newUsersDevice());

    assertThat(links.reserve(opened.link(), opened.secret(), DirectoryWorld.identity(2)))
        .isEqualTo(new Reservation.ForeignIdentity());
    assertThat(links.complete(opened.link(), reserved(opened), DirectoryWorld.device(2)))
        .isEqualTo(new Completion.Outdated());
  }

  @Test
  void theFirstToConfirmStays() {
    DeviceAddress first = newUsersDevice();
    Links.Opened opened = openConfirmedBy(first);

    assertThat(links.confirm(opened.link(), newUsersDevice(), MESSAGE))
        .isEqualTo(Links.Confirmation.CONFIRMED_BEFORE);
    assertThat(links.confirm(opened.link(), first, OTHER_MESSAGE))
        .isEqualTo(Links.Confirmation.CONFIRMED_BEFORE);
    assertThat(links.confirm(opened.link(), first, MESSAGE))
        .isEqualTo(Links.Confirmation.CONFIRMED);
  }

  @Test
  void aLinkWorksUntilItExpiresAndNotThen() {
    Links.Opened opened = openConfirmedBy(newUsersDevice());
    world.clock().advance(Links.LIFETIME.minusMillis(1));
    assertThat(reserve(opened)).isInstanceOf(Reservation.Reserved.class);
    world.clock().advance(Duration.ofMillis(1));

    assertThat(reserve(opened)).isEqualTo(new Reservation.Unknown());
    assertThat(links.look(opened.link(), opened.secret())).isEqualTo(new Links.View.Unknown());
    assertThat(links.confirm(opened.link(), newUsersDevice(), MESSAGE))
        .isEqualTo(Links.Confirmation.UNKNOWN_LINK);
  }

  @Test
  void ofCompletionsOfOneLinkAtOnceOneComesThrough() {
    DeviceAddress first = newUsersDevice();
    Links.Opened opened = openConfirmedBy(first);
    Callable<Completion> call =
        () ->
            reserve(opened) instanceof Reservation.Reserved it
                ? complete(opened, it.address())
                : new Completion.Used();

    List<Completion> outcomes =
        DirectoryWorld.atOnce(IntStream.range(0, AT_ONCE).mapToObj(_ -> call).toList());

    assertThat(outcomes).filteredOn(Completion.Completed.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn(Completion.Used.class::isInstance).hasSize(AT_ONCE - 1);
    assertThat(devicesOf(first.user())).hasSize(2);
  }

  @Test
  void twoLinksAtOnceBecomeTwoDevices() {
    DeviceAddress first = newUsersDevice();
    List<Callable<Completion>> calls = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      Links.Opened opened = openConfirmedBy(first);
      calls.add(() -> complete(opened, reserved(opened)));
    }

    List<Completion> outcomes = DirectoryWorld.atOnce(calls);

    assertThat(outcomes).allMatch(Completion.Completed.class::isInstance);
    assertThat(outcomes)
        .extracting(it -> ((Completion.Completed) it).revision())
        .containsExactlyInAnyOrder(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    assertThat(devicesOf(first.user())).hasSize(1 + AT_ONCE);
  }

  @Test
  void aUserHas16DevicesAtMost() {
    DeviceAddress first = newUsersDevice();
    for (int i = 2; i < Links.DEVICES_MAX; i++) {
      Links.Opened opened = openConfirmedBy(first);
      complete(opened, reserved(opened));
    }
    Links.Opened sixteenth = openConfirmedBy(first);
    Links.Opened seventeenth = openConfirmedBy(first);
    DeviceAddress reservedInTime = reserved(seventeenth);
    assertThat(complete(sixteenth, reserved(sixteenth))).isInstanceOf(Completion.Completed.class);

    assertThat(reserve(openConfirmedBy(first))).isEqualTo(new Reservation.TooManyDevices());
    assertThat(complete(seventeenth, reservedInTime)).isEqualTo(new Completion.Outdated());
  }

  @Test
  void aRemovedDeviceConfirmsNothing() {
    DeviceAddress first = newUsersDevice();
    world.directory().devices().remove(first);

    assertThat(links.confirm(open().link(), first, MESSAGE))
        .isEqualTo(Links.Confirmation.DEVICE_REMOVED);
  }

  @Test
  void whatARemovedDeviceConfirmedComesToNothing() {
    DeviceAddress first = newUsersDevice();
    Links.Opened reservedOne = openConfirmedBy(first);
    Links.Opened confirmedOne = openConfirmedBy(first);
    DeviceAddress reserved = reserved(reservedOne);
    world.directory().devices().remove(first);

    assertThat(reserve(confirmedOne)).isEqualTo(new Reservation.Unknown());
    assertThat(complete(reservedOne, reserved)).isEqualTo(new Completion.Outdated());
  }

  @Test
  void removalDuringCompletionEndsInOneOrderOrTheOther() {
    for (int round = 0; round < 20; round++) {
      DeviceAddress first = newUsersDevice();
      Links.Opened opened = openConfirmedBy(first);
      DeviceAddress second = reserved(opened);

      List<Object> outcomes =
          DirectoryWorld.atOnce(
              List.of(
                  () -> complete(opened, second), () -> world.directory().devices().remove(first)));

      Devices.Overview list = world.directory().devices().list(first.user()).orElseThrow();
      boolean isCompleted = outcomes.getFirst() instanceof Completion.Completed;
      assertThat(devicesOf(first.user())).isEqualTo(isCompleted ? List.of(2) : List.of());
      assertThat(list.revision()).isEqualTo(isCompleted ? 3 : 2);
      assertThat(outcomes.getLast()).isEqualTo(OptionalLong.of(isCompleted ? 3 : 2));
    }
  }

  @Test
  void ofRemovalsOfOneDeviceAtOnceOneCounts() {
    DeviceAddress device = newUsersDevice();
    Callable<OptionalLong> removal = () -> world.directory().devices().remove(device);

    List<OptionalLong> outcomes =
        DirectoryWorld.atOnce(IntStream.range(0, AT_ONCE).mapToObj(_ -> removal).toList());

    assertThat(outcomes).filteredOn(OptionalLong::isPresent).containsExactly(OptionalLong.of(2));
    assertThat(world.directory().deviceLists().deviceList(device.user()))
        .contains(new DeviceLists.DeviceList(2, List.of()));
  }
}
