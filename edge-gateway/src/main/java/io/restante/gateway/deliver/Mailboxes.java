package io.restante.gateway.deliver;

import io.restante.contract.Conversation;
import io.restante.contract.GroupId;

/// The door to the lanes: whose mailbox is served, and what its device has stored.
///
/// Thread-safe; no method blocks. For each connection: one [#open], any number of [#acknowledge],
/// one [#close].
public interface Mailboxes {
  /// Asks for a device's mailbox. The answer is [DeviceConnection#welcome],
  /// [DeviceConnection#refuse] or [DeviceConnection#moved], from another thread, after any older
  /// connection of the device has been closed and has said so through [#close].
  void open(DeviceConnection connection);

  /// Says that the device has stored everything delivered on the connection up to an offset.
  ///
  /// @param upTo an offset that was delivered on this connection; the caller has checked that
  void acknowledge(DeviceConnection connection, long upTo);

  /// Says that the device's user has read what a device sent, up to a number. As often as the
  /// session lets it; what is said of a connection whose mailbox is not open is passed over.
  ///
  /// @param conversation the sending device's, with this user or with a group
  void read(DeviceConnection connection, Conversation conversation, long number);

  /// Asks how far each member of a group has come with what the device sent. The answer comes as an
  /// envelope; none when nothing is known, or the log is slow.
  void askReceipts(DeviceConnection connection, GroupId group);

  /// Says that the connection is over: no frame of it will be taken any more. To be called exactly
  /// once for each connection that was opened, whoever closed it.
  void close(DeviceConnection connection);
}
