package io.restante.gateway.keys;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;

/// The statements of the key store, prepared.
///
/// Reads and writes go to a quorum of the node's own data centre. Conditional writes agree within
/// it (`LOCAL_SERIAL`), and the driver never repeats one by itself: it does not know what that
/// means.
///
/// @param device all of a device's row
/// @param identity its identity key alone
/// @param enrol a new row, if there is none
/// @param replaceSigned another signed pre-key, if the identity key is the same
/// @param replaceLastResort another last-resort key, if the identity key is the same
/// @param ids ids of one-time keys, ascending
/// @param highest the highest id ever published, as the last agreement left it
/// @param raiseHighest another highest id, if it is still the one that was read
/// @param add a one-time key
/// @param oneTime a one-time key
/// @param take deletes a one-time key, if it is there
/// @param forgetDevice deletes the device's row
/// @param forgetOneTime deletes all one-time keys of a kind
record KeyStatements(
    PreparedStatement device,
    PreparedStatement identity,
    PreparedStatement enrol,
    PreparedStatement replaceSigned,
    PreparedStatement replaceLastResort,
    PreparedStatement ids,
    PreparedStatement highest,
    PreparedStatement raiseHighest,
    PreparedStatement add,
    PreparedStatement oneTime,
    PreparedStatement take,
    PreparedStatement forgetDevice,
    PreparedStatement forgetOneTime) {
  private interface Preparer {
    PreparedStatement prepare(SimpleStatement statement);
  }

  /// Prepares the statements.
  ///
  /// @param keyspace where the tables are
  static KeyStatements prepare(CqlSession connected, String keyspace) {
    Preparer session =
        cql -> connected.prepare(cql.setQuery(cql.getQuery().replace("$", keyspace)));
    return new KeyStatements(
        plain(session, "SELECT * FROM $.device_keys WHERE user = ? AND device = ?"),
        plain(session, "SELECT identity_key FROM $.device_keys WHERE user = ? AND device = ?"),
        conditional(
            session,
            "INSERT INTO $.device_keys (user, device, registration_id, identity_key,"
                + " signed_pre_key_id, signed_pre_key, signed_pre_key_signature,"
                + " last_resort_id, last_resort_key, last_resort_signature)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) IF NOT EXISTS"),
        conditional(
            session,
            "UPDATE $.device_keys SET signed_pre_key_id = ?, signed_pre_key = ?,"
                + " signed_pre_key_signature = ?"
                + " WHERE user = ? AND device = ? IF identity_key = ?"),
        conditional(
            session,
            "UPDATE $.device_keys SET last_resort_id = ?, last_resort_key = ?,"
                + " last_resort_signature = ?"
                + " WHERE user = ? AND device = ? IF identity_key = ?"),
        plain(
            session,
            "SELECT id FROM $.one_time_keys WHERE user = ? AND device = ? AND kind = ? LIMIT ?"),
        agreed(
            session,
            "SELECT highest_id FROM $.one_time_keys"
                + " WHERE user = ? AND device = ? AND kind = ? LIMIT 1"),
        batched(
            session,
            "UPDATE $.one_time_keys SET highest_id = ?"
                + " WHERE user = ? AND device = ? AND kind = ? IF highest_id = ?"),
        batched(
            session,
            "INSERT INTO $.one_time_keys (user, device, kind, id, key, signature)"
                + " VALUES (?, ?, ?, ?, ?, ?)"),
        plain(
            session,
            "SELECT key, signature FROM $.one_time_keys"
                + " WHERE user = ? AND device = ? AND kind = ? AND id = ?"),
        conditional(
            session,
            "DELETE FROM $.one_time_keys"
                + " WHERE user = ? AND device = ? AND kind = ? AND id = ? IF EXISTS"),
        conditional(session, "DELETE FROM $.device_keys WHERE user = ? AND device = ? IF EXISTS"),
        plain(session, "DELETE FROM $.one_time_keys WHERE user = ? AND device = ? AND kind = ?"));
  }

  private static PreparedStatement plain(Preparer session, String cql) {
    return session.prepare(
        SimpleStatement.newInstance(cql)
            .setConsistencyLevel(ConsistencyLevel.LOCAL_QUORUM)
            .setIdempotent(true));
  }

  /// A read that finishes a conditional write whose outcome nobody knows.
  private static PreparedStatement agreed(Preparer session, String cql) {
    return session.prepare(
        SimpleStatement.newInstance(cql)
            .setConsistencyLevel(ConsistencyLevel.LOCAL_SERIAL)
            .setIdempotent(true));
  }

  /// A part of a batch, which has the consistency of the whole.
  private static PreparedStatement batched(Preparer session, String cql) {
    return session.prepare(SimpleStatement.newInstance(cql).setIdempotent(false));
  }

  private static PreparedStatement conditional(Preparer session, String cql) {
    return session.prepare(
        SimpleStatement.newInstance(cql)
            .setConsistencyLevel(ConsistencyLevel.LOCAL_QUORUM)
            .setSerialConsistencyLevel(ConsistencyLevel.LOCAL_SERIAL)
            .setIdempotent(false));
  }
}
