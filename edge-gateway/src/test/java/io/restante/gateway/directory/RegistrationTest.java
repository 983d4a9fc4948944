package io.restante.gateway.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.gateway.postgres.DirectoryWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RegistrationTest {
  private static final int AT_ONCE = 8;

  private static DirectoryWorld world;
  private static Registrations registrations;

  @BeforeAll
  static void start() {
    world = new DirectoryWorld();
    registrations = world.directory().registrations();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static RegistrationId request(PhoneNumber number) {
    return registrations.requestCode(number).registration();
  }

  private static Reservation confirm(RegistrationId registration) {
    return registrations.reserve(registration, world.code(registration));
  }

  private static DeviceAddress reserved(RegistrationId registration) {
    return ((Reservation.Reserved) confirm(registration)).address();
  }

  private static String wrongCode(RegistrationId registration) {
    return world.code(registration).equals("000000") ? "000001" : "000000";
  }

  @Test
  void aNewNumberBecomesAUserWithOneDevice() {
    Completion.Completed device = world.register(DirectoryWorld.newNumber(), 1);
    DeviceAddress address = device.credential().address();

    assertThat(address.device()).isEqualTo(1);
    assertThat(device.revision()).isEqualTo(1);
    assertThat(device.removed()).isEmpty();
    assertThat(world.directory().deviceLists().deviceList(address.user()))
        .contains(new DeviceLists.DeviceList(1, List.of(new DeviceLists.ListedDevice(1, 1234))));
    assertThat(world.directory().devices().authenticate(device.credential())).hasValue(1);
  }

  @Test
  void aCodeHasSixDigitsAndTellsWhenItExpires() {
    CodeRequest request = registrations.requestCode(DirectoryWorld.newNumber());

    assertThat(world.code(request.registration())).matches("[0-9]{6}");
    assertThat(request.expiresAt()).isEqualTo(world.clock().instant().plusSeconds(600));
    assertThat(request.resendAfter()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void fiveWrongCodesEndARegistrationEvenForTheRightOne() {
    RegistrationId registration = request(DirectoryWorld.newNumber());
    for (int left = 4; left >= 0; left--) {
      assertThat(registrations.reserve(registration, wrongCode(registration)))
          .isEqualTo(new Reservation.Wrong(left));
    }

    assertThat(confirm(registration)).isEqualTo(new Reservation.Unknown());
  }

  @Test
  void fourWrongCodesDoNotEndARegistration() {
    RegistrationId registration = request(DirectoryWorld.newNumber());
    for (int i = 0; i < 4; i++) {
      registrations.reserve(registration, wrongCode(registration));
    }

    assertThat(confirm(registration)).isInstanceOf(Reservation.Reserved.class);
  }

  @Test
  void guessesAtOnceAreCountedEach() {
    RegistrationId registration = request(DirectoryWorld.newNumber());
    Callable<Reservation> guess =
        () -> registrations.reserve(registration, wrongCode(registration));

    List<Reservation> answers =
        DirectoryWorld.atOnce(IntStream.range(0, 12).mapToObj(_ -> guess).toList());

    assertThat(answers).filteredOn(Reservation.Wrong.class::isInstance).hasSize(5);
    assertThat(answers).filteredOn(Reservation.Unknown.class::isInstance).hasSize(7);
  }

  @Test
  void someoneElsesCodeIsWrong() {
    RegistrationId mine = request(DirectoryWorld.newNumber());
    RegistrationId theirs = request(DirectoryWorld.newNumber());
    while (world.code(mine).equals(world.code(theirs))) {
      theirs = request(DirectoryWorld.newNumber());
    }

    assertThat(registrations.reserve(theirs, world.code(mine))).isEqualTo(new Reservation.Wrong(4));
  }

  @Test
  void aCodeWorksUntilItExpiresAndNotThen() {
    RegistrationId early = request(DirectoryWorld.newNumber());
    RegistrationId late = request(DirectoryWorld.newNumber());

    world.clock().advance(Registrations.CODE_LIFETIME.minusMillis(1));
    assertThat(confirm(early)).isInstanceOf(Reservation.Reserved.class);
    assertThat(registrations.numberTag(late)).isPresent();
    world.clock().advance(Duration.ofMillis(1));
    assertThat(confirm(late)).isEqualTo(new Reservation.Unknown());
    assertThat(registrations.numberTag(late)).isEmpty();
  }

  @Test
  void aCodeWorksOnce() {
    RegistrationId registration = request(DirectoryWorld.newNumber());
    DeviceAddress first = reserved(registration);
    DeviceAddress second = reserved(registration);
    registrations.complete(registration, first, DirectoryWorld.device(1));

    assertThat(confirm(registration)).isEqualTo(new Reservation.Used());
    assertThat(registrations.complete(registration, second, DirectoryWorld.device(2)))
        .isEqualTo(new Completion.Used());
  }

  @Test
  void aReservationIsForItsProofAlone() {
    RegistrationId mine = request(DirectoryWorld.newNumber());
    RegistrationId theirs = request(DirectoryWorld.newNumber());
    DeviceAddress reserved = reserved(mine);

    assertThat(registrations.complete(theirs, reserved, DirectoryWorld.device(1)))
        .isEqualTo(new Completion.Outdated());
    assertThat(registrations.complete(mine, reserved, DirectoryWorld.device(1)))
        .isInstanceOf(Completion.Completed.class);
  }

  @Test
  void completingTooLateLeavesTheReservationAsALeftover() {
    RegistrationId registration = request(DirectoryWorld.newNumber());
    DeviceAddress reserved = reserved(registration);
    world.clock().advance(Leftovers.COMPLETION_TIME);

    assertThat(registrations.complete(registration, reserved, DirectoryWorld.device(1)))
        .isEqualTo(new Completion.Outdated());
    assertThat(world.directory().leftovers().find(1_000)).doesNotContain(reserved);
    world.clock().advance(Leftovers.COMPLETION_TIME);
    assertThat(world.directory().leftovers().find(1_000)).contains(reserved);
    world.directory().leftovers().forgotten(reserved);
    assertThat(world.directory().leftovers().find(1_000)).doesNotContain(reserved);
  }

  @Test
  void theSameNumberAgainIsTheSameUserWithANewDeviceOnly() {
    PhoneNumber number = DirectoryWorld.newNumber();
    Completion.Completed first = world.register(number, 1);
    DeviceAddress old = first.credential().address();

    Completion.Completed again = world.register(number, 2);
    DeviceAddress now = again.credential().address();

    assertThat(now).isEqualTo(new DeviceAddress(old.user(), 2));
    assertThat(again.revision()).isEqualTo(2);
    assertThat(again.removed()).containsExactly(old);
    assertThat(world.directory().devices().authenticate(first.credential())).isEmpty();
    assertThat(world.directory().devices().authenticate(again.credential())).hasValue(2);
    assertThat(world.directory().devices().epoch(old)).isEmpty();
    assertThat(world.directory().devices().epoch(now)).hasValue(2);
  }

  @Test
  void ofConfirmationsOfOneCodeAtOnceOneCompletes() {
    RegistrationId registration = request(DirectoryWorld.newNumber());
    Callable<Completion> confirmation =
        () ->
            confirm(registration) instanceof Reservation.Reserved it
                ? registrations.complete(registration, it.address(), DirectoryWorld.device(1))
                : new Completion.Used();

    List<Completion> outcomes =
        DirectoryWorld.atOnce(IntStream.range(0, AT_ONCE).mapToObj(_ -> confirmation).toList());

    assertThat(outcomes).filteredOn(Completion.Completed.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn(Completion.Used.class::isInstance).hasSize(AT_ONCE - 1);
  }

  @Test
  void ofRegistrationsOfOneNewNumberAtOnceOneMakesTheUser() {
    PhoneNumber number = DirectoryWorld.newNumber();
    List<Callable<Completion>> calls = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      RegistrationId registration = request(number);
      DeviceAddress reserved = reserved(registration);
      calls.add(() -> registrations.complete(registration, reserved, DirectoryWorld.device(1)));
    }

    List<Completion> outcomes = DirectoryWorld.atOnce(calls);

    assertThat(outcomes).filteredOn(Completion.Completed.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn(Completion.Outdated.class::isInstance).hasSize(AT_ONCE - 1);
    UserId user = world.directory().contacts().discover(List.of(number)).values().iterator().next();
    assertThat(world.directory().devices().list(user).orElseThrow().devices()).hasSize(1);
  }

  @Test
  void reRegistrationsOfOneNumberAtOnceFollowEachOther() {
    PhoneNumber number = DirectoryWorld.newNumber();
    UserId user = world.register(number, 1).credential().address().user();

    List<Completion.Completed> outcomes =
        DirectoryWorld.atOnce(
            IntStream.range(0, AT_ONCE)
                .mapToObj(_ -> (Callable<Completion.Completed>) () -> world.register(number, 2))
                .toList());

    Set<DeviceAddress> addresses = new HashSet<>();
    outcomes.forEach(outcome -> addresses.add(outcome.credential().address()));
    assertThat(addresses).hasSize(AT_ONCE).allMatch(it -> it.user().equals(user));
    assertThat(world.directory().devices().list(user).orElseThrow())
        .satisfies(it -> assertThat(it.devices()).hasSize(1))
        .satisfies(it -> assertThat(it.revision()).isEqualTo(1 + AT_ONCE));
  }

  @Test
  void deviceIdsAreUsedUpAfter127() {
    PhoneNumber number = DirectoryWorld.newNumber();
    world.register(number, 1);
    RegistrationId registration = request(number);
    for (int id = 2; id <= DeviceAddress.DEVICE_MAX; id++) {
      assertThat(reserved(registration).device()).isEqualTo(id);
    }

    assertThat(confirm(registration)).isEqualTo(new Reservation.TooManyDevices());
  }

  @Test
  void whatHasExpiredIsClearedAway() {
    RegistrationId registration = request(DirectoryWorld.newNumber());
    world.clock().advance(Registrations.CODE_LIFETIME);
    world.directory().sweep();

    assertThat(Rows.all(world.url()))
        .noneMatch(value -> value.contains(registration.uuid().toString()));
  }
}
