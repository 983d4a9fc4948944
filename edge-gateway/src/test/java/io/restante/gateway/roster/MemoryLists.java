package io.restante.gateway.roster;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.gateway.directory.DeviceLists;
import io.restante.gateway.directory.DirectoryUnavailableException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Device lists in memory, which can fail. Thread-safe.
final class MemoryLists implements DeviceLists {
  private final Map<UserId, DeviceList> lists = new HashMap<>();
  private final List<Change> changes = new ArrayList<>();
  private boolean isFailing;
  private int lookups;

  @Override
  public synchronized Optional<DeviceList> deviceList(UserId user) {
    failIfFailing();
    lookups++;
    return Optional.ofNullable(lists.get(user));
  }

  @Override
  public synchronized List<Change> changesSince(Instant since) {
    failIfFailing();
    return changes.stream().filter(change -> !change.at().isBefore(since)).toList();
  }

  synchronized void add(DeviceAddress device, Instant at) {
    change(device, at, Kind.ADDED);
  }

  synchronized void remove(DeviceAddress device, Instant at) {
    change(device, at, Kind.REMOVED);
  }

  synchronized void fail(boolean does) {
    isFailing = does;
  }

  synchronized int lookups() {
    return lookups;
  }

  private void change(DeviceAddress device, Instant at, Kind kind) {
    DeviceList before = lists.getOrDefault(device.user(), new DeviceList(0, List.of()));
    List<ListedDevice> devices = new ArrayList<>(before.devices());
    devices.removeIf(listed -> listed.device() == device.device());
    if (kind == Kind.ADDED) {
      devices.add(new ListedDevice(device.device(), 100 + device.device()));
    }
    DeviceList after = new DeviceList(before.revision() + 1, devices);
    lists.put(device.user(), after);
    changes.add(new Change(device, after.revision(), kind, at));
  }

  private void failIfFailing() {
    if (isFailing) {
      throw new DirectoryUnavailableException("planted", new IOException("planted"));
    }
  }
}
