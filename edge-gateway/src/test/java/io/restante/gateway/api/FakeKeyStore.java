package io.restante.gateway.api;

import io.restante.contract.DeviceAddress;
import io.restante.gateway.keys.Bundle;
import io.restante.gateway.keys.KeyBytes;
import io.restante.gateway.keys.KeyCounts;
import io.restante.gateway.keys.KeyStore;
import io.restante.gateway.keys.KeyUpload;
import io.restante.gateway.keys.PreKey;
import io.restante.gateway.keys.Publication;
import io.restante.gateway.keys.SignedKey;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/// A key store in memory. Thread-safe.
final class FakeKeyStore implements KeyStore {
  private final Map<DeviceAddress, Kept> devices = new HashMap<>();

  @Override
  public synchronized Publication publish(DeviceAddress device, KeyUpload upload) {
    Kept kept = devices.get(device);
    if (upload instanceof KeyUpload.Enrolment enrolment && kept == null) {
      kept = new Kept(enrolment);
      devices.put(device, kept);
    }
    if (kept == null) {
      return Publication.UNKNOWN_DEVICE;
    }
    if (upload instanceof KeyUpload.Refill refill) {
      KeyBytes identity = kept.enrolment.identityKey();
      if (!refill.identityKey().orElse(identity).equals(identity)) {
        return Publication.OTHER_IDENTITY;
      }
      if (kept.preKeys.size() + refill.oneTime().preKeys().size() > KEPT_MAX) {
        return Publication.TOO_MANY_KEYS;
      }
    }
    kept.preKeys.addAll(upload.oneTime().preKeys());
    kept.kyberPreKeys.addAll(upload.oneTime().kyberPreKeys());
    return Publication.PUBLISHED;
  }

  @Override
  public synchronized Optional<Bundle> claim(DeviceAddress device) {
    return Optional.ofNullable(devices.get(device)).map(kept -> kept.claim(counts(device)));
  }

  @Override
  public synchronized KeyCounts counts(DeviceAddress device) {
    Kept kept = devices.get(device);
    return kept == null
        ? KeyCounts.NONE
        : new KeyCounts(kept.preKeys.size(), kept.kyberPreKeys.size());
  }

  @Override
  public synchronized Optional<KeyBytes> identityKey(DeviceAddress device) {
    return Optional.ofNullable(devices.get(device)).map(kept -> kept.enrolment.identityKey());
  }

  @Override
  public synchronized void forget(DeviceAddress device) {
    devices.remove(device);
  }

  private static final class Kept {
    private final KeyUpload.Enrolment enrolment;
    private final Queue<PreKey> preKeys = new ArrayDeque<>();
    private final Queue<SignedKey> kyberPreKeys = new ArrayDeque<>();

    Kept(KeyUpload.Enrolment enrolment) {
      this.enrolment = enrolment;
    }

    Bundle claim(KeyCounts before) {
      Optional<PreKey> preKey = Optional.ofNullable(preKeys.poll());
      Optional<SignedKey> kyber = Optional.ofNullable(kyberPreKeys.poll());
      return new Bundle(
          enrolment.registrationId(),
          enrolment.identityKey(),
          enrolment.signedPreKey(),
          preKey,
          kyber.orElse(enrolment.lastResort()),
          new KeyCounts(Math.max(0, before.preKeys() - 1), Math.max(0, before.kyberPreKeys() - 1)));
    }
  }
}
