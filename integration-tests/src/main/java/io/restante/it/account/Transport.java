package io.restante.it.account;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.it.device.ConversationId;
import io.restante.it.device.DeviceListener;
import io.restante.it.device.GroupParcel;
import io.restante.it.device.Parcel;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /// Says that the user is typing, if there is a connection.
  ///
  /// @param group the group that the message is for, or null when it is for the one recipient
  void typing(@Nullable GroupId group, List<UserId> recipients);

  /// Says that the user has read what another device sent, if there is a connection.
  void read(ConversationId conversation, long number);

  /// Asks how far each member of a group has come, if there is a connection.
  void askReceipts(GroupId group);

  /// Watches users from now on.
  void watch(List<UserId> users);

  /// Watches users no more.
  void unwatch(List<UserId> users);

  @Override
  void close();
}
