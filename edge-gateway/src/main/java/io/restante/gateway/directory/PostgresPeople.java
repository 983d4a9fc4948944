package io.restante.gateway.directory;

import io.restante.contract.UserId;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Profiles, privacy settings and contacts in PostgreSQL.
final class PostgresPeople implements Profiles, Contacts {
  private final Database database;
  private final NumberKeys keys;

  PostgresPeople(Database database, NumberKeys keys) {
    this.database = database;
    this.keys = keys;
  }

  @Override
  public Optional<OpaqueBytes> profile(UserId user) {
    return database.transact(
        tx ->
            tx.first(
                "SELECT profile FROM users WHERE user_id = ?",
                row -> Transaction.bytes(row, "profile"),
                user));
  }

  @Override
  public boolean setProfile(UserId user, OpaqueBytes profile) {
    return 1
        == database.transact(
            tx ->
                tx.update(
                    "UPDATE users SET profile = ?, revision = revision + 1 WHERE user_id = ?",
                    profile,
                    user));
  }

  @Override
  public Optional<Privacy> privacy(UserId user) {
    return database.transact(
        tx ->
            tx.first(
                "SELECT last_seen, read_receipts, group_adds FROM users WHERE user_id = ?",
                row ->
                    new Privacy(
                        Privacy.LastSeen.valueOf(row.getString("last_seen")),
                        row.getBoolean("read_receipts"),
                        Privacy.GroupAdds.valueOf(row.getString("group_adds"))),
                user));
  }

  @Override
  public boolean setPrivacy(UserId user, Privacy privacy) {
    return 1
        == database.transact(
            tx ->
                tx.update(
                    "UPDATE users SET last_seen = ?, read_receipts = ?, group_adds = ?,"
                        + " revision = revision + 1 WHERE user_id = ?",
                    privacy.lastSeen(),
                    privacy.readReceipts(),
                    privacy.groupAdds(),
                    user));
  }

  /// Whose number a tag is.
  private record Match(OpaqueBytes tag, UserId user) {}

  @Override
  public Map<PhoneNumber, UserId> discover(Collection<PhoneNumber> numbers) {
    if (numbers.size() > NUMBERS_MAX) {
      throw new IllegalArgumentException("numbers: " + numbers.size() + " (expected: 0..100)");
    }
    Map<OpaqueBytes, PhoneNumber> byTag = new HashMap<>();
    for (PhoneNumber number : numbers) {
      keys.tags(number).tags().forEach(tag -> byTag.put(tag.bytes(), number));
    }
    NumberTags tags = new NumberTags(byTag.keySet().stream().map(NumberTag::new).toList());
    List<Match> matches =
        database.transact(
            tx ->
                tx.list(
                    "SELECT number_tag, user_id FROM phone_numbers WHERE number_tag = ANY (?)",
                    row ->
                        new Match(
                            Transaction.bytes(row, "number_tag"), Transaction.user(row, "user_id")),
                    tags));
    Map<PhoneNumber, UserId> users = new HashMap<>();
    for (Match match : matches) {
      PhoneNumber number = byTag.get(match.tag());
      if (number != null) {
        users.put(number, match.user());
      }
    }
    return users;
  }

  @Override
  public List<UserId> list(UserId user) {
    return database.transact(
        tx ->
            tx.list(
                "SELECT contact_id FROM contacts WHERE user_id = ? ORDER BY contact_id",
                row -> Transaction.user(row, "contact_id"),
                user));
  }

  @Override
  public Addition add(UserId user, UserId contact) {
    return database.transact(
        tx -> {
          boolean isUser = new DeviceRows(tx).lock(user).isPresent();
          if (!isUser || !exists(tx, contact)) {
            return Addition.UNKNOWN_USER;
          }
          int rows =
              tx.update(
                  "INSERT INTO contacts (user_id, contact_id, revision)"
                      + " SELECT user_id, ?, revision + 1 FROM users WHERE user_id = ?"
                      + " ON CONFLICT (user_id, contact_id) DO NOTHING",
                  contact,
                  user);
          if (rows == 1 && count(tx, user) > CONTACTS_MAX) {
            tx.rollBack();
            return Addition.FULL;
          }
          if (rows == 1) {
            raiseRevision(tx, user);
          }
          return Addition.ADDED;
        });
  }

  @Override
  public void remove(UserId user, UserId contact) {
    database.transact(
        tx -> {
          new DeviceRows(tx).lock(user);
          int rows =
              tx.update("DELETE FROM contacts WHERE user_id = ? AND contact_id = ?", user, contact);
          if (rows == 1) {
            raiseRevision(tx, user);
          }
          return rows;
        });
  }

  /// The last change of a transaction.
  private static void raiseRevision(Transaction tx, UserId user) throws SQLException {
    tx.update("UPDATE users SET revision = revision + 1 WHERE user_id = ?", user);
  }

  private static boolean exists(Transaction tx, UserId user) throws SQLException {
    return tx.first(
            "SELECT user_id FROM users WHERE user_id = ?",
            row -> Transaction.user(row, "user_id"),
            user)
        .isPresent();
  }

  private static int count(Transaction tx, UserId user) throws SQLException {
    return tx.first(
            "SELECT count(*) AS contacts FROM contacts WHERE user_id = ?",
            row -> row.getInt("contacts"),
            user)
        .orElse(0);
  }
}
