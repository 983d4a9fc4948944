package io.restante.gateway.devices;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.gateway.directory.DeviceLists.DeviceList;
import io.restante.gateway.directory.DeviceLists.ListedDevice;
import io.restante.gateway.index.DeviceStore.Change;
import io.restante.gateway.index.DeviceStore.Listed;
import io.restante.gateway.index.IndexDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who has which devices, and who is gone, as one partition's copy knows it.
final class FollowedDevicesTest {
  private static final UUID LOG = new UUID(5, 5);
  private static final UserId ALICE = new UserId(0x0123_4567_89AB_7DEFL, 1);
  private static final DeviceAddress LIST = new DeviceAddress(ALICE, 0);
  private static final DeviceAddress PHONE = new DeviceAddress(ALICE, 1);
  private static final DeviceAddress TABLET = new DeviceAddress(ALICE, 2);

  private final IndexDirectory directory;
  private final Lookups lookups = new Lookups(() -> {}, new DeviceLogMetrics());
  private FollowedDevices devices;
  private long position;

  FollowedDevicesTest(@TempDir Path folder) {
    this.directory = new IndexDirectory(folder, 8 << 20);
    this.devices = new FollowedDevices(directory.openDevices(3, LOG), 0);
  }

  @AfterEach
  void close() {
    devices.close();
    directory.close();
  }

  @Test
  void listIsWhatTheMarkerAndTheDevicesSay() {
    apply(listed(LIST, 7), listed(PHONE, 1), listed(TABLET, 7));

    assertThat(list())
        .isEqualTo(new DeviceList(7, List.of(new ListedDevice(1, 42), new ListedDevice(2, 42))));
  }

  @Test
  void whatIsReadIsToldOnlyOfWhoSaysSo() {
    assertThat(lookups.tellsWhatIsRead(devices, ALICE)).as("unknown").isFalse();
    apply(new Change(LIST, new Listed(0, 0, 7, Listed.TELLS_WHAT_IS_READ), 600), listed(PHONE, 1));
    lookups.changed(ALICE);
    assertThat(lookups.tellsWhatIsRead(devices, ALICE)).isTrue();
    apply(new Change(LIST, new Listed(0, 0, 7, 0), 600));
    lookups.changed(ALICE);
    assertThat(lookups.tellsWhatIsRead(devices, ALICE)).isFalse();
  }

  @Test
  void ofNobodyAndOfDevicesWithoutTheirMarkerNothingIsKnown() {
    assertThat(list()).isNull();
    apply(listed(PHONE, 1));
    assertThat(list()).isNull();
  }

  @Test
  void userWhoWentHasNoDevicesUntilThatIsForgotten() {
    apply(listed(LIST, 7), listed(PHONE, 1));
    apply(gone(PHONE, 100), gone(LIST, 100));
    assertThat(list()).isEqualTo(new DeviceList(0, List.of()));

    devices.emptied(PHONE);
    devices.settle(101);

    assertThat(list()).isNull();
    assertThat(devices.gone()).isEmpty();
  }

  @Test
  void whoIsGoneIsKeptUntilItsMailboxIsEmptyHoweverOld() {
    apply(listed(PHONE, 1), listed(TABLET, 2));
    apply(gone(PHONE, 100), gone(TABLET, 100));
    devices.emptied(TABLET);

    devices.settle(10_000);
    reopen();

    assertThat(devices.isGone(PHONE)).isTrue();
    assertThat(devices.isGone(TABLET)).isFalse();
    assertThat(devices.notEmptied()).containsExactly(PHONE);
  }

  @Test
  void whoIsEmptyIsRememberedForItsTime() {
    apply(gone(PHONE, 100));
    devices.emptied(PHONE);

    devices.settle(100);
    reopen();

    assertThat(devices.isGone(PHONE)).isTrue();
    assertThat(devices.notEmptied()).isEmpty();
  }

  @Test
  void deviceThatIsThereAgainIsNotGone() {
    apply(listed(PHONE, 1));
    apply(gone(PHONE, 100));

    apply(listed(PHONE, 1));
    reopen();

    assertThat(devices.isGone(PHONE)).isFalse();
    assertThat(devices.devices(ALICE)).hasSize(1);
  }

  private @Nullable DeviceList list() {
    lookups.changed(ALICE);
    return lookups.list(devices, ALICE);
  }

  private void apply(Change... changes) {
    position += changes.length;
    devices.apply(List.of(changes), position, 1_000);
  }

  private void reopen() {
    devices.close();
    devices = new FollowedDevices(directory.openDevices(3, LOG), 0);
  }

  private static Change listed(DeviceAddress device, long epoch) {
    return new Change(device, new Listed(device.device(), 500, epoch, 42), 600);
  }

  private static Change gone(DeviceAddress device, long atMs) {
    return new Change(device, null, atMs);
  }
}
