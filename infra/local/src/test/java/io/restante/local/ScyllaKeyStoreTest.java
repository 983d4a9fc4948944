package io.restante.local;

import io.restante.gateway.keys.KeyStore;
import io.restante.gateway.keys.KeyStoreContract;
import io.restante.gateway.keys.KeyStoreSettings;
import io.restante.gateway.keys.ScyllaKeyStore;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The real key store keeps the contract too.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ScyllaKeyStoreTest extends KeyStoreContract {
  private EstateStores stores;
  private ScyllaKeyStore store;

  @BeforeAll
  void start(@TempDir Path directory) {
    EstateOptions options = EstateOptions.in(directory);
    stores = new EstateStores(options, EstateListener.QUIET);
    stores.startKeys();
    store =
        ScyllaKeyStore.open(
            KeyStoreSettings.of(
                List.of(
                    InetSocketAddress.createUnresolved(
                        options.endpoints().address(), options.endpoints().keysPort())),
                EstateStores.DATACENTER,
                EstateStores.KEYSPACE),
            new Random(1));
  }

  @AfterAll
  void stop() {
    store.close();
    stores.stop();
  }

  @Override
  protected KeyStore store() {
    return store;
  }
}
