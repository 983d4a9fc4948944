package io.restante.gateway.api;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.restante.contract.DeviceAddress;
import io.restante.gateway.directory.Devices;
import io.restante.gateway.login.RemovedDevices;
import java.time.Duration;
import java.util.OptionalLong;

/// Refuses tickets of devices that the directory does not have any more. Asks it once a second and
/// device at most, so a removed device is refused a second later at the latest. Blocks.
/// Thread-safe.
public final class DirectoryRemovals implements RemovedDevices {
  private static final Duration TRUSTED_FOR = Duration.ofSeconds(1);
  private static final int DEVICES_MAX = 100_000;

  private final LoadingCache<DeviceAddress, OptionalLong> epochs;

  /// Creates it.
  public DirectoryRemovals(Devices devices) {
    this.epochs =
        Caffeine.newBuilder()
            .maximumSize(DEVICES_MAX)
            .expireAfterWrite(TRUSTED_FOR)
            .build(devices::epoch);
  }

  @Override
  public boolean isRemoved(DeviceAddress device, long epoch) {
    OptionalLong present = epochs.get(device);
    return present.isEmpty() || present.getAsLong() != epoch;
  }
}
