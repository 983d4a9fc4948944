package io.restante.gateway.roster;

import io.restante.contract.DeviceAddress;
import io.restante.contract.EnvelopeCodec;
import io.restante.contract.Slot;
import io.restante.contract.UserId;
import io.restante.gateway.directory.DeviceLists.DeviceList;
import io.restante.gateway.send.Housekeeper;
import io.restante.messaging.ListedDevice;
import java.util.List;

/// Notices as envelopes in the log. Thread-safe.
public final class LogNotices implements Notices {
  private final Housekeeper housekeeper;

  /// Creates it.
  public LogNotices(Housekeeper housekeeper) {
    this.housekeeper = housekeeper;
  }

  @Override
  public boolean devicesChanged(DeviceAddress sender, UserId user, DeviceList list) {
    List<ListedDevice> devices =
        list.devices().stream()
            .map(device -> new ListedDevice(device.device(), device.registrationId()))
            .toList();
    return housekeeper.tell(
        Slot.ofDevicesChanged(sender, user, list.revision()),
        EnvelopeCodec.encodeDevicesChanged(user, list.revision(), devices));
  }

  @Override
  public boolean keysLow(DeviceAddress device, int preKeys, int kyberPreKeys) {
    return housekeeper.tell(
        Slot.ofKeysLow(device), EnvelopeCodec.encodeKeysLow(preKeys, kyberPreKeys));
  }
}
