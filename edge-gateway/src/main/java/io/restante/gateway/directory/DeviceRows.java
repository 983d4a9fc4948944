package io.restante.gateway.directory;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/// The statements that reserve, add and remove devices; for use within a transaction.
///
/// Whoever changes a user's devices holds the lock on the user's row, raises the revision once,
/// writes each change with it, and the user's row last: in the log that the directory becomes, the
/// record of that row says that all the others stand before it.
final class DeviceRows {
  /// The revision that a user will have once its row is written; 1 when there is none yet.
  static final String NEXT_REVISION =
      "coalesce((SELECT revision + 1 FROM users WHERE user_id = ?), 1)";

  private final Transaction tx;

  DeviceRows(Transaction tx) {
    this.tx = tx;
  }

  /// Locks a user's row, and returns the revision; nothing when there is no such user.
  OptionalLong lock(UserId user) throws SQLException {
    return tx
        .list(
            "SELECT device_list_revision FROM users WHERE user_id = ? FOR UPDATE",
            row -> row.getLong("device_list_revision"),
            user)
        .stream()
        .mapToLong(Long::longValue)
        .findFirst();
  }

  /// Takes the next device id of a user whose row is locked.
  ///
  /// @return nothing when they are used up
  Optional<DeviceAddress> takeId(UserId user) throws SQLException {
    return tx.first(
        "UPDATE users SET next_device_id = next_device_id + 1 WHERE user_id = ?"
            + " AND next_device_id <= 127 RETURNING next_device_id - 1 AS device_id",
        row -> new DeviceAddress(user, row.getInt("device_id")),
        user);
  }

  /// Keeps in mind that keys may be put for a device that is not there yet.
  void reserve(DeviceAddress device, UUID proof, Instant now) throws SQLException {
    tx.update(
        "INSERT INTO leftovers (user_id, device_id, proof, since) VALUES (?, ?, ?, ?)",
        device.user(),
        device.device(),
        proof,
        now);
  }

  /// Redeems a reservation.
  ///
  /// @return false when there is none with that proof, or it is too old
  boolean redeem(DeviceAddress device, UUID proof, Instant now) throws SQLException {
    Duration completionTime = Leftovers.COMPLETION_TIME;
    return 1
        == tx.update(
            "DELETE FROM leftovers WHERE user_id = ? AND device_id = ? AND proof = ? AND since > ?",
            device.user(),
            device.device(),
            proof,
            now.minus(completionTime));
  }

  /// Adds a device with a revision that has just been raised.
  void add(DeviceAddress device, NewDevice what, Secret secret, long revision, Instant now)
      throws SQLException {
    tx.update(
        "INSERT INTO devices (user_id, device_id, credential_hash, registration_id, name, epoch,"
            + " registered_at, revision) VALUES (?, ?, ?, ?, ?, ?, ?, "
            + NEXT_REVISION
            + ")",
        device.user(),
        device.device(),
        secret.sha256(),
        what.registrationId(),
        what.name(),
        revision,
        now,
        device.user());
  }

  /// Removes all devices of a user whose revision has just been raised.
  List<DeviceAddress> removeAll(UserId user, Instant now) throws SQLException {
    List<DeviceAddress> removed =
        tx.list(
            "DELETE FROM devices WHERE user_id = ? RETURNING device_id",
            row -> new DeviceAddress(user, row.getInt("device_id")),
            user);
    for (DeviceAddress device : removed) {
      noteRemoval(device, now);
    }
    return removed;
  }

  /// Removes a device of a user whose revision is to be raised if this returns true.
  boolean remove(DeviceAddress device, Instant now) throws SQLException {
    int rows =
        tx.update(
            "DELETE FROM devices WHERE user_id = ? AND device_id = ?",
            device.user(),
            device.device());
    if (rows == 1) {
      noteRemoval(device, now);
    }
    return rows == 1;
  }

  /// Sets the revision of the device list of a user whose row is locked; the last change of a
  /// transaction.
  void setRevision(UserId user, long revision) throws SQLException {
    tx.update(
        "UPDATE users SET device_list_revision = ?, revision = revision + 1 WHERE user_id = ?",
        revision,
        user);
  }

  private void noteRemoval(DeviceAddress device, Instant now) throws SQLException {
    tx.update(
        "INSERT INTO leftovers (user_id, device_id, since) VALUES (?, ?, ?)",
        device.user(),
        device.device(),
        now);
  }

  /// Returns what is kept of an identity key.
  static byte[] identityHash(OpaqueBytes identityKey) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(identityKey.toByteArray());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 is missing", e);
    }
  }
}
