package io.restante.gateway.api;

import io.restante.contract.DeviceAddress;
import io.restante.gateway.directory.Directory;
import io.restante.gateway.keys.KeyStore;
import io.restante.gateway.keys.KeyStoreUnavailableException;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Forgets the keys of devices that are not there: removed, or never completed. Thread-safe.
///
/// The directory comes first, so that nobody is handed keys of a device that is gone; what the key
/// store cannot forget now is a leftover, which [#sweep] finds later.
final class Departure {
  private static final Logger LOGGER = LoggerFactory.getLogger(Departure.class);
  private static final int SWEEP_MAX = 1_000;

  private final KeyStore keys;
  private final Directory directory;

  /// Creates the way out.
  Departure(KeyStore keys, Directory directory) {
    this.keys = keys;
    this.directory = directory;
  }

  /// Forgets the keys of devices, or leaves it to the next sweep.
  void forget(Collection<DeviceAddress> devices) {
    try {
      for (DeviceAddress device : devices) {
        keys.forget(device);
        directory.leftovers().forgotten(device);
      }
    } catch (KeyStoreUnavailableException e) {
      LOGGER
          .atWarn()
          .addKeyValue("cause", e.getClass().getName())
          .log("keys of devices that are gone could not be forgotten yet");
    }
  }

  /// Forgets the keys of leftovers.
  ///
  /// @return how many leftovers were found
  /// @throws io.restante.gateway.directory.DirectoryUnavailableException when the directory did not
  ///   answer
  int sweep() {
    Collection<DeviceAddress> found = directory.leftovers().find(SWEEP_MAX);
    forget(found);
    return found.size();
  }
}
