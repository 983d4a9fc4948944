package io.restante.gateway.mailbox;

import io.restante.contract.DeviceAddress;
import io.restante.contract.Slot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// An index store in memory.
final class MemoryStore implements IndexStore {
  final Map<DeviceAddress, TreeSet<Long>> mailboxes = new HashMap<>();
  final Map<Slot, Standing> standings = new HashMap<>();
  final Map<Long, Sharing> sharings = new HashMap<>();
  int changesApplied;
  private long position;

  @Override
  public long[] page(DeviceAddress address, long from, int max) {
    return mailboxes.getOrDefault(address, new TreeSet<>()).tailSet(from).stream()
        .limit(max)
        .mapToLong(Long::longValue)
        .toArray();
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public @Nullable Standing standing(Slot slot) {
    return standings.get(slot);
  }

  @Override
  public List<Slot> slots(DeviceAddress address) {
    return standings.keySet().stream().filter(slot -> slot.address().equals(address)).toList();
  }

  @Override
  public List<Slot> overlaid() {
    return standings.entrySet().stream()
        .filter(entry -> entry.getValue().isOverlaid())
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public @Nullable Sharing sharing(long offset) {
    return sharings.get(offset);
  }

  @Override
  public List<Long> orphans() {
    return sharings.entrySet().stream()
        .filter(entry -> entry.getValue().devices().isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public void apply(Changes changes, long newPosition) {
    for (SharingChange change : changes.sharings()) {
      Sharing sharing = change.sharing();
      if (sharing == null) {
        sharings.remove(change.offset());
      } else {
        sharings.put(change.offset(), sharing);
      }
    }
    for (SlotChange change : changes.slots()) {
      Standing standing = change.standing();
      if (standing == null) {
        standings.remove(change.slot());
      } else {
        standings.put(change.slot(), standing);
      }
    }
    for (Change change : changes.mailboxes()) {
      TreeSet<Long> offsets = mailboxes.computeIfAbsent(change.address(), _ -> new TreeSet<>());
      for (int i = 0; i < change.removed().size(); i++) {
        offsets.remove(change.removed().get(i));
        changesApplied++;
      }
      for (int i = 0; i < change.added().size(); i++) {
        offsets.add(change.added().get(i));
        changesApplied++;
      }
    }
    position = newPosition;
  }

  @Override
  public void close() {}
}
