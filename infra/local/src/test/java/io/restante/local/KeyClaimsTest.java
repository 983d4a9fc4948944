package io.restante.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.gateway.keys.Bundle;
import io.restante.gateway.keys.KeyStore;
import io.restante.gateway.keys.KeyStoreSettings;
import io.restante.gateway.keys.KeyStoreUnavailableException;
import io.restante.gateway.keys.Publication;
import io.restante.gateway.keys.SampleKeys;
import io.restante.gateway.keys.ScyllaKeyStore;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A one-time key is handed out at most once, whatever the store's answers do on their way.
final class KeyClaimsTest {
  private static final int CLAIMERS = 32;
  private static final int KEYS = 1000;
  private static final int UPLOAD = 100;
  private static final int FIRST = 1001;
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final DeviceAddress DEVICE = new DeviceAddress(new UserId(5, 6), 1);

  @TempDir Path directory;

  private final SampleKeys keys = new SampleKeys(11);
  private final ConcurrentLinkedQueue<Integer> preKeys = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Integer> kyberPreKeys = new ConcurrentLinkedQueue<>();
  private final AtomicInteger retries = new AtomicInteger();
  private final AtomicBoolean isAllPublished = new AtomicBoolean();

  @Test
  void everyKeyIsHandedOutOnceAtMostThoughAnswersAreLost() throws Exception {
    EstateOptions options = EstateOptions.in(directory);
    EstateStores stores = new EstateStores(options, EstateListener.QUIET);
    stores.startKeys();
    String host = options.endpoints().address();
    InetSocketAddress server = new InetSocketAddress(host, options.endpoints().keysPort());
    try (FaultyProxy proxy = new FaultyProxy(server, 3);
        ScyllaKeyStore store = open(proxy)) {
      retried(() -> store.publish(DEVICE, keys.enrolment(FIRST, UPLOAD)));
      proxy.harm(200, 400, TIMEOUT.multipliedBy(2));

      race(store);

      proxy.harm(0, 0, Duration.ZERO);
      Bundle last = retried(() -> store.claim(DEVICE).orElseThrow());
      assertThat(last.preKey()).isEmpty();
      assertThat(last.kyberPreKey()).isEqualTo(keys.kyber(1));
      assertThat(preKeys).doesNotHaveDuplicates();
      assertThat(kyberPreKeys).doesNotHaveDuplicates();
      // Few are lost with the answers; most are handed out.
      assertThat(preKeys).hasSizeBetween(KEYS / 4, KEYS);
      assertThat(kyberPreKeys).hasSizeBetween(KEYS / 4, KEYS);
      assertThat(proxy.cuts()).isPositive();
      assertThat(proxy.delays()).isPositive();
      assertThat(store.statementsFailed()).isPositive();
      assertThat(retries).hasPositiveValue();
    } finally {
      stores.stop();
    }
  }

  /// Claims with 32 claimers while the device publishes the rest as room comes free, until all keys
  /// are gone.
  private void race(KeyStore store) throws Exception {
    List<Future<?>> racers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int claimer = 0; claimer < CLAIMERS; claimer++) {
        racers.add(threads.submit(() -> claimUntilNothingIsLeft(store)));
      }
      racers.add(threads.submit(() -> publishTheRest(store)));
    }
    for (Future<?> racer : racers) {
      racer.get();
    }
  }

  private Void claimUntilNothingIsLeft(KeyStore store) throws Exception {
    while (true) {
      boolean wasAllPublished = isAllPublished.get();
      Bundle bundle = retried(() -> store.claim(DEVICE).orElseThrow());
      bundle.preKey().ifPresent(key -> preKeys.add(key.id()));
      boolean isLastResort = bundle.kyberPreKey().id() < FIRST;
      if (!isLastResort) {
        kyberPreKeys.add(bundle.kyberPreKey().id());
      }
      if (wasAllPublished && isLastResort && bundle.preKey().isEmpty()) {
        return null;
      }
    }
  }

  /// Publishes every upload at least twice, as a device does whose first answer was lost.
  private Void publishTheRest(KeyStore store) throws Exception {
    for (int first = FIRST + UPLOAD; first < FIRST + KEYS; first += UPLOAD) {
      int from = first;
      int times = 0;
      while (times < 2) {
        Publication outcome = retried(() -> store.publish(DEVICE, keys.refill(from, UPLOAD)));
        times += outcome == Publication.PUBLISHED ? 1 : 0;
      }
    }
    isAllPublished.set(true);
    return null;
  }

  private <T> T retried(Callable<T> call) throws Exception {
    while (true) {
      try {
        return call.call();
      } catch (KeyStoreUnavailableException e) {
        retries.incrementAndGet();
      }
    }
  }

  private static ScyllaKeyStore open(FaultyProxy proxy) {
    KeyStoreSettings settings =
        new KeyStoreSettings(
            List.of(proxy.address()),
            EstateStores.DATACENTER,
            EstateStores.KEYSPACE,
            TIMEOUT,
            TIMEOUT.multipliedBy(5));
    return ScyllaKeyStore.open(settings, new Random(4));
  }
}
