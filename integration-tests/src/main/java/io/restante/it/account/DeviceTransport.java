package io.restante.it.account;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.it.device.ConversationId;
import io.restante.it.device.Device;
import io.restante.it.device.DeviceListener;
import io.restante.it.device.DeviceSettings;
import io.restante.it.device.DeviceWorld;
import io.restante.it.device.GroupParcel;
import io.restante.it.device.Parcel;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The reference device as a transport, on an event loop of its own.
public final class DeviceTransport implements Transport {
  private final DeviceWorld world;
  private final Device device;

  private DeviceTransport(DeviceWorld world, Device device) {
    this.world = world;
    this.device = device;
  }

  /// Returns a factory of devices that behave as settings say.
  public static Factory with(DeviceSettings settings) {
    return (address, tickets, listener) -> create(settings, address, tickets, listener);
  }

  private static Transport create(
      DeviceSettings settings, DeviceAddress address, Tickets tickets, DeviceListener listener) {
    DeviceWorld world =
        new DeviceWorld(
            tickets::gateway,
            _ -> tickets.current(),
            InstantSource.system(),
            new SecureRandom().nextLong());
    return new DeviceTransport(world, new Device(world, address, settings, listener));
  }

  @Override
  public void connect() {
    device.connect();
  }

  @Override
  public void disconnect() {
    device.disconnect();
  }

  @Override
  public void send(Parcel parcel) {
    device.send(parcel);
  }

  @Override
  public void send(GroupParcel parcel) {
    device.send(parcel);
  }

  @Override
  public void rewind(GroupId group, List<GroupParcel> parcels) {
    device.rewind(group, parcels);
  }

  @Override
  public void typing(@Nullable GroupId group, List<UserId> recipients) {
    device.typing(group, recipients);
  }

  @Override
  public void read(ConversationId conversation, long number) {
    device.read(conversation, number);
  }

  @Override
  public void askReceipts(GroupId group) {
    device.askReceipts(group);
  }

  @Override
  public void watch(List<UserId> users) {
    device.watch(users);
  }

  @Override
  public void unwatch(List<UserId> users) {
    device.unwatch(users);
  }

  @Override
  public void close() {
    device.close();
    world.close();
  }
}
