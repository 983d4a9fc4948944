package io.restante.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MailboxIndexTest {
  private static final DeviceAddress PHONE = new DeviceAddress(new UserId(1, 1), 1);

  private final MemoryStore store = new MemoryStore();
  private final MailboxIndex index = new MailboxIndex(store);

  @Test
  void whatComesAndGoesBetweenCheckpointsNeverTouchesTheStore() {
    // Given
    for (long offset = 0; offset < 1_000; offset++) {
      index.add(PHONE, offset);
      index.remove(PHONE, offset);
    }

    // When
    index.checkpoint(1_000);

    // Then
    assertThat(store.changesApplied).isZero();
    assertThat(store.position()).isEqualTo(1_000);
  }

  @Test
  void pageLeavesNoGapBetweenTheStoreAndMemory() {
    // Given: a full page in the store, thinned out by removals, and more in memory
    for (long offset = 0; offset < 10; offset++) {
      index.add(PHONE, offset);
    }
    index.checkpoint(10);
    index.remove(PHONE, 1);
    index.remove(PHONE, 2);
    index.add(PHONE, 10);

    // When
    long[] page = index.page(PHONE, 0, 5);

    // Then: 5 to 9 still stand in the store, so 10 must not follow yet
    assertThat(page).containsExactly(0, 3, 4);
  }

  @Test
  void removalOfWhatIsNotThereChangesNothing() {
    // Given
    index.add(PHONE, 3);

    // When
    index.remove(PHONE, 2);
    index.remove(PHONE, 4);

    // Then
    assertThat(index.page(PHONE, 0, 10)).containsExactly(3);
  }

  @Test
  void agreesWithASetWhateverTheOrderOfChangesAndCheckpoints() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    TreeSet<Long> model = new TreeSet<>();
    long end = 0;
    for (int step = 0; step < 20_000; step++) {
      int choice = random.nextInt(100);
      if (choice < 50) {
        index.add(PHONE, end);
        model.add(end);
        end += 1 + random.nextInt(3);
      } else if (choice < 95 && !model.isEmpty()) {
        Long removed = random.nextInt(4) == 0 ? model.floor(random.nextLong(end)) : model.first();
        if (removed != null) {
          index.remove(PHONE, removed);
          model.remove(removed);
        }
      } else if (random.nextInt(20) == 0) {
        index.checkpoint(end);
      }
      if (step % 50 == 0) {
        assertThat(everything(1 + random.nextInt(20)))
            .as("seed %d", seed)
            .isEqualTo(List.copyOf(model));
      }
    }
  }

  private List<Long> everything(int pageLength) {
    List<Long> all = new ArrayList<>();
    long from = 0;
    long[] page = index.page(PHONE, from, pageLength);
    while (page.length > 0) {
      for (long offset : page) {
        all.add(offset);
        from = offset + 1;
      }
      page = index.page(PHONE, from, pageLength);
    }
    return all;
  }
}
