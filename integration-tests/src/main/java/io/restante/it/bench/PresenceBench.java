package io.restante.it.bench;

import io.restante.contract.DeviceAddress;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.UserId;
import io.restante.it.device.Device;
import io.restante.it.device.DeviceListener;
import io.restante.it.device.DeviceSettings;
import io.restante.it.device.DeviceWorld;
import io.restante.it.swarm.Audience;
import io.restante.it.swarm.Swarm;
import io.restante.it.swarm.SwarmDevice;
import io.restante.it.swarm.SwarmSettings;
import io.restante.it.topology.TopologiesProcess;
import io.restante.messaging.Presence;
import io.restante.messaging.PresenceState;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/// A node with 15,000 connected users dies, all of them watched; they come back within 10 s to the
/// other node, while others write to each other there. How often are watchers told, and how long do
/// messages take? And, in peace, how long does it take until a watcher knows that somebody came or
/// left?
final class PresenceBench implements Benchmark {
  private static final int NODES = 2;
  private static final int PARTITIONS = 16;
  private static final int USERS = 15_000;
  private static final int USERS_QUICK = 1_500;
  private static final int WATCHED_EACH = 250;
  private static final int PAIRS = 50;
  private static final double PER_SECOND = 200;
  private static final int CHANGES = 30;
  private static final Duration COME_BACK = Duration.ofSeconds(10);
  private static final Duration CALM = Duration.ofSeconds(20);
  private static final Duration PART = Duration.ofSeconds(5);
  private static final Duration AFTERMATH = Duration.ofSeconds(40);
  private static final double NANOS_PER_MS = 1e6;

  @Override
  public String name() {
    return "presence";
  }

  @Override
  public void run(Lab lab) throws Exception {
    int users = lab.isQuick() ? USERS_QUICK : USERS;
    lab.figures().set("presence.watched_users", users);
    lab.figures().set("presence.messages_per_s", (int) PER_SECOND);
    lab.figures().set("presence.nodes", NODES);
    for (int run = 0; run < lab.runs(); run++) {
      lab.start(options -> options.withNodes(NODES));
      Path directory = lab.estate().dataDirectory().resolve("presence");
      Map<String, String> environment =
          Map.of(
              "RESTANTE_KAFKA",
              lab.estate().bootstrapServers(),
              "RESTANTE_REPLICAS",
              "1",
              "RESTANTE_INSYNC_REPLICAS",
              "1",
              "RESTANTE_STANDBYS",
              "0");
      try (TopologiesProcess topologies =
              new TopologiesProcess(
                  directory, environment, List.of("-Xmx256m", "-XX:+UseSerialGC"), List.of());
          Session session = new Session(lab, users)) {
        topologies.start();
        session.gather();
        session.lag();
        session.storm();
      }
      lab.close();
    }
  }

  /// What a watcher is told.
  private static final class Told implements DeviceListener {
    private final Map<UserId, AtomicLong> updates = new ConcurrentHashMap<>();
    private final LinkedBlockingQueue<Presence> told = new LinkedBlockingQueue<>();
    private final AtomicLong online = new AtomicLong();

    @Override
    public void presence(Presence presence) {
      updates
          .computeIfAbsent(DirectoryKeys.userId(presence.getUser()), _ -> new AtomicLong())
          .incrementAndGet();
      if (presence.getState() == PresenceState.ONLINE) {
        online.incrementAndGet();
      }
      told.add(presence);
    }

    void forget() {
      updates.clear();
      told.clear();
    }
  }

  /// One estate's measurements. Owned by the benchmark's thread.
  private static final class Session implements AutoCloseable {
    private final Lab lab;
    private final int users;
    private final DeviceWorld world;
    private final Swarm watched;
    private final Swarm writers;
    private final List<SwarmDevice> senders = new ArrayList<>();
    private final List<Device> watchers = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();
    private final Device one;
    private final Told others = new Told();
    private long sent;
    private final Device other;

    Session(Lab lab, int users) throws Exception {
      this.lab = lab;
      this.users = users;
      this.world = lab.newWorld();
      URI survivor = lab.estate().node(1).gatewayUri();
      this.watched = lab.newSwarm(SwarmSettings.lasting(survivor, COME_BACK));
      this.writers = lab.newSwarm(SwarmSettings.usual(survivor));
      try (OwnersTable owners = new OwnersTable(lab.estate().bootstrapServers())) {
        List<Integer> dying = List.of();
        List<Integer> staying = List.of();
        long deadline = System.nanoTime() + Lab.PATIENCE.toNanos();
        while (dying.size() + staying.size() < PARTITIONS) {
          lab.require(System.nanoTime() - deadline < 0, "not all partitions have owners");
          dying = owners.partitions(lab.estate().node(0).name(), PARTITIONS);
          staying = owners.partitions(lab.estate().node(1).name(), PARTITIONS);
        }
        List<SwarmDevice> all = new ArrayList<>();
        for (int i = 0; i < users; i++) {
          DeviceAddress address = lab.newDevice(dying.get(i % dying.size()), PARTITIONS);
          all.add(watched.add(address, lab.ticket(address)));
        }
        this.one = device(staying, DeviceListener.DEAF);
        this.other = device(staying, others);
        List<UserId> shown = new ArrayList<>(all.stream().map(it -> it.address().user()).toList());
        shown.add(one.address().user());
        new ShownUsers(lab.estate().bootstrapServers()).write(shown);
        watched.connect(all, Lab.PATIENCE);
        pairs(staying);
        watch(all, staying);
      }
    }

    private Device device(List<Integer> partitions, DeviceListener listener) {
      DeviceAddress address =
          lab.newDevice(partitions.get(lab.random().nextInt(partitions.size())), PARTITIONS);
      return new Device(world, address, DeviceSettings.USUAL, listener);
    }

    private void pairs(List<Integer> staying) throws Exception {
      List<SwarmDevice> all = new ArrayList<>();
      for (int i = 0; i < PAIRS; i++) {
        int partition = staying.get(i % staying.size());
        DeviceAddress recipient = lab.newDevice(partition, PARTITIONS);
        DeviceAddress sender = lab.newDevice(partition, PARTITIONS);
        SwarmDevice sending =
            writers.add(sender, lab.ticket(sender), new Audience.One(recipient, 0));
        senders.add(sending);
        all.add(sending);
        all.add(writers.add(recipient, lab.ticket(recipient)));
      }
      writers.connect(all, Lab.PATIENCE);
    }

    private void watch(List<SwarmDevice> all, List<Integer> staying) throws Exception {
      for (int from = 0; from < all.size(); from += WATCHED_EACH) {
        Told hears = new Told();
        Device watcher = device(staying, hears);
        told.add(hears);
        watchers.add(watcher);
        watcher.watch(
            all.subList(from, Math.min(all.size(), from + WATCHED_EACH)).stream()
                .map(device -> device.address().user())
                .toList());
      }
    }

    /// Lets everybody come, and waits until the watchers have seen it.
    void gather() throws Exception {
      watchers.forEach(Device::connect);
      one.connect();
      other.connect();
      for (Device watcher : watchers) {
        watcher.awaitDrained(1, Lab.PATIENCE);
      }
      other.watch(List.of(one.address().user()));
      long deadline = System.nanoTime() + Lab.PATIENCE.toNanos();
      while (told.stream().mapToLong(hears -> hears.online.get()).sum() < users) {
        lab.require(System.nanoTime() - deadline < 0, "not everybody is seen");
        Thread.sleep(100);
      }
      lab.step(String.format(Locale.ROOT, "%,d users are there, and seen", users));
    }

    /// How long it takes until a watcher knows.
    void lag() throws Exception {
      Histogram lags = new Histogram(3);
      one.awaitDrained(1, Lab.PATIENCE);
      await(PresenceState.ONLINE, System.nanoTime());
      for (int i = 0; i < CHANGES / (lab.isQuick() ? 3 : 1); i++) {
        long left = System.nanoTime();
        one.disconnect();
        lags.recordValue(await(PresenceState.OFFLINE, left));
        long came = System.nanoTime();
        one.connect();
        lags.recordValue(await(PresenceState.ONLINE, came));
        Thread.sleep(50 + lab.random().nextInt(1_000));
      }
      lab.figures().add("presence.lag.p50.ms", lags.getValueAtPercentile(50) / NANOS_PER_MS);
      lab.figures().add("presence.lag.p99.ms", lags.getValueAtPercentile(99) / NANOS_PER_MS);
      lab.step(
          String.format(
              Locale.ROOT,
              "a watcher knows after p50 %,.0f, p99 %,.0f ms",
              lags.getValueAtPercentile(50) / NANOS_PER_MS,
              lags.getValueAtPercentile(99) / NANOS_PER_MS));
    }

    private long await(PresenceState state, long sinceNanos) throws Exception {
      while (true) {
        Presence next = others.told.poll(Lab.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        lab.require(next != null, "not told " + state);
        if (next != null && next.getState() == state) {
          return System.nanoTime() - sinceNanos;
        }
      }
    }

    void storm() throws Exception {
      Histogram calm = new Histogram(3);
      String _ = load(Duration.ofSeconds(10), new Histogram(3));
      String _ = load(CALM, calm);
      told.forEach(Told::forget);
      long before = watched.tally().drained();
      long began = System.nanoTime();
      lab.estate().node(0).kill();
      Histogram storm = new Histogram(3);
      String course = load(AFTERMATH, storm);
      var _ = watched.await("everybody", tally -> tally.drained() >= before + users, Lab.PATIENCE);
      double mostUpdates =
          told.stream()
              .flatMap(hears -> hears.updates.values().stream())
              .mapToLong(AtomicLong::get)
              .max()
              .orElse(0);
      long updates =
          told.stream()
              .flatMap(hears -> hears.updates.values().stream())
              .mapToLong(AtomicLong::get)
              .sum();
      lab.figures().add("presence.updates_per_user.max", mostUpdates);
      lab.figures().add("presence.updates_per_user.mean", updates / (double) users);
      double calmMs = calm.getValueAtPercentile(99) / NANOS_PER_MS;
      double stormMs = storm.getValueAtPercentile(99) / NANOS_PER_MS;
      lab.figures().add("presence.calm.e2e.p99.ms", calmMs);
      lab.figures().add("presence.storm.e2e.p99.ms", stormMs);
      lab.figures().add("presence.storm_to_calm.p99", stormMs / calmMs);
      lab.step(
          String.format(
              Locale.ROOT,
              "%,d updates in %,.0f s, %.0f of a user at the most; messages p99 %.1f, calm %.1f ms",
              updates,
              (System.nanoTime() - began) / 1e9,
              mostUpdates,
              stormMs,
              calmMs));
      lab.step("messages' p99 in each 5 s after the node died, ms:" + course);
    }

    /// Sends for a while, and adds how long messages took.
    ///
    /// @return how long 99 of 100 of them took at the most, of each part of the time, milliseconds
    private String load(Duration time, Histogram into) throws Exception {
      StringBuilder course = new StringBuilder();
      for (Duration done = Duration.ZERO; done.compareTo(time) < 0; done = done.plus(PART)) {
        sent += writers.load(senders, PER_SECOND, Duration.ZERO, PART);
        var tally = writers.await("messages", now -> now.received() >= sent, Lab.PATIENCE);
        lab.requireFaultless("messages beside the storm", tally);
        Histogram part = writers.endToEndLatencies();
        into.add(part);
        double p99 = part.getValueAtPercentile(99) / NANOS_PER_MS;
        course.append(String.format(Locale.ROOT, " %.0f", p99));
      }
      return course.toString();
    }

    @Override
    public void close() {
      watchers.forEach(Device::close);
      one.close();
      other.close();
      world.close();
      watched.close();
      writers.close();
    }
  }
}
