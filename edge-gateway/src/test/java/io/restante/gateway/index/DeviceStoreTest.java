package io.restante.gateway.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.gateway.index.DeviceStore.Change;
import io.restante.gateway.index.DeviceStore.Gone;
import io.restante.gateway.index.DeviceStore.Listed;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a node keeps of devices, over closing and opening.
final class DeviceStoreTest {
  private static final UUID LOG = new UUID(5, 5);
  private static final UserId ALICE = new UserId(0x0123_4567_89AB_7DEFL, 1);
  private static final UserId BOB = new UserId(0x0123_4567_89AB_7DEFL, 2);
  private static final DeviceAddress PHONE = new DeviceAddress(ALICE, 1);
  private static final DeviceAddress TABLET = new DeviceAddress(ALICE, 2);
  private static final DeviceAddress LIST = new DeviceAddress(ALICE, 0);

  private final IndexDirectory directory;
  private DeviceStore store;

  DeviceStoreTest(@TempDir Path folder) {
    this.directory = new IndexDirectory(folder, 8 << 20);
    this.store = directory.openDevices(3, LOG);
  }

  @AfterEach
  void close() {
    store.close();
    directory.close();
  }

  @Test
  void whatIsListedAndWhatIsGoneAreKeptWithThePosition() {
    store.apply(List.of(listed(LIST, 4), listed(PHONE, 1), listed(TABLET, 2)), 10, 1_000);
    store.apply(List.of(gone(TABLET, 77), listed(new DeviceAddress(BOB, 9), 3)), 12, 2_000);

    reopen();

    assertThat(store.position()).isEqualTo(12);
    assertThat(store.writtenAtMs()).isEqualTo(2_000);
    assertThat(store.devices(ALICE)).extracting(Listed::device).containsExactly(0, 1);
    assertThat(store.devices(BOB)).extracting(Listed::epoch).containsExactly(3L);
    assertThat(store.gone()).hasSize(1).containsEntry(TABLET, new Gone(77, false));
  }

  @Test
  void whatIsSaidOfTheGoneIsKeptUntilItIsForgotten() {
    store.apply(List.of(gone(PHONE, 77), gone(TABLET, 78), gone(LIST, 79)), 10, 1_000);

    store.keep(PHONE, new Gone(77, true));
    store.keep(TABLET, null);
    reopen();

    assertThat(store.gone())
        .hasSize(2)
        .containsEntry(PHONE, new Gone(77, true))
        .containsEntry(LIST, new Gone(79, false));
    assertThat(store.devices(ALICE)).isEmpty();
  }

  private void reopen() {
    store.close();
    store = directory.openDevices(3, LOG);
  }

  private static Change listed(DeviceAddress device, long epoch) {
    return new Change(device, new Listed(device.device(), 500, epoch, 42), 600);
  }

  private static Change gone(DeviceAddress device, long atMs) {
    return new Change(device, null, atMs);
  }
}
