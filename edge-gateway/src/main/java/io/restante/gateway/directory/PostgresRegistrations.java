package io.restante.gateway.directory;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.contract.UuidV7;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Registration in PostgreSQL.
final class PostgresRegistrations implements Registrations {
  private static final int CODES = 1_000_000;
  private static final int FIRST_DEVICE = 1;
  private static final long NOBODY_SETTLED = 0;
  private static final long FIRST_REVISION = 1;

  private final Database database;
  private final NumberKeys keys;
  private final CodeSender sender;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final UuidV7 ids;

  PostgresRegistrations(
      Database database,
      NumberKeys keys,
      CodeSender sender,
      InstantSource clock,
      RandomGenerator random) {
    this.database = database;
    this.keys = keys;
    this.sender = sender;
    this.clock = clock;
    this.random = random;
    this.ids = new UuidV7(clock, random);
  }

  /// A registration as it is stored.
  private record Row(NumberTags tags, OpaqueBytes codeHash, int attempts, boolean isUsed) {
    static Row read(ResultSet row) throws SQLException {
      return new Row(
          NumberTags.read(row, "number_tags"),
          Transaction.bytes(row, "code_hash"),
          row.getInt("attempts"),
          row.getObject("used_at") != null);
    }
  }

  @Override
  public CodeRequest requestCode(PhoneNumber number) {
    RegistrationId registration = new RegistrationId(RandomUuids.next(random));
    String code = "%06d".formatted(random.nextInt(CODES));
    Instant expiresAt = clock.instant().plus(CODE_LIFETIME);
    database.transact(
        tx ->
            tx.update(
                "INSERT INTO registrations (registration, number_tags, code_hash, attempts,"
                    + " expires_at) VALUES (?, ?, ?, 0, ?)",
                registration.uuid(),
                keys.tags(number),
                keys.codeHash(registration, code),
                expiresAt));
    try {
      sender.send(registration, number, code);
    } catch (IOException e) {
      throw new DirectoryUnavailableException("a code could not be sent", e);
    }
    return new CodeRequest(registration, expiresAt, RESEND_AFTER);
  }

  @Override
  public NumberTag numberTag(PhoneNumber number) {
    return keys.tags(number).tags().getFirst();
  }

  @Override
  public Optional<NumberTag> numberTag(RegistrationId registration) {
    return database.transact(
        tx ->
            tx.first(
                "SELECT number_tags FROM registrations WHERE registration = ? AND expires_at > ?",
                row -> NumberTags.read(row, "number_tags").tags().getFirst(),
                registration.uuid(),
                clock.instant()));
  }

  @Override
  public Reservation reserve(RegistrationId registration, String code) {
    return database.transact(
        tx -> {
          Optional<Row> found = lock(tx, registration);
          if (found.isEmpty() || found.get().attempts() >= ATTEMPTS_MAX) {
            return new Reservation.Unknown();
          }
          Row row = found.get();
          if (row.isUsed()) {
            return new Reservation.Used();
          }
          if (!keys.isCode(registration, code, row.codeHash().toByteArray())) {
            return countWrong(tx, registration, row.attempts() + 1);
          }
          return reserve(tx, registration.uuid(), row.tags());
        });
  }

  private static Reservation countWrong(Transaction tx, RegistrationId registration, int attempts)
      throws SQLException {
    tx.update(
        "UPDATE registrations SET attempts = ? WHERE registration = ?",
        attempts,
        registration.uuid());
    return new Reservation.Wrong(ATTEMPTS_MAX - attempts);
  }

  private Reservation reserve(Transaction tx, UUID proof, NumberTags tags) throws SQLException {
    DeviceRows devices = new DeviceRows(tx);
    Optional<UserId> owner = owner(tx, tags);
    Optional<DeviceAddress> address =
        owner.isPresent()
            ? devices.takeId(owner.get())
            : Optional.of(new DeviceAddress(ids.nextUserId(), FIRST_DEVICE));
    if (address.isEmpty()) {
      return new Reservation.TooManyDevices();
    }
    devices.reserve(address.get(), proof, clock.instant());
    return new Reservation.Reserved(address.get());
  }

  @Override
  public Completion complete(
      RegistrationId registration, DeviceAddress reserved, NewDevice device) {
    return database.transact(
        tx -> {
          Optional<Row> row = lock(tx, registration);
          if (row.isPresent() && row.get().isUsed()) {
            return new Completion.Used();
          }
          Instant now = clock.instant();
          DeviceRows devices = new DeviceRows(tx);
          if (row.isEmpty() || !devices.redeem(reserved, registration.uuid(), now)) {
            return new Completion.Outdated();
          }
          NumberTags tags = row.get().tags();
          long revision = settle(tx, tags, reserved);
          if (revision == NOBODY_SETTLED) {
            tx.rollBack();
            return new Completion.Outdated();
          }
          List<DeviceAddress> removed = devices.removeAll(reserved.user(), now);
          Secret secret = Secret.next(random);
          devices.add(reserved, device, secret, revision, now);
          tx.update(
              "UPDATE registrations SET used_at = ? WHERE registration = ?",
              now,
              registration.uuid());
          writeUser(tx, tags, reserved.user(), device, revision);
          return new Completion.Completed(new Credential(reserved, secret), revision, removed);
        });
  }

  /// Makes sure that the number belongs to the user, who may be a new one, writes the number down
  /// under keys that have come into use since, and returns the revision that the device list will
  /// have.
  private static long settle(Transaction tx, NumberTags tags, DeviceAddress reserved)
      throws SQLException {
    UserId user = reserved.user();
    Optional<UserId> owner = owner(tx, tags);
    if (owner.isEmpty()) {
      boolean isNew = reserved.device() == FIRST_DEVICE && claim(tx, tags, user);
      return isNew ? FIRST_REVISION : NOBODY_SETTLED;
    }
    OptionalLong revision =
        owner.get().equals(user) ? new DeviceRows(tx).lock(user) : OptionalLong.empty();
    if (revision.isEmpty()) {
      return NOBODY_SETTLED;
    }
    claim(tx, tags, user);
    return revision.getAsLong() + 1;
  }

  private static Optional<UserId> owner(Transaction tx, NumberTags tags) throws SQLException {
    return tx.first(
        "SELECT user_id FROM phone_numbers WHERE number_tag = ANY (?)",
        row -> Transaction.user(row, "user_id"),
        tags);
  }

  /// Writes the number down as the user's, under every key in use; false when another was first.
  private static boolean claim(Transaction tx, NumberTags tags, UserId user) throws SQLException {
    int rows =
        tx.update(
            "INSERT INTO phone_numbers (number_tag, user_id) SELECT tag, ? FROM unnest(?) AS tag"
                + " ON CONFLICT (number_tag) DO NOTHING",
            user,
            tags);
    return rows == tags.tags().size();
  }

  /// Writes the user's row: the last change of a transaction.
  private void writeUser(
      Transaction tx, NumberTags tags, UserId user, NewDevice device, long revision)
      throws SQLException {
    if (revision == FIRST_REVISION) {
      insertUser(tx, tags, user, device);
      return;
    }
    tx.update(
        "UPDATE users SET device_list_revision = ?, revision = revision + 1,"
            + " identity_key_hash = ?, number_tags = ARRAY(SELECT DISTINCT unnest(number_tags"
            + " || ?)) WHERE user_id = ?",
        revision,
        DeviceRows.identityHash(device.identityKey()),
        tags,
        user);
  }

  private void insertUser(Transaction tx, NumberTags tags, UserId user, NewDevice device)
      throws SQLException {
    tx.update(
        "INSERT INTO users (user_id, number_tags, device_list_revision, next_device_id,"
            + " identity_key_hash, profile, last_seen, read_receipts, group_adds, created_at)"
            + " VALUES (?, ?, ?, 2, ?, '', ?, ?, ?, ?)",
        user,
        tags,
        FIRST_REVISION,
        DeviceRows.identityHash(device.identityKey()),
        Privacy.DEFAULT.lastSeen(),
        Privacy.DEFAULT.readReceipts(),
        Privacy.DEFAULT.groupAdds(),
        clock.instant());
  }

  private Optional<Row> lock(Transaction tx, RegistrationId registration) throws SQLException {
    return tx.first(
        "SELECT number_tags, code_hash, attempts, used_at FROM registrations"
            + " WHERE registration = ? AND expires_at > ? FOR UPDATE",
        Row::read,
        registration.uuid(),
        clock.instant());
  }
}
