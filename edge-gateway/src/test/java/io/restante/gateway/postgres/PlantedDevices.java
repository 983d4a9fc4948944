package io.restante.gateway.postgres;

import io.restante.contract.DeviceAddress;
import io.restante.gateway.directory.Credential;
import io.restante.gateway.directory.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/// Puts devices with addresses of a test's choice into a directory, which registration does not
/// give.
public final class PlantedDevices {
  /// The epoch of every planted device.
  public static final long EPOCH = 7;

  private static final String USER =
      "INSERT INTO users (user_id, number_tags, device_list_revision, next_device_id,"
          + " identity_key_hash, profile, last_seen, read_receipts, group_adds, created_at)"
          + " VALUES (?, '{}', 1, 128, ?, '', 'EVERYONE', true, 'EVERYONE', now())"
          + " ON CONFLICT (user_id)"
          + " DO UPDATE SET device_list_revision = users.device_list_revision + 1,"
          + " revision = users.revision + 1";
  private static final String DEVICE =
      "INSERT INTO devices (user_id, device_id, credential_hash, registration_id, name, epoch,"
          + " registered_at) VALUES (?, ?, ?, ?, '', ?, now())";

  private PlantedDevices() {}

  /// Adds a device and its user; returns the device's credential. Its registration id is 100 and
  /// its device id; each device raises the user's revision, from 1.
  public static Credential plant(DataSource database, DeviceAddress device) {
    byte[] bytes = new byte[Secret.BYTES];
    bytes[0] = (byte) device.device();
    UUID user = new UUID(device.user().high(), device.user().low());
    try (Connection connection = database.getConnection();
        PreparedStatement userRow = connection.prepareStatement(USER);
        PreparedStatement deviceRow = connection.prepareStatement(DEVICE)) {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      connection.setAutoCommit(false);
      deviceRow.setObject(1, user);
      deviceRow.setInt(2, device.device());
      deviceRow.setBytes(3, hash);
      deviceRow.setInt(4, 100 + device.device());
      deviceRow.setLong(5, EPOCH);
      deviceRow.executeUpdate();
      userRow.setObject(1, user);
      userRow.setBytes(2, hash);
      userRow.executeUpdate();
      connection.commit();
    } catch (SQLException | GeneralSecurityException e) {
      throw new IllegalStateException("a device could not be planted", e);
    }
    return new Credential(device, Secret.of(bytes).orElseThrow());
  }
}
