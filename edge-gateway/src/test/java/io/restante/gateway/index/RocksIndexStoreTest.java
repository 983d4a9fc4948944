package io.restante.gateway.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.contract.Slot;
import io.restante.contract.UserId;
import io.restante.gateway.mailbox.DamagedIndexException;
import io.restante.gateway.mailbox.IndexStore.Change;
import io.restante.gateway.mailbox.IndexStore.Changes;
import io.restante.gateway.mailbox.IndexStore.SharingChange;
import io.restante.gateway.mailbox.IndexStore.SlotChange;
import io.restante.gateway.mailbox.Offsets;
import io.restante.gateway.mailbox.Sharing;
import io.restante.gateway.mailbox.Standing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksIndexStoreTest {
  private static final UUID LOG = new UUID(1, 2);
  private static final DeviceAddress PHONE = new DeviceAddress(new UserId(3, 4), 1);
  private static final DeviceAddress TABLET = new DeviceAddress(new UserId(3, 4), 2);

  @TempDir Path root;
  private IndexDirectory directory;

  @BeforeEach
  void open() {
    directory = new IndexDirectory(root, 8 << 20);
  }

  @AfterEach
  void close() {
    directory.close();
  }

  private static void apply(
      RocksIndexStore store,
      Collection<Change> mailboxes,
      Collection<SlotChange> slots,
      long position) {
    store.apply(new Changes(mailboxes, slots, List.of()), position);
  }

  private static Change change(DeviceAddress address, long[] removed, long[] added) {
    return new Change(address, offsets(removed), offsets(added));
  }

  private static Offsets offsets(long... values) {
    Offsets offsets = new Offsets();
    for (long value : values) {
      offsets.add(value);
    }
    return offsets;
  }

  @Test
  void pagesAreAscendingAndOfOneDeviceOnly() {
    try (RocksIndexStore store = directory.open(0, LOG)) {
      apply(
          store,
          List.of(
              change(PHONE, new long[0], new long[] {1, 300, 70_000}),
              change(TABLET, new long[0], new long[] {2})),
          List.of(),
          70_001);

      assertThat(store.page(PHONE, 0, 10)).containsExactly(1, 300, 70_000);
      assertThat(store.page(PHONE, 2, 1)).containsExactly(300);
      assertThat(store.page(PHONE, 70_001, 10)).isEmpty();
      assertThat(store.page(TABLET, 0, 10)).containsExactly(2);
    }
  }

  @Test
  void agreesWithAModelThroughReopening() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Map<DeviceAddress, TreeSet<Long>> model = new HashMap<>();
    long end = 0;
    for (int round = 0; round < 20; round++) {
      try (RocksIndexStore store = directory.open(0, LOG)) {
        assertThat(store.position()).as("seed %d", seed).isEqualTo(end);
        Map<DeviceAddress, Change> changes = new HashMap<>();
        for (int i = 0; i < 200; i++) {
          DeviceAddress address = new DeviceAddress(new UserId(random.nextInt(3), 1), 1 + i % 2);
          TreeSet<Long> offsets = model.computeIfAbsent(address, _ -> new TreeSet<>());
          Change change =
              changes.computeIfAbsent(address, a -> change(a, new long[0], new long[0]));
          Long lowest = offsets.isEmpty() ? null : offsets.first();
          if (lowest != null && lowest < store.position() && random.nextBoolean()) {
            offsets.remove(lowest);
            change.removed().add(lowest);
          } else {
            offsets.add(end);
            change.added().add(end++);
          }
        }
        apply(store, changes.values(), List.of(), end);
        model.forEach(
            (address, offsets) ->
                assertThat(store.page(address, 0, 10_000))
                    .as("seed %d", seed)
                    .containsExactly(offsets.stream().mapToLong(Long::longValue).toArray()));
      }
    }
  }

  @Test
  void whatStandsInASlotIsKeptApartFromTheMailboxes() {
    Slot keysLow = Slot.ofKeysLow(PHONE);
    Slot expired = Slot.ofExpiryNotice(PHONE, new MessageId(5, 6), 2);
    try (RocksIndexStore store = directory.open(0, LOG)) {
      apply(
          store,
          List.of(change(PHONE, new long[0], new long[] {7})),
          List.of(
              new SlotChange(keysLow, new Standing(3, 7, true)),
              new SlotChange(expired, new Standing(4, 4, false))),
          8);
    }

    try (RocksIndexStore store = directory.open(0, LOG)) {
      assertThat(store.standing(keysLow)).isEqualTo(new Standing(3, 7, true));
      assertThat(store.standing(expired)).isEqualTo(new Standing(4, 4, false));
      assertThat(store.standing(Slot.ofKeysLow(TABLET))).isNull();
      assertThat(store.overlaid()).containsExactly(keysLow);
      assertThat(store.slots(PHONE)).containsExactlyInAnyOrder(keysLow, expired);
      assertThat(store.slots(TABLET)).isEmpty();
      assertThat(store.page(PHONE, 0, 10)).containsExactly(7);

      apply(
          store,
          List.of(),
          List.of(
              new SlotChange(keysLow, new Standing(3, 9, false)), new SlotChange(expired, null)),
          10);

      assertThat(store.standing(keysLow)).isEqualTo(new Standing(3, 9, false));
      assertThat(store.standing(expired)).isNull();
      assertThat(store.overlaid()).isEmpty();
    }
  }

  @Test
  void whoSharesARecordIsKeptApartFromAllElse() {
    Slot slot = Slot.ofGroupMessage(new MessageId(5, 6), Integer.MIN_VALUE);
    Sharing noted = new Sharing(slot, true, List.of(PHONE, TABLET));
    Sharing fresh = new Sharing(slot, false, List.of(TABLET));
    try (RocksIndexStore store = directory.open(0, LOG)) {
      List<SharingChange> both =
          List.of(new SharingChange(7, noted), new SharingChange(Long.MAX_VALUE, fresh));
      store.apply(new Changes(List.of(), List.of(), both), 8);
    }

    try (RocksIndexStore store = directory.open(0, LOG)) {
      assertThat(store.sharing(7)).isEqualTo(noted);
      assertThat(store.sharing(Long.MAX_VALUE)).isEqualTo(fresh);
      assertThat(store.sharing(6)).isNull();
      assertThat(store.overlaid()).isEmpty();
      assertThat(store.page(PHONE, 0, 10)).isEmpty();

      List<SharingChange> gone = List.of(new SharingChange(7, null));
      store.apply(new Changes(List.of(), List.of(), gone), 9);
      assertThat(store.sharing(7)).isNull();
    }
  }

  @Test
  void anotherLogsIndexIsRefused() {
    try (RocksIndexStore store = directory.open(0, LOG)) {
      apply(store, List.of(), List.of(), 5);
    }

    assertThatThrownBy(() -> directory.open(0, new UUID(1, 3)))
        .isInstanceOf(DamagedIndexException.class)
        .hasMessageContaining("of log");
  }

  @Test
  void damageIsNoticedAndWipingCures() throws IOException {
    try (RocksIndexStore store = directory.open(0, LOG)) {
      apply(store, List.of(change(PHONE, new long[0], new long[] {7})), List.of(), 8);
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith("MANIFEST")).toList()) {
        Files.writeString(file, "not a manifest");
      }
    }

    assertThatThrownBy(() -> directory.open(0, LOG)).isInstanceOf(DamagedIndexException.class);

    directory.wipe(0);
    try (RocksIndexStore store = directory.open(0, LOG)) {
      assertThat(store.position()).isZero();
      assertThat(store.page(PHONE, 0, 10)).isEmpty();
    }
  }
}
