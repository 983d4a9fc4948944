package io.restante.it.account;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.it.device.DeviceListener;
import io.restante.it.device.GroupParcel;
import io.restante.it.device.Parcel;
import java.util.List;

/// What carries envelopes: the reference device, or a fake of it. Thread-safe.
public interface Transport extends AutoCloseable {
  /// Makes a transport for a device.
  @FunctionalInterface
  interface Factory {
    /// Returns a transport that is not connected.
    Transport create(DeviceAddress address, Tickets tickets, DeviceListener listener);
  }

  /// Connects, and reconnects until it is closed or refused.
  void connect();

  /// Says goodbye until [#connect].
  void disconnect();

  /// Takes a message; its acceptance is heard by the listener.
  void send(Parcel parcel);

  /// Takes a message to a group.
  void send(GroupParcel parcel);

  /// Sends to a group from here on what is given, and nothing else that was to be sent before.
  void rewind(GroupId group, List<GroupParcel> parcels);

  @Override
  void close();
}
