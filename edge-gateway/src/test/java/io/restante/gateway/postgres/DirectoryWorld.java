package io.restante.gateway.postgres;

import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.contract.UuidV7;
import io.restante.gateway.directory.Completion;
import io.restante.gateway.directory.DirectorySettings;
import io.restante.gateway.directory.NewDevice;
import io.restante.gateway.directory.NumberKeys;
import io.restante.gateway.directory.OpaqueBytes;
import io.restante.gateway.directory.PhoneNumber;
import io.restante.gateway.directory.PostgresDirectory;
import io.restante.gateway.directory.RegistrationId;
import io.restante.gateway.directory.Reservation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/// A started directory in an empty database of its own, with a clock to move and codes to read.
public final class DirectoryWorld implements AutoCloseable {
  private static final AtomicLong NUMBERS = new AtomicLong(15_550_000);

  private final String url = TestPostgres.newDatabase();
  private final TestClock clock = new TestClock();
  private final Map<RegistrationId, String> codes = new ConcurrentHashMap<>();
  private final PostgresDirectory directory;

  /// Creates the database and starts the directory.
  public DirectoryWorld() {
    this(newKeys());
  }

  private DirectoryWorld(NumberKeys keys) {
    this.directory = directory(keys);
    directory.start();
  }

  /// Returns a further node's directory over the same database; the caller starts and closes it.
  public PostgresDirectory directory(NumberKeys keys) {
    return new PostgresDirectory(
        new DirectorySettings(url, TestPostgres.USER, "", 20, Duration.ofSeconds(5)),
        keys,
        (registration, _, code) -> codes.put(registration, code),
        clock,
        new SecureRandom());
  }

  /// Returns new number keys.
  public static NumberKeys newKeys() {
    try {
      Path directory = Files.createTempDirectory("number-keys");
      Path file = directory.resolve("key");
      try {
        NumberKeys.generate(file, new SecureRandom());
        return NumberKeys.load(file);
      } finally {
        Files.deleteIfExists(file);
        Files.deleteIfExists(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns the directory.
  public PostgresDirectory directory() {
    return directory;
  }

  /// Returns the directory's clock.
  public TestClock clock() {
    return clock;
  }

  /// Returns an id for a new group.
  public GroupId newGroupId() {
    return new UuidV7(clock, new SecureRandom()).nextGroupId();
  }

  /// Returns the code that was sent for a registration.
  public String code(RegistrationId registration) {
    String code = codes.get(registration);
    if (code == null) {
      throw new IllegalStateException("no code was sent for " + registration);
    }
    return code;
  }

  /// Returns the address of the database.
  public String url() {
    return url;
  }

  /// Returns a number that no other test has.
  public static PhoneNumber newNumber() {
    return PhoneNumber.parse("+4930" + NUMBERS.incrementAndGet()).orElseThrow();
  }

  /// Returns 33 bytes that pass for an identity key here.
  public static OpaqueBytes identity(int seed) {
    byte[] bytes = new byte[NewDevice.IDENTITY_KEY_BYTES];
    Arrays.fill(bytes, (byte) seed);
    return OpaqueBytes.copyOf(bytes);
  }

  /// Returns a device with an identity key.
  public static NewDevice device(int identitySeed) {
    return new NewDevice(1234, OpaqueBytes.EMPTY, identity(identitySeed));
  }

  /// Registers a number from beginning to end.
  public Completion.Completed register(PhoneNumber number, int identitySeed) {
    RegistrationId registration = directory.registrations().requestCode(number).registration();
    Reservation.Reserved reserved =
        (Reservation.Reserved) directory.registrations().reserve(registration, code(registration));
    return (Completion.Completed)
        directory.registrations().complete(registration, reserved.address(), device(identitySeed));
  }

  /// Registers a new number, and returns its user.
  public UserId newUser() {
    return register(newNumber(), 1).credential().address().user();
  }

  /// Does things at once, and returns what came of them, in their order.
  public static <T> List<T> atOnce(List<Callable<T>> calls) {
    List<T> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<T> future : threads.invokeAll(calls)) {
        results.add(future.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("one of several at once failed", e.getCause());
    }
    return results;
  }

  @Override
  public void close() {
    directory.close();
  }
}
