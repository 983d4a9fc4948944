package io.restante.gateway.devices;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.restante.contract.DeviceAddress;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.UserId;
import io.restante.gateway.directory.DeviceLists;
import io.restante.gateway.directory.DeviceLists.DeviceList;
import io.restante.gateway.index.DeviceStore.Listed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers who has which devices, from what is kept on disk, and keeps the answers in memory until
/// they change. Thread-safe.
final class Lookups {
  private static final int LISTS_MAX = 100_000;
  private static final int UNKNOWN_MAX = 10_000;

  private final Runnable onAsked;
  private final DeviceLogMetrics metrics;
  private final Cache<UserId, List<Listed>> lists =
      Caffeine.newBuilder().maximumSize(LISTS_MAX).build();

  /// Users who are named though the directory has nothing of them.
  private final Cache<UserId, Boolean> unknown =
      Caffeine.newBuilder().maximumSize(UNKNOWN_MAX).build();

  /// Creates it.
  ///
  /// @param onAsked run when somebody begins to wait for what the topic holds
  Lookups(Runnable onAsked, DeviceLogMetrics metrics) {
    this.onAsked = onAsked;
    this.metrics = metrics;
  }

  /// Forgets what was said of a user.
  void changed(UserId user) {
    lists.invalidate(user);
    unknown.invalidate(user);
  }

  /// Forgets everything but who is unknown.
  void forget() {
    lists.invalidateAll();
  }

  /// Returns the devices of users that were registered until a time.
  ///
  /// @return null when it is not known yet whether somebody of them has none
  @Nullable List<DeviceAddress> devices(
      FollowedDevices here, List<UserId> users, long registeredUntilMs) {
    List<DeviceAddress> devices = new ArrayList<>(users.size() + users.size() / 2);
    List<UserId> missing = new ArrayList<>();
    for (UserId user : users) {
      List<Listed> listed = lists.get(user, here::devices);
      if (listed.isEmpty()) {
        missing.add(user);
      }
      add(user, listed, registeredUntilMs, devices);
    }
    missing.removeIf(user -> unknown.getIfPresent(user) != null);
    if (missing.isEmpty()) {
      return devices;
    }
    if (!here.isCaughtUp()) {
      missing.forEach(lists::invalidate);
      if (here.ask()) {
        onAsked.run();
      }
      return null;
    }
    missing.forEach(user -> unknown.put(user, true));
    metrics.unknown.add(missing.size());
    return devices;
  }

  private static void add(
      UserId user, List<Listed> listed, long registeredUntilMs, List<DeviceAddress> devices) {
    for (Listed device : listed) {
      if (device.device() != DirectoryKeys.LIST && device.registeredAtMs() <= registeredUntilMs) {
        devices.add(new DeviceAddress(user, device.device()));
      }
    }
  }

  /// Tells whether a user lets it be known what he has read; false when nothing is known.
  boolean tellsWhatIsRead(FollowedDevices here, UserId user) {
    return lists.get(user, here::devices).stream()
        .filter(listed -> listed.device() == DirectoryKeys.LIST)
        .anyMatch(list -> list.registrationId() == Listed.TELLS_WHAT_IS_READ);
  }

  /// Returns a user's device list, of revision 0 when the user was removed lately; null when
  /// nothing is known of the user.
  @Nullable DeviceList list(FollowedDevices here, UserId user) {
    long revision = 0;
    List<Listed> listed = lists.get(user, here::devices);
    List<DeviceLists.ListedDevice> devices = new ArrayList<>(listed.size());
    for (Listed next : listed) {
      if (next.device() == DirectoryKeys.LIST) {
        revision = next.epoch();
      } else {
        devices.add(new DeviceLists.ListedDevice(next.device(), next.registrationId()));
      }
    }
    if (revision > 0) {
      return new DeviceList(revision, devices);
    }
    boolean isGone = here.isGone(new DeviceAddress(user, DirectoryKeys.LIST));
    return isGone ? new DeviceList(0, List.of()) : null;
  }
}
