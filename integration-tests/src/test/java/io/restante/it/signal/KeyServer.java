package io.restante.it.signal;

import io.restante.contract.DeviceAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Hands out published keys as the server does: one-time keys once, then without and the last
/// resort.
public final class KeyServer {
  private final Map<DeviceAddress, Shelf> shelves = new HashMap<>();

  /// Takes a device's keys.
  public void publish(DeviceAddress address, int registrationId, PublishedKeys keys) {
    Shelf shelf = shelves.computeIfAbsent(address, _ -> new Shelf());
    shelf.registrationId = registrationId;
    shelf.identityKey = keys.identityKey();
    if (keys.signedPreKey() != null) {
      shelf.signed = keys.signedPreKey();
    }
    if (keys.lastResortKyberPreKey() != null) {
      shelf.lastResort = keys.lastResortKyberPreKey();
    }
    shelf.preKeys.addAll(keys.preKeys());
    shelf.kyberPreKeys.addAll(keys.kyberPreKeys());
  }

  /// Hands out what it takes to begin a session.
  public PeerKeys claim(DeviceAddress address) {
    Shelf shelf = Objects.requireNonNull(shelves.get(address));
    PublishedKeys.SignedKey kyber = shelf.kyberPreKeys.poll();
    return new PeerKeys(
        address.device(),
        shelf.registrationId,
        shelf.identityKey,
        Objects.requireNonNull(shelf.signed),
        shelf.preKeys.poll(),
        kyber == null ? Objects.requireNonNull(shelf.lastResort) : kyber);
  }

  /// Counts the one-time keys left: EC, then Kyber.
  public List<Integer> counts(DeviceAddress address) {
    Shelf shelf = Objects.requireNonNull(shelves.get(address));
    return List.of(shelf.preKeys.size(), shelf.kyberPreKeys.size());
  }

  /// Uses all one-time keys up.
  public void drain(DeviceAddress address) {
    Shelf shelf = Objects.requireNonNull(shelves.get(address));
    shelf.preKeys.clear();
    shelf.kyberPreKeys.clear();
  }

  private static final class Shelf {
    private final Deque<PublishedKeys.OneTimeKey> preKeys = new ArrayDeque<>();
    private final Deque<PublishedKeys.SignedKey> kyberPreKeys = new ArrayDeque<>();
    private int registrationId;
    private String identityKey = "";
    private PublishedKeys.@Nullable SignedKey signed;
    private PublishedKeys.@Nullable SignedKey lastResort;
  }
}
