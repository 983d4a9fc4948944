package io.restante.gateway.mailbox;

import io.restante.contract.DeviceAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/// An index store in memory.
final class MemoryStore implements IndexStore {
  final Map<DeviceAddress, TreeSet<Long>> mailboxes = new HashMap<>();
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
  public void apply(Collection<Change> changes, long newPosition) {
    for (Change change : changes) {
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
