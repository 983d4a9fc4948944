package io.restante.gateway.directory;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/// Linking in PostgreSQL.
final class PostgresLinks implements Links {
  private final Database database;
  private final InstantSource clock;
  private final RandomGenerator random;

  PostgresLinks(Database database, InstantSource clock, RandomGenerator random) {
    this.database = database;
    this.clock = clock;
    this.random = random;
  }

  /// A link as it is stored.
  ///
  /// @param confirmed by whom and with what; nothing while it waits
  private record Row(OpaqueBytes secretHash, Optional<Confirmed> confirmed, boolean isUsed) {
    static Row read(ResultSet row) throws SQLException {
      Optional<Confirmed> confirmed = Optional.empty();
      if (row.getObject("user_id") != null) {
        UserId user = Transaction.user(row, "user_id");
        DeviceAddress by = new DeviceAddress(user, row.getInt("confirmed_by"));
        confirmed = Optional.of(new Confirmed(by, Transaction.bytes(row, "message")));
      }
      return new Row(
          Transaction.bytes(row, "secret_hash"), confirmed, row.getObject("used_at") != null);
    }
  }

  private record Confirmed(DeviceAddress by, OpaqueBytes message) {}

  @Override
  public Opened open(OpaqueBytes publicKey) {
    LinkId link = new LinkId(RandomUuids.next(random));
    Secret secret = Secret.next(random);
    Instant expiresAt = clock.instant().plus(LIFETIME);
    database.transact(
        tx ->
            tx.update(
                "INSERT INTO links (link, secret_hash, public_key, expires_at)"
                    + " VALUES (?, ?, ?, ?)",
                link.uuid(),
                secret.sha256(),
                publicKey,
                expiresAt));
    return new Opened(link, secret, expiresAt);
  }

  @Override
  public Confirmation confirm(LinkId link, DeviceAddress by, OpaqueBytes message) {
    return database.transact(
        tx -> {
          Optional<Row> row = lock(tx, link);
          if (row.isEmpty()) {
            return Confirmation.UNKNOWN_LINK;
          }
          if (row.get().confirmed().isPresent()) {
            boolean isRepeated = row.get().confirmed().get().equals(new Confirmed(by, message));
            return isRepeated ? Confirmation.CONFIRMED : Confirmation.CONFIRMED_BEFORE;
          }
          if (!isThere(tx, by)) {
            return Confirmation.DEVICE_REMOVED;
          }
          tx.update(
              "UPDATE links SET user_id = ?, confirmed_by = ?, message = ? WHERE link = ?",
              by.user(),
              by.device(),
              message,
              link.uuid());
          return Confirmation.CONFIRMED;
        });
  }

  @Override
  public View look(LinkId link, Secret secret) {
    return database.transact(
        tx -> {
          Optional<Row> row = tx.first(SELECT, Row::read, link.uuid(), clock.instant());
          if (row.isEmpty() || !secret.hasHash(row.get().secretHash().toByteArray())) {
            return new View.Unknown();
          }
          Optional<Confirmed> confirmed = row.get().confirmed();
          return confirmed.isEmpty()
              ? new View.Waiting()
              : new View.Confirmed(confirmed.get().by().user(), confirmed.get().message());
        });
  }

  @Override
  public Reservation reserve(LinkId link, Secret secret, OpaqueBytes identityKey) {
    return database.transact(
        tx -> {
          Optional<Row> row = lock(tx, link);
          if (row.isEmpty() || !secret.hasHash(row.get().secretHash().toByteArray())) {
            return new Reservation.Unknown();
          }
          if (row.get().isUsed()) {
            return new Reservation.Used();
          }
          if (row.get().confirmed().isEmpty()) {
            return new Reservation.Unconfirmed();
          }
          return reserve(tx, link, row.get().confirmed().get().by(), identityKey);
        });
  }

  private Reservation reserve(
      Transaction tx, LinkId link, DeviceAddress by, OpaqueBytes identityKey) throws SQLException {
    DeviceRows devices = new DeviceRows(tx);
    if (devices.lock(by.user()).isEmpty() || !isThere(tx, by)) {
      return new Reservation.Unknown();
    }
    if (!hasIdentity(tx, by.user(), identityKey)) {
      return new Reservation.ForeignIdentity();
    }
    if (deviceCount(tx, by.user()) >= DEVICES_MAX) {
      return new Reservation.TooManyDevices();
    }
    Optional<DeviceAddress> address = devices.takeId(by.user());
    if (address.isEmpty()) {
      return new Reservation.TooManyDevices();
    }
    devices.reserve(address.get(), link.uuid(), clock.instant());
    return new Reservation.Reserved(address.get());
  }

  @Override
  public Completion complete(LinkId link, DeviceAddress reserved, NewDevice device) {
    return database.transact(
        tx -> {
          Optional<Row> row = lock(tx, link);
          if (row.isPresent() && row.get().isUsed()) {
            return new Completion.Used();
          }
          Instant now = clock.instant();
          DeviceRows devices = new DeviceRows(tx);
          OptionalLong revision = devices.lock(reserved.user());
          boolean stands =
              revision.isPresent()
                  && row.isPresent()
                  && mayStillJoin(tx, row.get(), reserved.user(), device)
                  && devices.redeem(reserved, link.uuid(), now);
          if (!stands) {
            return new Completion.Outdated();
          }
          long raised = revision.getAsLong() + 1;
          Secret secret = Secret.next(random);
          devices.add(reserved, device, secret, raised, now);
          devices.setRevision(reserved.user(), raised);
          tx.update("UPDATE links SET used_at = ? WHERE link = ?", now, link.uuid());
          return new Completion.Completed(new Credential(reserved, secret), raised, List.of());
        });
  }

  /// Looks again at what may have changed since the reservation. The user's row is locked.
  private static boolean mayStillJoin(Transaction tx, Row row, UserId user, NewDevice device)
      throws SQLException {
    return row.confirmed().isPresent()
        && row.confirmed().get().by().user().equals(user)
        && isThere(tx, row.confirmed().get().by())
        && hasIdentity(tx, user, device.identityKey())
        && deviceCount(tx, user) < DEVICES_MAX;
  }

  private static boolean isThere(Transaction tx, DeviceAddress device) throws SQLException {
    return tx.first(
            "SELECT device_id FROM devices WHERE user_id = ? AND device_id = ?",
            row -> row.getInt("device_id"),
            device.user(),
            device.device())
        .isPresent();
  }

  private static boolean hasIdentity(Transaction tx, UserId user, OpaqueBytes identityKey)
      throws SQLException {
    Optional<byte[]> hash =
        tx.first(
            "SELECT identity_key_hash FROM users WHERE user_id = ?",
            row -> row.getBytes("identity_key_hash"),
            user);
    return hash.isPresent()
        && MessageDigest.isEqual(hash.get(), DeviceRows.identityHash(identityKey));
  }

  private static int deviceCount(Transaction tx, UserId user) throws SQLException {
    return tx.first(
            "SELECT count(*) AS devices FROM devices WHERE user_id = ?",
            row -> row.getInt("devices"),
            user)
        .orElse(0);
  }

  private static final String SELECT =
      "SELECT secret_hash, user_id, confirmed_by, message, used_at FROM links"
          + " WHERE link = ? AND expires_at > ?";

  private Optional<Row> lock(Transaction tx, LinkId link) throws SQLException {
    return tx.first(SELECT + " FOR UPDATE", Row::read, link.uuid(), clock.instant());
  }
}
