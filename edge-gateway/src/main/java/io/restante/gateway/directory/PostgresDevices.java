package io.restante.gateway.directory;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Devices, device lists and leftovers in PostgreSQL.
final class PostgresDevices implements Devices, DeviceLists, Leftovers {
  private static final byte[] NO_HASH = new byte[32];

  private final Database database;
  private final InstantSource clock;

  PostgresDevices(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public Optional<Overview> list(UserId user) {
    return listed(
        user,
        row ->
            new OwnDevice(
                row.getInt("device_id"),
                row.getInt("registration_id"),
                Transaction.bytes(row, "name"),
                Transaction.instant(row, "registered_at")),
        Overview::new);
  }

  @Override
  public Optional<DeviceList> deviceList(UserId user) {
    return listed(
        user,
        row -> new ListedDevice(row.getInt("device_id"), row.getInt("registration_id")),
        DeviceList::new);
  }

  /// Makes a list out of its revision and its devices.
  @FunctionalInterface
  private interface Listing<D, L> {
    L of(long revision, List<D> devices);
  }

  /// A row of a list; a user without devices has one row without a device.
  private record Line<D>(long revision, Optional<D> device) {
    static <D> Line<D> read(ResultSet row, Transaction.Reader<D> reader) throws SQLException {
      boolean isDevice = row.getObject("device_id") != null;
      return new Line<>(
          row.getLong("device_list_revision"),
          isDevice ? Optional.of(reader.read(row)) : Optional.empty());
    }
  }

  /// One statement, so that revision and devices are of one point in time.
  private <D, L> Optional<L> listed(
      UserId user, Transaction.Reader<D> reader, Listing<D, L> listing) {
    List<Line<D>> lines =
        database.transact(
            tx ->
                tx.list(
                    "SELECT device_list_revision, device_id, registration_id, name, registered_at"
                        + " FROM users LEFT JOIN devices USING (user_id) WHERE user_id = ?"
                        + " ORDER BY device_id",
                    row -> Line.read(row, reader),
                    user));
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    List<D> devices = lines.stream().flatMap(line -> line.device().stream()).toList();
    return Optional.of(listing.of(lines.getFirst().revision(), devices));
  }

  @Override
  public OptionalLong remove(DeviceAddress device) {
    return database.transact(
        tx -> {
          DeviceRows devices = new DeviceRows(tx);
          OptionalLong revision = devices.lock(device.user());
          if (revision.isEmpty()) {
            return OptionalLong.empty();
          }
          long raised = revision.getAsLong() + 1;
          if (!devices.remove(device, clock.instant())) {
            return OptionalLong.empty();
          }
          devices.setRevision(device.user(), raised);
          return OptionalLong.of(raised);
        });
  }

  /// What a device's credential is checked against.
  private record Proof(OpaqueBytes hash, long epoch) {}

  @Override
  public OptionalLong authenticate(Credential credential) {
    Optional<Proof> proof =
        database.transact(
            tx ->
                tx.first(
                    "SELECT credential_hash, epoch FROM devices"
                        + " WHERE user_id = ? AND device_id = ?",
                    row ->
                        new Proof(Transaction.bytes(row, "credential_hash"), row.getLong("epoch")),
                    credential.address().user(),
                    credential.address().device()));
    byte[] expected = proof.map(it -> it.hash().toByteArray()).orElse(NO_HASH);
    boolean isGenuine = MessageDigest.isEqual(credential.secret().sha256(), expected);
    return isGenuine && proof.isPresent()
        ? OptionalLong.of(proof.get().epoch())
        : OptionalLong.empty();
  }

  @Override
  public OptionalLong epoch(DeviceAddress device) {
    return database
        .transact(
            tx ->
                tx.first(
                    "SELECT epoch FROM devices WHERE user_id = ? AND device_id = ?",
                    row -> row.getLong("epoch"),
                    device.user(),
                    device.device()))
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }

  @Override
  public List<DeviceAddress> find(int max) {
    return database.transact(
        tx ->
            tx.list(
                "SELECT user_id, device_id FROM leftovers WHERE since <= ?"
                    + " ORDER BY since LIMIT ?",
                PostgresDevices::address,
                clock.instant().minus(COMPLETION_TIME.multipliedBy(2)),
                max));
  }

  @Override
  public void forgotten(DeviceAddress device) {
    database.transact(
        tx ->
            tx.update(
                "DELETE FROM leftovers WHERE user_id = ? AND device_id = ?",
                device.user(),
                device.device()));
  }

  private static DeviceAddress address(ResultSet row) throws SQLException {
    return new DeviceAddress(Transaction.user(row, "user_id"), row.getInt("device_id"));
  }
}
