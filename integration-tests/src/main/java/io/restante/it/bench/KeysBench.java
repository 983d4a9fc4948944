package io.restante.it.bench;

import io.restante.contract.DeviceAddress;
import io.restante.local.EstateOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;

/// Pre-key bundles over the API, each with a one-time EC and a one-time Kyber key: how many a
/// second when 16 callers ask one after the other, and at half that rate, open-loop, how long one
/// takes from when it was due.
final class KeysBench implements Benchmark {
  private static final int OWNERS = 300;
  private static final int KEYS = 100;
  private static final int REQUESTERS = 300;
  private static final int CALLERS = 16;
  private static final int OUTSTANDING_MAX = 1_000;
  private static final long NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ConcurrentHashMap<Integer, AtomicLong> statuses = new ConcurrentHashMap<>();
  private List<DeviceAddress> owners = List.of();
  private List<String> tickets = List.of();

  @Override
  public String name() {
    return "keys";
  }

  @Override
  public void run(Lab lab) throws Exception {
    int seconds = lab.isQuick() ? 2 : 5;
    lab.figures().set("keys.owners", OWNERS);
    lab.figures().set("keys.callers", CALLERS);
    lab.start(EstateOptions::withAccounts);
    owners = newDevices(lab, OWNERS);
    tickets = newTickets(lab);
    lab.step("publishing keys");
    new KeyOwners(lab.estate().stores(), lab.random()).make(owners, KEYS);
    lab.step("published");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        HttpClient http = HttpClient.newBuilder().executor(threads).build()) {
      URI api = lab.estate().apiUri();
      for (int run = -1; run < lab.runs(); run++) {
        double perSecond = flatOut(http, threads, api, seconds);
        double p99 = openLoop(http, threads, api, perSecond / 2, seconds);
        requireFetched(lab);
        lab.step(
            String.format(
                Locale.ROOT,
                "%,.0f bundles a second; at half of that p99 %.1f ms%s",
                perSecond,
                p99,
                run < 0 ? " (warm-up)" : ""));
        if (run >= 0) {
          lab.figures().add("keys.bundles_per_s", perSecond);
          lab.figures().add("keys.p99.ms", p99);
        }
      }
    }
  }

  private void requireFetched(Lab lab) throws BenchFailedException {
    lab.require(
        statuses.keySet().stream().allMatch(status -> status == 200),
        "not every bundle was handed out: " + statuses);
  }

  private double flatOut(HttpClient http, ExecutorService threads, URI api, int seconds)
      throws InterruptedException {
    long end = System.nanoTime() + seconds * NANOS;
    AtomicLong fetched = new AtomicLong();
    Semaphore running = new Semaphore(0);
    for (int i = 0; i < CALLERS; i++) {
      threads.execute(
          () -> {
            while (System.nanoTime() < end) {
              fetch(http, api);
              fetched.incrementAndGet();
            }
            running.release();
          });
    }
    running.acquire(CALLERS);
    return fetched.get() / (double) seconds;
  }

  private double openLoop(
      HttpClient http, ExecutorService threads, URI api, double perSecond, int seconds)
      throws InterruptedException {
    ConcurrentHistogram latencies = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);
    Semaphore room = new Semaphore(OUTSTANDING_MAX);
    long count = Math.round(perSecond * seconds);
    long start = System.nanoTime();
    for (long i = 0; i < count; i++) {
      long due = start + Math.round(i * NANOS / perSecond);
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      room.acquire();
      threads.execute(
          () -> {
            fetch(http, api);
            latencies.recordValue(System.nanoTime() - due);
            room.release();
          });
    }
    room.acquire(OUTSTANDING_MAX);
    return latencies.getValueAtPercentile(99) / 1e6;
  }

  private void fetch(HttpClient http, URI api) {
    ThreadLocalRandom chance = ThreadLocalRandom.current();
    DeviceAddress owner = owners.get(chance.nextInt(owners.size()));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(api + "/users/" + owner.user() + "/keys"))
            .header("Authorization", "Bearer " + tickets.get(chance.nextInt(tickets.size())))
            .timeout(Duration.ofSeconds(20))
            .build();
    int status;
    try {
      status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      status = 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      status = 0;
    }
    statuses.computeIfAbsent(status, _ -> new AtomicLong()).incrementAndGet();
  }

  private static List<DeviceAddress> newDevices(Lab lab, int count) {
    List<DeviceAddress> devices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      devices.add(lab.newDevice());
    }
    return List.copyOf(devices);
  }

  private static List<String> newTickets(Lab lab) {
    return newDevices(lab, REQUESTERS).stream()
        .map(device -> Base64.getUrlEncoder().withoutPadding().encodeToString(lab.ticket(device)))
        .toList();
  }
}
