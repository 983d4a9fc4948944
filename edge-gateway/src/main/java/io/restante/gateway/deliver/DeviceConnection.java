package io.restante.gateway.deliver;

import io.restante.contract.DeviceAddress;
import io.restante.gateway.mailbox.Disconnection;
import io.restante.gateway.mailbox.Refusal;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One device's connection, as a lane sees it.
///
/// Lanes call it from their own threads; no method blocks or throws. What is handed over reaches
/// the socket in the order of the calls. The lane bounds what can be outstanding by the delivery
/// window, so an implementation may queue without a bound of its own.
public interface DeviceConnection {
  /// Returns the device, as its ticket proved it.
  DeviceAddress address();

  /// Returns how far the device says it had stored its mailbox, or null when it said nothing.
  @Nullable Resume resume();

  /// Returns the home that the device was sent to and could not connect to, or null when there is
  /// none.
  @Nullable String unreachable();

  /// Tells whether what is acknowledged is stored by the device. False for what stands in for one
  /// that is no more.
  default boolean isDevice() {
    return true;
  }

  /// The mailbox is open: the device may be greeted, and its frames read.
  ///
  /// @param log names the log that offsets belong to
  void welcome(UUID log);

  /// The mailbox cannot be served; the connection is to be closed.
  void refuse(Refusal refusal);

  /// Sends one envelope.
  ///
  /// @param offset its place in the log
  /// @param value the record's value; only valid during the call, so it is copied here
  void deliver(long offset, ByteBuffer value);

  /// Says that everything that waited has been delivered. Called once at the most.
  void drained();

  /// Tells the connection to close. [Mailboxes#close] must follow, also when it was closed already.
  void disconnect(Disconnection cause);

  /// Tells the connection where the mailbox is served now, and to close. [Mailboxes#close] must
  /// follow if [Mailboxes#open] went before, also when it was closed already.
  void moved(URI home);

  /// How far a device had stored its mailbox before this connection.
  ///
  /// @param log the log the offset belongs to
  /// @param storedUpTo the highest offset stored
  record Resume(UUID log, long storedUpTo) {}
}
