package io.restante.gateway.api;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.gateway.directory.Accounts;
import io.restante.gateway.directory.Contacts;
import io.restante.gateway.directory.Credential;
import io.restante.gateway.directory.DeviceLists;
import io.restante.gateway.directory.Devices;
import io.restante.gateway.directory.Directory;
import io.restante.gateway.directory.Leftovers;
import io.restante.gateway.directory.Links;
import io.restante.gateway.directory.Profiles;
import io.restante.gateway.directory.Registrations;
import io.restante.gateway.directory.Secret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/// A directory in memory that knows devices and their credentials. Thread-safe.
final class FakeDirectory implements Directory, Devices, DeviceLists {
  private final Map<DeviceAddress, Secret> secrets = new ConcurrentHashMap<>();

  /// Adds a device; returns its credential. Its epoch is 7 and its registration id 100 + its id.
  Credential add(DeviceAddress device) {
    byte[] bytes = new byte[Secret.BYTES];
    bytes[0] = (byte) device.device();
    Secret secret = Secret.of(bytes).orElseThrow();
    secrets.put(device, secret);
    return new Credential(device, secret);
  }

  @Override
  public OptionalLong authenticate(Credential credential) {
    return Optional.ofNullable(secrets.get(credential.address()))
            .filter(credential.secret()::equals)
            .isPresent()
        ? OptionalLong.of(7)
        : OptionalLong.empty();
  }

  @Override
  public Optional<DeviceList> deviceList(UserId user) {
    List<ListedDevice> devices = new ArrayList<>();
    for (int id = 1; id <= DeviceAddress.DEVICE_MAX; id++) {
      if (secrets.containsKey(new DeviceAddress(user, id))) {
        devices.add(new ListedDevice(id, 100 + id));
      }
    }
    return devices.isEmpty()
        ? Optional.empty()
        : Optional.of(new DeviceList(devices.size(), devices));
  }

  @Override
  public List<Change> changesSince(Instant since) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Overview> list(UserId user) {
    throw new UnsupportedOperationException();
  }

  @Override
  public OptionalLong remove(DeviceAddress device) {
    return secrets.remove(device) == null ? OptionalLong.empty() : OptionalLong.of(9);
  }

  @Override
  public Devices devices() {
    return this;
  }

  @Override
  public DeviceLists deviceLists() {
    return this;
  }

  @Override
  public Registrations registrations() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Links links() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Profiles profiles() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Contacts contacts() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Accounts accounts() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Leftovers leftovers() {
    throw new UnsupportedOperationException();
  }
}
