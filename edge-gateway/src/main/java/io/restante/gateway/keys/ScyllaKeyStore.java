package io.restante.gateway.keys;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.restante.contract.DeviceAddress;
import io.restante.gateway.keys.KeyUpload.Enrolment;
import io.restante.gateway.keys.KeyUpload.Refill;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Keys in Scylla, or in anything else that speaks CQL and has lightweight transactions.
///
/// Connects in the background: until it has, every call throws [KeyStoreUnavailableException].
public final class ScyllaKeyStore implements KeyStore, AutoCloseable {
  private final StatementCount count;
  private final KeySession session;
  private final OneTimeShelf shelf;

  private ScyllaKeyStore(StatementCount count, KeySession session, OneTimeShelf shelf) {
    this.count = count;
    this.session = session;
    this.shelf = shelf;
  }

  /// Begins to connect and returns at once.
  ///
  /// @param random chooses among the keys that can be handed out, so that rivals seldom meet
  public static ScyllaKeyStore open(KeyStoreSettings settings, RandomGenerator random) {
    StatementCount count = new StatementCount();
    KeySession session = KeySession.open(settings, count);
    return new ScyllaKeyStore(
        count, session, new OneTimeShelf(session, random, settings.claimTimeout()));
  }

  /// Returns how many statements the store has served since this node began.
  public long statementsServed() {
    return count.succeeded();
  }

  /// Returns how many statements failed or took too long since this node began.
  public long statementsFailed() {
    return count.failed();
  }

  @Override
  public Publication publish(DeviceAddress device, KeyUpload upload) {
    Address address = Address.of(device);
    Optional<KeyBytes> known = identityKey(device);
    Publication verdict = judge(known, upload);
    if (verdict != Publication.PUBLISHED) {
      return verdict;
    }
    if (!shelf.hasRoomFor(address, upload.oneTime())) {
      return Publication.TOO_MANY_KEYS;
    }
    Publication outcome =
        switch (upload) {
          case Enrolment enrolment when known.isEmpty() -> enrol(device, address, enrolment);
          case Enrolment enrolment ->
              replace(
                  address,
                  enrolment.identityKey(),
                  enrolment.signedPreKey(),
                  enrolment.lastResort());
          case Refill refill ->
              replace(
                  address,
                  known.orElseThrow(),
                  refill.signedPreKey().orElse(null),
                  refill.lastResort().orElse(null));
        };
    if (outcome == Publication.PUBLISHED) {
      shelf.put(address, upload.oneTime());
    }
    return outcome;
  }

  private static Publication judge(Optional<KeyBytes> known, KeyUpload upload) {
    Optional<KeyBytes> named =
        switch (upload) {
          case Enrolment enrolment -> Optional.of(enrolment.identityKey());
          case Refill refill -> refill.identityKey();
        };
    if (known.isEmpty()) {
      return upload instanceof Enrolment ? Publication.PUBLISHED : Publication.UNKNOWN_DEVICE;
    }
    return named.isEmpty() || named.equals(known)
        ? Publication.PUBLISHED
        : Publication.OTHER_IDENTITY;
  }

  private Publication enrol(DeviceAddress device, Address address, Enrolment keys) {
    BoundStatement insert =
        session
            .statements()
            .enrol()
            .bind(
                address.user(),
                address.device(),
                (short) keys.registrationId(),
                keys.identityKey().toBuffer(),
                keys.signedPreKey().id(),
                keys.signedPreKey().key().toBuffer(),
                keys.signedPreKey().signature().toBuffer(),
                keys.lastResort().id(),
                keys.lastResort().key().toBuffer(),
                keys.lastResort().signature().toBuffer());
    if (execute(insert).wasApplied()) {
      return Publication.PUBLISHED;
    }
    // Another attempt of the same device was faster.
    return identityKey(device).equals(Optional.of(keys.identityKey()))
        ? replace(address, keys.identityKey(), keys.signedPreKey(), keys.lastResort())
        : Publication.OTHER_IDENTITY;
  }

  private Publication replace(
      Address address,
      KeyBytes identity,
      @Nullable SignedKey signedPreKey,
      @Nullable SignedKey lastResort) {
    KeyStatements statements = session.statements();
    return replace(statements.replaceSigned(), address, identity, signedPreKey)
            && replace(statements.replaceLastResort(), address, identity, lastResort)
        ? Publication.PUBLISHED
        : Publication.UNKNOWN_DEVICE;
  }

  private boolean replace(
      PreparedStatement statement, Address address, KeyBytes identity, @Nullable SignedKey key) {
    return key == null
        || execute(
                statement.bind(
                    key.id(),
                    key.key().toBuffer(),
                    key.signature().toBuffer(),
                    address.user(),
                    address.device(),
                    identity.toBuffer()))
            .wasApplied();
  }

  @Override
  public Optional<Bundle> claim(DeviceAddress device) {
    Address address = Address.of(device);
    Row row = execute(session.statements().device().bind(address.user(), address.device())).one();
    if (row == null || row.isNull("last_resort_key")) {
      return Optional.empty();
    }
    CompletableFuture<OneTimeShelf.Taken<SignedKey>> taking =
        CompletableFuture.supplyAsync(
            () -> shelf.takeKyberPreKey(address), Thread.ofVirtual()::start);
    OneTimeShelf.Taken<PreKey> preKey = shelf.takePreKey(address);
    OneTimeShelf.Taken<SignedKey> kyber = settled(taking);
    return Optional.of(
        new Bundle(
            row.getShort("registration_id"),
            bytes(row, "identity_key"),
            new SignedKey(
                row.getInt("signed_pre_key_id"),
                bytes(row, "signed_pre_key"),
                bytes(row, "signed_pre_key_signature")),
            preKey.key(),
            kyber.key().orElseGet(() -> lastResort(row)),
            new KeyCounts(preKey.remaining(), kyber.remaining())));
  }

  private static <T> T settled(CompletableFuture<T> taking) {
    try {
      return taking.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof KeyStoreUnavailableException unavailable) {
        throw unavailable;
      }
      throw e;
    }
  }

  private static SignedKey lastResort(Row row) {
    return new SignedKey(
        row.getInt("last_resort_id"),
        bytes(row, "last_resort_key"),
        bytes(row, "last_resort_signature"));
  }

  @Override
  public KeyCounts counts(DeviceAddress device) {
    return shelf.counts(Address.of(device));
  }

  @Override
  public Optional<KeyBytes> identityKey(DeviceAddress device) {
    Address address = Address.of(device);
    Row row = execute(session.statements().identity().bind(address.user(), address.device())).one();
    return Optional.ofNullable(row).map(found -> bytes(found, "identity_key"));
  }

  @Override
  public void forget(DeviceAddress device) {
    Address address = Address.of(device);
    KeyStatements statements = session.statements();
    // First, so that nobody finds what is left of the rest.
    execute(statements.forgetDevice().bind(address.user(), address.device()));
    for (KeyKind kind : KeyKind.values()) {
      execute(statements.forgetOneTime().bind(address.user(), address.device(), kind.column()));
    }
  }

  @Override
  public void close() {
    session.close();
  }

  private ResultSet execute(Statement<?> statement) {
    return session.execute(statement);
  }

  private static KeyBytes bytes(Row row, String column) {
    return OneTimeShelf.bytes(row, column);
  }
}
