package io.restante.gateway.api;

import io.restante.contract.DeviceAddress;
import io.restante.gateway.keys.Bundle;
import io.restante.gateway.keys.KeyBytes;
import io.restante.gateway.keys.KeyCounts;
import io.restante.gateway.keys.KeyStore;
import io.restante.gateway.keys.KeyStoreUnavailableException;
import io.restante.gateway.keys.KeyUpload;
import io.restante.gateway.keys.Publication;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// A key store that a test can make unavailable, or do something behind. Thread-safe.
final class BreakableKeyStore implements KeyStore {
  private final KeyStore inner;
  private final AtomicReference<Consumer<DeviceAddress>> afterPublish =
      new AtomicReference<>(_ -> {});
  private volatile boolean isBroken;

  BreakableKeyStore(KeyStore inner) {
    this.inner = inner;
  }

  void setBroken(boolean broken) {
    isBroken = broken;
  }

  /// Does something once, after the next publication.
  void afterNextPublish(Consumer<DeviceAddress> action) {
    afterPublish.set(action);
  }

  private KeyStore store() {
    if (isBroken) {
      throw new KeyStoreUnavailableException("broken by a test", new IllegalStateException());
    }
    return inner;
  }

  @Override
  public Publication publish(DeviceAddress device, KeyUpload upload) {
    Publication publication = store().publish(device, upload);
    afterPublish.getAndSet(_ -> {}).accept(device);
    return publication;
  }

  @Override
  public Optional<Bundle> claim(DeviceAddress device) {
    return store().claim(device);
  }

  @Override
  public KeyCounts counts(DeviceAddress device) {
    return store().counts(device);
  }

  @Override
  public Optional<KeyBytes> identityKey(DeviceAddress device) {
    return store().identityKey(device);
  }

  @Override
  public void forget(DeviceAddress device) {
    store().forget(device);
  }
}
