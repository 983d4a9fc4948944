package io.restante.gateway.http;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.gateway.directory.Credential;
import io.restante.gateway.directory.Devices;
import java.util.Optional;
import java.util.OptionalLong;

/// A directory without devices.
final class NoDevices implements Devices {
  @Override
  public Optional<Overview> list(UserId user) {
    return Optional.empty();
  }

  @Override
  public OptionalLong remove(DeviceAddress device) {
    return OptionalLong.empty();
  }

  @Override
  public OptionalLong authenticate(Credential credential) {
    return OptionalLong.empty();
  }

  @Override
  public OptionalLong epoch(DeviceAddress device) {
    return OptionalLong.empty();
  }
}
