package io.restante.it.bench;

import io.restante.contract.DeviceAddress;
import io.restante.gateway.keys.KeyBytes;
import io.restante.gateway.keys.KeyStore;
import io.restante.gateway.keys.KeyStoreSettings;
import io.restante.gateway.keys.KeyUpload;
import io.restante.gateway.keys.OneTimeKeys;
import io.restante.gateway.keys.PreKey;
import io.restante.gateway.keys.Publication;
import io.restante.gateway.keys.ScyllaKeyStore;
import io.restante.gateway.keys.SignedKey;
import io.restante.local.EstateStores;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Users with one device and its keys, put straight into the stores: registering so many through
/// the API would measure the limits.
final class KeyOwners {
  private static final int EC_TYPE = 0x05;
  private static final int KYBER_TYPE = 0x08;

  private final EstateStores stores;
  private final Random random;

  KeyOwners(EstateStores stores, Random random) {
    this.stores = stores;
    this.random = random;
  }

  /// Makes users, each with so many one-time keys of either kind.
  void make(List<DeviceAddress> devices, int keys) throws SQLException, BenchFailedException {
    new Directory(stores, random).addUsers(devices);
    String[] contact = stores.keysContactPoint().split(":", 2);
    KeyStoreSettings settings =
        KeyStoreSettings.of(
            List.of(new InetSocketAddress(contact[0], Integer.parseInt(contact[1]))),
            EstateStores.DATACENTER,
            EstateStores.KEYSPACE);
    try (ScyllaKeyStore store = ScyllaKeyStore.open(settings, random)) {
      for (DeviceAddress device : devices) {
        publish(store, device, keys);
      }
    }
  }

  private void publish(KeyStore store, DeviceAddress device, int keys) throws BenchFailedException {
    List<PreKey> preKeys = new ArrayList<>();
    List<SignedKey> kyberPreKeys = new ArrayList<>();
    for (int id = 1; id <= keys; id++) {
      preKeys.add(new PreKey(id, ec()));
      kyberPreKeys.add(kyber(id));
    }
    KeyUpload enrolment =
        new KeyUpload.Enrolment(
            1,
            ec(),
            new SignedKey(1, ec(), signature()),
            kyber(keys + 1),
            new OneTimeKeys(preKeys, kyberPreKeys));
    if (store.publish(device, enrolment) != Publication.PUBLISHED) {
      throw new BenchFailedException("the key store did not take keys in");
    }
  }

  private SignedKey kyber(int id) {
    byte[] key = chance(PreKey.KYBER_KEY_BYTES);
    key[0] = KYBER_TYPE;
    return new SignedKey(id, KeyBytes.of(key), signature());
  }

  private KeyBytes ec() {
    byte[] key = chance(PreKey.EC_KEY_BYTES);
    key[0] = EC_TYPE;
    return KeyBytes.of(key);
  }

  private KeyBytes signature() {
    return KeyBytes.of(chance(SignedKey.SIGNATURE_BYTES));
  }

  private byte[] chance(int bytes) {
    byte[] drawn = new byte[bytes];
    random.nextBytes(drawn);
    return drawn;
  }
}
