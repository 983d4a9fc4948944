package io.restante.gateway.simulation;

import io.restante.contract.DeviceAddress;
import io.restante.contract.Slot;
import io.restante.gateway.mailbox.IndexStore;
import io.restante.gateway.mailbox.Offsets;
import io.restante.gateway.mailbox.Sharing;
import io.restante.gateway.mailbox.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// An index store in memory that keeps every state it was ever in, to restart from any of them.
final class SimulatedStore implements IndexStore {
  private record State(
      Map<DeviceAddress, TreeSet<Long>> mailboxes,
      Map<Slot, Standing> standings,
      Map<Long, Sharing> sharings,
      long position) {
    static final State EMPTY = new State(Map.of(), Map.of(), Map.of(), 0);
  }

  private final List<State> history = new ArrayList<>(List.of(State.EMPTY));
  private final boolean forgetsToAdd;

  /// Creates an empty store.
  ///
  /// @param forgetsToAdd a planted bug: the position moves on without the additions
  SimulatedStore(boolean forgetsToAdd) {
    this.forgetsToAdd = forgetsToAdd;
  }

  private State state() {
    return history.getLast();
  }

  /// Goes back by some checkpoints, as after a lost disk cache; far enough back the store is empty.
  void rollBack(int checkpoints) {
    for (int i = 0; i < checkpoints && history.size() > 1; i++) {
      history.removeLast();
    }
  }

  /// Throws everything away.
  void wipe() {
    history.clear();
    history.add(State.EMPTY);
  }

  @Override
  public long[] page(DeviceAddress address, long from, int max) {
    TreeSet<Long> offsets = state().mailboxes.get(address);
    return offsets == null
        ? new long[0]
        : offsets.tailSet(from).stream().limit(max).mapToLong(Long::longValue).toArray();
  }

  @Override
  public long position() {
    return state().position;
  }

  @Override
  public @Nullable Standing standing(Slot slot) {
    return state().standings.get(slot);
  }

  @Override
  public List<Slot> slots(DeviceAddress address) {
    return state().standings.keySet().stream()
        .filter(slot -> slot.address().equals(address))
        .toList();
  }

  @Override
  public List<Slot> overlaid() {
    return state().standings.entrySet().stream()
        .filter(entry -> entry.getValue().isOverlaid())
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public @Nullable Sharing sharing(long offset) {
    return state().sharings.get(offset);
  }

  @Override
  public List<Long> orphans() {
    return state().sharings.entrySet().stream()
        .filter(entry -> entry.getValue().devices().isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public void apply(Changes changes, long position) {
    Map<DeviceAddress, TreeSet<Long>> next = new HashMap<>();
    state().mailboxes.forEach((address, offsets) -> next.put(address, new TreeSet<>(offsets)));
    for (Change change : changes.mailboxes()) {
      TreeSet<Long> offsets = next.computeIfAbsent(change.address(), _ -> new TreeSet<>());
      forEach(change.removed(), offsets::remove);
      if (!forgetsToAdd) {
        forEach(change.added(), offsets::add);
      }
      if (offsets.isEmpty()) {
        next.remove(change.address());
      }
    }
    Map<Slot, Standing> standings = new HashMap<>(state().standings);
    for (SlotChange change : changes.slots()) {
      Standing standing = change.standing();
      if (standing == null) {
        standings.remove(change.slot());
      } else {
        standings.put(change.slot(), standing);
      }
    }
    Map<Long, Sharing> sharings = new HashMap<>(state().sharings);
    for (SharingChange change : changes.sharings()) {
      Sharing sharing = change.sharing();
      if (sharing == null) {
        sharings.remove(change.offset());
      } else {
        sharings.put(change.offset(), sharing);
      }
    }
    history.add(new State(next, standings, sharings, position));
  }

  private static void forEach(Offsets offsets, java.util.function.LongConsumer action) {
    for (int i = 0; i < offsets.size(); i++) {
      action.accept(offsets.get(i));
    }
  }

  /// Returns how many mailboxes, slots and shared records it knows.
  int entries() {
    return state().mailboxes.size() + state().standings.size() + state().sharings.size();
  }

  @Override
  public void close() {}
}
