package io.restante.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.gateway.keys.KeyCounts;
import io.restante.gateway.keys.KeyStoreSettings;
import io.restante.gateway.keys.KeyStoreUnavailableException;
import io.restante.gateway.keys.SampleKeys;
import io.restante.gateway.keys.ScyllaKeyStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The directory and the key store as an estate runs them.
final class StoresTest {
  private static final DeviceAddress DEVICE = new DeviceAddress(new UserId(1, 2), 1);

  @TempDir Path directory;

  @Test
  void whatWasAcknowledgedSurvivesKillsAndStops() throws Exception {
    EstateOptions options = EstateOptions.in(directory);
    EstateStores stores = new EstateStores(options, EstateListener.QUIET);
    SampleKeys keys = new SampleKeys(1);
    begin(stores);
    try (ScyllaKeyStore keyStore = keyStore(stores)) {
      execute(stores, "CREATE TABLE kept (n int PRIMARY KEY)");
      execute(stores, "INSERT INTO kept VALUES (1)");
      keyStore.publish(DEVICE, keys.enrolment(1, 30));

      stores.killDirectory();
      stores.killKeys();
      begin(stores);

      assertThat(count(stores)).isOne();
      execute(stores, "INSERT INTO kept VALUES (2)");
    }
    stores.stop();
    begin(stores);
    try (ScyllaKeyStore keyStore = keyStore(stores)) {
      assertThat(count(stores)).isEqualTo(2);
      assertThat(keyStore.counts(DEVICE)).isEqualTo(new KeyCounts(30, 30));
    } finally {
      stores.stop();
    }
  }

  @Test
  void statementsAreCountedByTheStoresThemselves() throws Exception {
    EstateStores stores = new EstateStores(EstateOptions.in(directory), EstateListener.QUIET);
    begin(stores);
    try (ScyllaKeyStore keyStore = keyStore(stores)) {
      execute(stores, "CREATE TABLE counted (n int PRIMARY KEY)");
      keyStore.counts(DEVICE);
      EstateStores.Served before = stores.served();

      assertThat(stores.served()).isEqualTo(before);
      execute(stores, "INSERT INTO counted VALUES (1)");
      keyStore.identityKey(DEVICE);

      EstateStores.Served after = stores.served();
      assertThat(after.directory() - before.directory()).isOne();
      assertThat(after.keys() - before.keys()).isOne();
    } finally {
      stores.stop();
    }
  }

  @Test
  void orphanOfAKilledEstateIsEnded() throws Exception {
    EstateStores stores = new EstateStores(EstateOptions.in(directory), EstateListener.QUIET);
    stores.generateFiles();
    stores.startDirectory();
    ProcessHandle server = server();
    // Both shells, so that nobody is left who would tell the server.
    ProcessHandle shell = ProcessHandle.of(stores.directoryPid()).orElseThrow();
    List<ProcessHandle> watch =
        shell.children().filter(child -> child.pid() != server.pid()).toList();
    assertThat(watch).hasSize(1);
    watch.getFirst().destroyForcibly();
    watch.getFirst().onExit().get(10, TimeUnit.SECONDS);
    shell.destroyForcibly();
    shell.onExit().get(10, TimeUnit.SECONDS);
    assertThat(server.isAlive()).isTrue();

    stores.startDirectory();

    assertThat(server.onExit().get(10, TimeUnit.SECONDS).isAlive()).isFalse();
    assertThat(server().pid()).isNotEqualTo(server.pid());
    stores.stop();
  }

  @Test
  void takenPortsAreNamed() throws Exception {
    EstateOptions options = EstateOptions.in(directory).withAccounts().withoutNode();
    Endpoints where = options.endpoints();
    try (ServerSocket _ = listener(where.address(), where.directoryPort())) {
      assertThatThrownBy(() -> Estate.start(options))
          .isInstanceOf(PortTakenException.class)
          .hasMessage(where.address() + ":15432 is taken: PostgreSQL cannot listen there");
    }
    try (ServerSocket _ = listener(where.address(), where.keysPort())) {
      assertThatThrownBy(() -> Estate.start(options))
          .isInstanceOf(PortTakenException.class)
          .hasMessage(where.address() + ":19042 is taken: Cassandra cannot listen there");
    }
  }

  @Test
  void secretsAreForTheirOwnerAlone() throws Exception {
    new EstateStores(EstateOptions.in(directory), EstateListener.QUIET).generateFiles();
    DataDirectory data = new DataDirectory(directory);

    for (Path file : List.of(data.directoryPasswordFile(), data.numberKey(), data.codeFile())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    assertThat(Files.readString(data.numberKey()).strip()).hasSize(44).endsWith("=");
  }

  @Test
  void keyStoreThatIsAwayIsReportedAndFoundAgain() {
    EstateStores stores = new EstateStores(EstateOptions.in(directory), EstateListener.QUIET);
    try (ScyllaKeyStore keyStore = keyStore(stores)) {
      assertThatThrownBy(() -> keyStore.counts(DEVICE))
          .isInstanceOf(KeyStoreUnavailableException.class);

      stores.startKeys();
      KeyCounts counts = null;
      while (counts == null) {
        counts = countsOrNull(keyStore);
      }
      assertThat(counts).isEqualTo(KeyCounts.NONE);
    } finally {
      stores.stop();
    }
  }

  private static @Nullable KeyCounts countsOrNull(ScyllaKeyStore store) {
    try {
      return store.counts(DEVICE);
    } catch (KeyStoreUnavailableException e) {
      return null;
    }
  }

  private static void begin(EstateStores stores) {
    EstateStores.Starting starting = stores.begin(CompletableFuture.completedFuture(null));
    Aside.await(starting.directory());
    Aside.await(starting.keys());
  }

  private static ScyllaKeyStore keyStore(EstateStores stores) {
    String[] address = stores.keysContactPoint().split(":", 2);
    return ScyllaKeyStore.open(
        KeyStoreSettings.of(
            List.of(InetSocketAddress.createUnresolved(address[0], Integer.parseInt(address[1]))),
            EstateStores.DATACENTER,
            EstateStores.KEYSPACE),
        new Random(1));
  }

  private ProcessHandle server() throws IOException {
    Path file = new DataDirectory(directory).postgres().resolve("postmaster.pid");
    long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
    return ProcessHandle.of(pid).orElseThrow();
  }

  private static void execute(EstateStores stores, String sql) throws SQLException {
    try (Connection connection = connection(stores);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int count(EstateStores stores) throws SQLException {
    try (Connection connection = connection(stores);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM kept")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static Connection connection(EstateStores stores) throws SQLException {
    return stores.connectToDirectory();
  }

  private static ServerSocket listener(String address, int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getByName(address));
  }
}
