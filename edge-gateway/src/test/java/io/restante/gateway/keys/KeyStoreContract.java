package io.restante.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.gateway.keys.KeyUpload.Refill;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every key store must do. The device is a new one in every test.
public abstract class KeyStoreContract {
  private final SampleKeys keys = new SampleKeys(7);
  private DeviceAddress device = newDevice();

  /// Returns the store to be tested.
  protected abstract KeyStore store();

  @BeforeEach
  void takeANewDevice() {
    device = newDevice();
  }

  private static DeviceAddress newDevice() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new DeviceAddress(new UserId(random.nextLong(), random.nextLong()), 3);
  }

  @Test
  void unknownDeviceHasNothing() {
    assertThat(store().claim(device)).isEmpty();
    assertThat(store().identityKey(device)).isEmpty();
    assertThat(store().counts(device)).isEqualTo(KeyCounts.NONE);
    assertThat(store().publish(device, keys.refill(1, 2))).isEqualTo(Publication.UNKNOWN_DEVICE);
    assertThat(store().counts(device)).isEqualTo(KeyCounts.NONE);
    store().forget(device);
  }

  @Test
  void bundleHasWhatWasPublished() {
    assertThat(store().publish(device, keys.enrolment(1, 2))).isEqualTo(Publication.PUBLISHED);

    Bundle bundle = store().claim(device).orElseThrow();

    assertThat(bundle.registrationId()).isEqualTo(keys.enrolment(1, 0).registrationId());
    assertThat(bundle.identityKey()).isEqualTo(keys.identity());
    assertThat(bundle.signedPreKey()).isEqualTo(keys.signed(1));
    PreKey preKey = bundle.preKey().orElseThrow();
    assertThat(preKey).isEqualTo(keys.preKey(preKey.id()));
    assertThat(bundle.kyberPreKey()).isEqualTo(keys.kyber(bundle.kyberPreKey().id()));
    assertThat(bundle.remaining()).isEqualTo(new KeyCounts(1, 1));
    assertThat(store().counts(device)).isEqualTo(new KeyCounts(1, 1));
    assertThat(store().identityKey(device)).contains(keys.identity());
  }

  @Test
  void everyKeyIsHandedOutOnceAndThenTheLastResort() {
    store().publish(device, keys.enrolment(10, 60));
    Set<Integer> preKeys = new HashSet<>();
    Set<Integer> kyber = new HashSet<>();

    for (int claim = 0; claim < 60; claim++) {
      Bundle bundle = store().claim(device).orElseThrow();
      assertThat(preKeys.add(bundle.preKey().orElseThrow().id())).isTrue();
      assertThat(kyber.add(bundle.kyberPreKey().id())).isTrue();
    }

    assertThat(preKeys).hasSize(60).allMatch(id -> id >= 10 && id < 70);
    assertThat(kyber).isEqualTo(preKeys);
    for (int claim = 0; claim < 2; claim++) {
      Bundle bundle = store().claim(device).orElseThrow();
      assertThat(bundle.preKey()).isEmpty();
      assertThat(bundle.kyberPreKey()).isEqualTo(keys.kyber(1));
      assertThat(bundle.remaining()).isEqualTo(KeyCounts.NONE);
    }
  }

  @Test
  void repeatedUploadBringsNoKeyBack() {
    store().publish(device, keys.enrolment(1, 3));
    store().claim(device);

    assertThat(store().publish(device, keys.enrolment(1, 3))).isEqualTo(Publication.PUBLISHED);
    assertThat(store().counts(device)).isEqualTo(new KeyCounts(2, 2));
    assertThat(store().publish(device, keys.refill(2, 4))).isEqualTo(Publication.PUBLISHED);

    // 4 and 5 are new.
    assertThat(store().counts(device)).isEqualTo(new KeyCounts(4, 4));
    Set<Integer> handedOut = new HashSet<>();
    for (int claim = 0; claim < 4; claim++) {
      assertThat(handedOut.add(preKeyOfClaim())).isTrue();
    }
    store().publish(device, keys.refill(1, 5));
    assertThat(store().counts(device)).isEqualTo(KeyCounts.NONE);
  }

  @Test
  void newSignedKeysTakeThePlaceOfTheOld() {
    store().publish(device, keys.enrolment(1, 0));
    Refill refill =
        new Refill(
            Optional.of(keys.identity()),
            Optional.of(keys.signed(2)),
            Optional.of(keys.kyber(5)),
            OneTimeKeys.NONE);

    assertThat(store().publish(device, refill)).isEqualTo(Publication.PUBLISHED);

    Bundle bundle = store().claim(device).orElseThrow();
    assertThat(bundle.signedPreKey()).isEqualTo(keys.signed(2));
    assertThat(bundle.kyberPreKey()).isEqualTo(keys.kyber(5));
    assertThat(bundle.preKey()).isEmpty();
  }

  @Test
  void deviceKeepsItsIdentity() {
    SampleKeys others = new SampleKeys(8);
    store().publish(device, keys.enrolment(1, 1));
    Refill refill =
        new Refill(
            Optional.of(others.identity()),
            Optional.of(others.signed(2)),
            Optional.empty(),
            others.oneTime(2, 1));

    assertThat(store().publish(device, refill)).isEqualTo(Publication.OTHER_IDENTITY);
    assertThat(store().publish(device, others.enrolment(2, 1)))
        .isEqualTo(Publication.OTHER_IDENTITY);

    assertThat(store().counts(device)).isEqualTo(new KeyCounts(1, 1));
    assertThat(store().claim(device).orElseThrow().signedPreKey()).isEqualTo(keys.signed(1));
  }

  @Test
  void thereIsAnEndToWhatIsKept() {
    store().publish(device, keys.enrolment(1, 100));
    assertThat(store().publish(device, keys.refill(101, 100))).isEqualTo(Publication.PUBLISHED);

    assertThat(store().publish(device, keys.refill(201, 1))).isEqualTo(Publication.TOO_MANY_KEYS);
    assertThat(store().counts(device)).isEqualTo(new KeyCounts(200, 200));
    assertThat(store().publish(device, keys.refill(101, 100))).isEqualTo(Publication.PUBLISHED);
    store().claim(device);
    assertThat(store().publish(device, keys.refill(201, 1))).isEqualTo(Publication.PUBLISHED);
  }

  @Test
  void forgottenDeviceHasNothing() {
    store().publish(device, keys.enrolment(1, 5));

    store().forget(device);
    store().forget(device);

    assertThat(store().claim(device)).isEmpty();
    assertThat(store().identityKey(device)).isEmpty();
    assertThat(store().counts(device)).isEqualTo(KeyCounts.NONE);
    assertThat(store().publish(device, keys.refill(6, 1))).isEqualTo(Publication.UNKNOWN_DEVICE);
  }

  private int preKeyOfClaim() {
    return store().claim(device).orElseThrow().preKey().orElseThrow().id();
  }
}
