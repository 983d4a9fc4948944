package io.restante.gateway.mailbox;

import io.restante.contract.DeviceAddress;
import io.restante.contract.Slot;
import io.restante.gateway.mailbox.IndexStore.Change;
import io.restante.gateway.mailbox.IndexStore.Changes;
import io.restante.gateway.mailbox.IndexStore.SharingChange;
import io.restante.gateway.mailbox.IndexStore.SlotChange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The mailboxes of one partition: for each device the offsets of its undelivered envelopes, what
/// stands in each slot that supersedes itself, and who has yet to store each shared record.
///
/// Two layers. What changed since the last [#checkpoint] is in memory; what stood then is in the
/// [IndexStore]. The store's position divides them: offsets below it are in the store, the others
/// in memory. Envelopes that come and go between two checkpoints, nearly all of them, never touch
/// the store. Owned by the partition's lane.
final class MailboxIndex {
  private final IndexStore store;
  private final Map<DeviceAddress, Recent> recent = new HashMap<>();
  private final Map<Long, SharingChange> recentSharings = new HashMap<>();
  private int changes;

  MailboxIndex(IndexStore store) {
    this.store = store;
  }

  /// Takes in an envelope. Offsets come in ascending order.
  void add(DeviceAddress address, long offset) {
    recent.computeIfAbsent(address, _ -> new Recent()).added.add(offset);
    changes++;
  }

  /// Takes in a tombstone. An offset that is not there is ignored.
  void remove(DeviceAddress address, long offset) {
    Recent delta = recent.computeIfAbsent(address, _ -> new Recent());
    if (offset < store.position()) {
      delta.removed.add(offset);
    } else {
      delta.added.remove(offset);
    }
    changes++;
  }

  /// Returns offsets of a device from an offset on, ascending and without a gap, at most `max` of
  /// them; none only when there are none.
  long[] page(DeviceAddress address, long from, int max) {
    Recent delta = recent.get(address);
    if (delta == null) {
      return store.page(address, from, max);
    }
    long at = from;
    while (true) {
      long[] stored = store.page(address, at, max);
      long[] kept = without(stored, delta.removed);
      if (stored.length < max) {
        return delta.added.appendTo(kept, from, max);
      }
      if (kept.length > 0) {
        return kept;
      }
      at = stored[max - 1] + 1;
    }
  }

  private static long[] without(long[] offsets, Offsets removed) {
    if (removed.size() == 0) {
      return offsets;
    }
    int kept = 0;
    for (long offset : offsets) {
      if (!removed.contains(offset)) {
        offsets[kept++] = offset;
      }
    }
    return Arrays.copyOf(offsets, kept);
  }

  /// Returns what stands in a slot that supersedes itself, or null when nothing does.
  @Nullable Standing standing(Slot slot) {
    Recent delta = recent.get(slot.address());
    SlotChange change = delta == null ? null : delta.slots.get(slot);
    return change == null ? store.standing(slot) : change.standing();
  }

  /// Takes an offset out whose record is gone from the log, and what is known to stand there.
  void removeGone(DeviceAddress address, long offset) {
    remove(address, offset);
    Set<Slot> slots = new HashSet<>(store.slots(address));
    Recent delta = recent.get(address);
    if (delta != null) {
      slots.addAll(delta.slots.keySet());
    }
    for (Slot slot : slots) {
      Standing standing = standing(slot);
      if (standing != null && standing.offset() == offset) {
        stand(slot, null);
      }
    }
  }

  /// Notes what stands in a slot now.
  void stand(Slot slot, @Nullable Standing standing) {
    Recent delta = recent.computeIfAbsent(slot.address(), _ -> new Recent());
    if (delta.slots.isEmpty()) {
      delta.slots = new HashMap<>();
    }
    delta.slots.put(slot, new SlotChange(slot, standing));
    changes++;
  }

  /// Returns what is known of a shared record, or null when nothing is.
  @Nullable Sharing sharing(long offset) {
    SharingChange change = recentSharings.get(offset);
    if (change != null) {
      return change.sharing();
    }
    return offset < store.position() ? store.sharing(offset) : null;
  }

  /// Notes who has yet to store a shared record now.
  void share(long offset, @Nullable Sharing sharing) {
    if (sharing == null && offset >= store.position()) {
      recentSharings.remove(offset);
    } else {
      recentSharings.put(offset, new SharingChange(offset, sharing));
    }
    changes++;
  }

  /// Tells whether an offset of a device is in its mailbox.
  boolean contains(DeviceAddress address, long offset) {
    long[] first = page(address, offset, 1);
    return first.length == 1 && first[0] == offset;
  }

  /// Returns how many changes are in memory only.
  int changes() {
    return changes;
  }

  /// Moves what is in memory into the store.
  ///
  /// @param position the first offset not yet taken in
  void checkpoint(long position) {
    List<Change> batch = new ArrayList<>(recent.size());
    List<SlotChange> slots = new ArrayList<>();
    recent.forEach(
        (address, delta) -> {
          if (delta.removed.size() + delta.added.size() > 0) {
            batch.add(new Change(address, delta.removed, delta.added));
          }
          slots.addAll(delta.slots.values());
        });
    store.apply(new Changes(batch, slots, List.copyOf(recentSharings.values())), position);
    recent.clear();
    recentSharings.clear();
    changes = 0;
  }

  /// One device's changes since the last checkpoint.
  private static final class Recent {
    private final Offsets removed = new Offsets();
    private final Offsets added = new Offsets();

    /// What stands in slots that supersede themselves; a map of its own only when there are any.
    private Map<Slot, SlotChange> slots = Map.of();
  }
}
