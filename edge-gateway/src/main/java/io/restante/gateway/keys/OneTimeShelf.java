package io.restante.gateway.keys;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.RequestThrottlingException;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one-time keys of devices: put there in rising order, each taken by one claim at most.
/// Thread-safe.
final class OneTimeShelf {
  /// A claim takes one of that many at the front, at random.
  private static final int CANDIDATES = 50;

  /// Keys of one batch: with Kyber keys 40 KB, below what servers warn of or refuse.
  private static final int BATCH_KEYS = 25;

  /// The place of what is expected in the statement that raises the highest id.
  private static final int IF_HIGHEST_IS = 4;

  /// Rivals of an upload are other uploads of the same device: there are few.
  private static final int PUT_ATTEMPTS = 8;

  private static final Logger LOGGER = LoggerFactory.getLogger(OneTimeShelf.class);
  private static final String UNKNOWN = "a claim's outcome is unknown, its key is given to nobody";

  private final KeySession session;
  private final RandomGenerator random;
  private final long claimNanos;

  OneTimeShelf(KeySession session, RandomGenerator random, Duration claimTimeout) {
    this.session = session;
    this.random = random;
    this.claimNanos = claimTimeout.toNanos();
  }

  /// What a claim took.
  ///
  /// @param key the key; none when there was none left
  /// @param remaining keys left, at most [KeyStore#KEPT_MAX]
  record Taken<K>(Optional<K> key, int remaining) {}

  /// A key on its way in.
  private record Item(int id, KeyBytes key, @Nullable KeyBytes signature) {}

  /// Whether there is room for what is new of an upload.
  boolean hasRoomFor(Address address, OneTimeKeys keys) {
    return hasRoomFor(address, KeyKind.EC, ecItems(keys))
        && hasRoomFor(address, KeyKind.KYBER, kyberItems(keys));
  }

  private boolean hasRoomFor(Address address, KeyKind kind, List<Item> items) {
    if (items.isEmpty()) {
      return true;
    }
    int fresh = above(highest(address, kind), items).size();
    return fresh == 0 || ids(address, kind).size() + fresh <= KeyStore.KEPT_MAX;
  }

  /// Puts there what is new of an upload.
  void put(Address address, OneTimeKeys keys) {
    put(address, KeyKind.EC, ecItems(keys));
    put(address, KeyKind.KYBER, kyberItems(keys));
  }

  private void put(Address address, KeyKind kind, List<Item> items) {
    List<Item> rest = items;
    for (int attempt = 0; attempt < PUT_ATTEMPTS && !rest.isEmpty(); attempt++) {
      Integer seen = highest(address, kind);
      rest = above(seen, rest);
      while (!rest.isEmpty()) {
        List<Item> batch = rest.subList(0, Math.min(BATCH_KEYS, rest.size()));
        if (!putIfHighestIs(seen, address, kind, batch)) {
          break;
        }
        seen = batch.getLast().id();
        rest = rest.subList(batch.size(), rest.size());
      }
    }
    if (!rest.isEmpty()) {
      throw new KeyStoreUnavailableException("uploads of one device kept each other from ending");
    }
  }

  private boolean putIfHighestIs(
      @Nullable Integer seen, Address address, KeyKind kind, List<Item> batch) {
    KeyStatements statements = session.statements();
    BatchStatementBuilder builder =
        BatchStatement.builder(DefaultBatchType.UNLOGGED)
            .setConsistencyLevel(ConsistencyLevel.LOCAL_QUORUM)
            .setSerialConsistencyLevel(ConsistencyLevel.LOCAL_SERIAL)
            .setIdempotence(false);
    BoundStatement raise =
        statements
            .raiseHighest()
            .bind(batch.getLast().id(), address.user(), address.device(), kind.column());
    builder.addStatement(
        seen == null ? raise.setToNull(IF_HIGHEST_IS) : raise.setInt(IF_HIGHEST_IS, seen));
    for (Item item : batch) {
      BoundStatement add =
          statements
              .add()
              .bind(
                  address.user(),
                  address.device(),
                  kind.column(),
                  item.id(),
                  item.key().toBuffer());
      // What is not set is not written.
      KeyBytes signature = item.signature();
      builder.addStatement(
          signature == null ? add : add.setByteBuffer("signature", signature.toBuffer()));
    }
    return session.execute(builder.build()).wasApplied();
  }

  private static List<Item> above(@Nullable Integer highest, List<Item> items) {
    int floor = highest == null ? 0 : highest;
    return items.stream()
        .filter(item -> item.id() > floor)
        .sorted(Comparator.comparingInt(Item::id))
        .toList();
  }

  private static List<Item> ecItems(OneTimeKeys keys) {
    return keys.preKeys().stream().map(key -> new Item(key.id(), key.key(), null)).toList();
  }

  private static List<Item> kyberItems(OneTimeKeys keys) {
    return keys.kyberPreKeys().stream()
        .map(key -> new Item(key.id(), key.key(), key.signature()))
        .toList();
  }

  /// Counts the keys that are left.
  KeyCounts counts(Address address) {
    return new KeyCounts(ids(address, KeyKind.EC).size(), ids(address, KeyKind.KYBER).size());
  }

  /// Takes an EC key.
  Taken<PreKey> takePreKey(Address address) {
    return take(address, KeyKind.EC, (id, row) -> new PreKey(id, bytes(row, "key")));
  }

  /// Takes a Kyber key.
  Taken<SignedKey> takeKyberPreKey(Address address) {
    return take(
        address,
        KeyKind.KYBER,
        (id, row) -> new SignedKey(id, bytes(row, "key"), bytes(row, "signature")));
  }

  private interface Reader<K> {
    K read(int id, Row row);
  }

  private <K> Taken<K> take(Address address, KeyKind kind, Reader<K> reader) {
    long began = System.nanoTime();
    Set<Integer> tried = new HashSet<>();
    while (true) {
      List<Integer> left = ids(address, kind).stream().filter(id -> !tried.contains(id)).toList();
      List<Integer> candidates =
          new ArrayList<>(left.subList(0, Math.min(CANDIDATES, left.size())));
      if (candidates.isEmpty()) {
        return new Taken<>(Optional.empty(), 0);
      }
      while (!candidates.isEmpty()) {
        int id = candidates.remove(/* index */ random.nextInt(candidates.size()));
        tried.add(id);
        Row row = session.execute(one(address, kind, id)).one();
        if (row != null && take(address, kind, id)) {
          return new Taken<>(Optional.of(reader.read(id, row)), left.size() - 1);
        }
        if (System.nanoTime() - began > claimNanos) {
          throw new KeyStoreUnavailableException("a claim found no key within its time");
        }
      }
    }
  }

  /// Deletes a key, and says whether it was this deletion that did. When nobody can say, it was
  /// not: the key may be gone, and is nobody's.
  private boolean take(Address address, KeyKind kind, int id) {
    KeyStatements statements = session.statements();
    try {
      return session
          .executeRaw(statements.take().bind(address.user(), address.device(), kind.column(), id))
          .wasApplied();
    } catch (AllNodesFailedException | RequestThrottlingException | QueryValidationException e) {
      // Nobody has carried it out.
      throw new KeyStoreUnavailableException("the key store refuses claims", e);
    } catch (DriverException e) {
      LOGGER.atWarn().addKeyValue("cause", e.getClass().getSimpleName()).log(UNKNOWN);
      return false;
    }
  }

  private BoundStatement one(Address address, KeyKind kind, int id) {
    return session.statements().oneTime().bind(address.user(), address.device(), kind.column(), id);
  }

  /// Returns the ids of keys that are there, ascending, at most [KeyStore#KEPT_MAX].
  private List<Integer> ids(Address address, KeyKind kind) {
    BoundStatement query =
        session
            .statements()
            .ids()
            .bind(address.user(), address.device(), kind.column(), KeyStore.KEPT_MAX);
    return session.execute(query).all().stream()
        // A partition whose keys are all gone still has its highest id, in a row without id.
        .filter(row -> !row.isNull("id"))
        .map(row -> row.getInt("id"))
        .toList();
  }

  private @Nullable Integer highest(Address address, KeyKind kind) {
    BoundStatement query =
        session.statements().highest().bind(address.user(), address.device(), kind.column());
    Row row = session.execute(query).one();
    return row == null || row.isNull("highest_id") ? null : row.getInt("highest_id");
  }

  /// Returns a column that is never empty.
  static KeyBytes bytes(Row row, String column) {
    ByteBuffer value = row.getByteBuffer(column);
    if (value == null) {
      throw new IllegalStateException(column + ": empty (expected: a key)");
    }
    return KeyBytes.of(value);
  }
}
