package io.restante.gateway.keys;

import io.restante.contract.DeviceAddress;
import io.restante.gateway.keys.KeyUpload.Enrolment;
import io.restante.gateway.keys.KeyUpload.Refill;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A key store in memory, for tests. Thread-safe.
public final class MemoryKeyStore implements KeyStore {
  private final Map<DeviceAddress, Shelf> shelves = new HashMap<>();
  private boolean isAvailable = true;

  /// The keys of one device.
  private static final class Shelf {
    Enrolment present;
    final TreeMap<Integer, PreKey> preKeys = new TreeMap<>();
    final TreeMap<Integer, SignedKey> kyberPreKeys = new TreeMap<>();
    int highestPreKey;
    int highestKyber;

    Shelf(Enrolment present) {
      this.present = present;
    }

    void replace(@Nullable SignedKey signedPreKey, @Nullable SignedKey lastResort) {
      present =
          new Enrolment(
              present.registrationId(),
              present.identityKey(),
              signedPreKey == null ? present.signedPreKey() : signedPreKey,
              lastResort == null ? present.lastResort() : lastResort,
              OneTimeKeys.NONE);
    }

    boolean hasRoomFor(OneTimeKeys keys) {
      long fresh = keys.preKeys().stream().filter(key -> key.id() > highestPreKey).count();
      long freshKyber = keys.kyberPreKeys().stream().filter(key -> key.id() > highestKyber).count();
      return (fresh == 0 || preKeys.size() + fresh <= KEPT_MAX)
          && (freshKyber == 0 || kyberPreKeys.size() + freshKyber <= KEPT_MAX);
    }

    void add(OneTimeKeys keys) {
      int floor = highestPreKey;
      for (PreKey key : keys.preKeys()) {
        if (key.id() > floor) {
          preKeys.put(key.id(), key);
          highestPreKey = Math.max(highestPreKey, key.id());
        }
      }
      int kyberFloor = highestKyber;
      for (SignedKey key : keys.kyberPreKeys()) {
        if (key.id() > kyberFloor) {
          kyberPreKeys.put(key.id(), key);
          highestKyber = Math.max(highestKyber, key.id());
        }
      }
    }

    KeyCounts counts() {
      return new KeyCounts(preKeys.size(), kyberPreKeys.size());
    }
  }

  /// Lets every call fail, or none.
  public synchronized void setAvailable(boolean available) {
    isAvailable = available;
  }

  @Override
  public synchronized Publication publish(DeviceAddress device, KeyUpload upload) {
    requireAvailable();
    Shelf known = shelves.get(device);
    Optional<KeyBytes> named =
        switch (upload) {
          case Enrolment enrolment -> Optional.of(enrolment.identityKey());
          case Refill refill -> refill.identityKey();
        };
    if (known == null && upload instanceof Refill) {
      return Publication.UNKNOWN_DEVICE;
    }
    if (known != null && named.isPresent() && !named.get().equals(known.present.identityKey())) {
      return Publication.OTHER_IDENTITY;
    }
    if (known != null && !known.hasRoomFor(upload.oneTime())) {
      return Publication.TOO_MANY_KEYS;
    }
    Shelf shelf =
        switch (upload) {
          case Enrolment enrolment -> shelves.computeIfAbsent(device, _ -> new Shelf(enrolment));
          case Refill _ -> Objects.requireNonNull(known);
        };
    switch (upload) {
      case Enrolment enrolment -> shelf.replace(enrolment.signedPreKey(), enrolment.lastResort());
      case Refill refill ->
          shelf.replace(refill.signedPreKey().orElse(null), refill.lastResort().orElse(null));
    }
    shelf.add(upload.oneTime());
    return Publication.PUBLISHED;
  }

  @Override
  public synchronized Optional<Bundle> claim(DeviceAddress device) {
    requireAvailable();
    return Optional.ofNullable(shelves.get(device)).map(MemoryKeyStore::bundle);
  }

  private static Bundle bundle(Shelf shelf) {
    Map.Entry<Integer, PreKey> preKey = shelf.preKeys.pollFirstEntry();
    Map.Entry<Integer, SignedKey> kyber = shelf.kyberPreKeys.pollFirstEntry();
    return new Bundle(
        shelf.present.registrationId(),
        shelf.present.identityKey(),
        shelf.present.signedPreKey(),
        Optional.ofNullable(preKey).map(Map.Entry::getValue),
        kyber == null ? shelf.present.lastResort() : kyber.getValue(),
        shelf.counts());
  }

  @Override
  public synchronized KeyCounts counts(DeviceAddress device) {
    requireAvailable();
    return Optional.ofNullable(shelves.get(device)).map(Shelf::counts).orElse(KeyCounts.NONE);
  }

  @Override
  public synchronized Optional<KeyBytes> identityKey(DeviceAddress device) {
    requireAvailable();
    return Optional.ofNullable(shelves.get(device)).map(shelf -> shelf.present.identityKey());
  }

  @Override
  public synchronized void forget(DeviceAddress device) {
    requireAvailable();
    shelves.remove(device);
  }

  private void requireAvailable() {
    if (!isAvailable) {
      throw new KeyStoreUnavailableException("the key store is switched off");
    }
  }
}
