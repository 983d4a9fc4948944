package io.restante.it.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.UserId;
import io.restante.directory.LastSeenAudience;
import io.restante.it.device.Device;
import io.restante.it.device.DeviceListener;
import io.restante.it.device.DeviceWorld;
import io.restante.it.world.SignedTickets;
import io.restante.it.world.TestEstate;
import io.restante.local.Estate;
import io.restante.local.EstateOptions;
import io.restante.messaging.Presence;
import io.restante.messaging.PresenceState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What watchers are told of who comes and leaves: a real broker, two nodes and topologies, with a
/// directory that the test writes into the log; nodes and topologies are killed.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PresenceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int NODES = 2;
  private static final int USERS = 8;

  private final AtomicInteger arrivals = new AtomicInteger();
  private final List<Device> devices = new ArrayList<>();
  private Estate estate;
  private DeviceWorld world;
  private WrittenDirectory directory;
  private TopologiesProcess topologies;

  @BeforeAll
  void start(@TempDir Path data) throws Exception {
    estate = Estate.start(EstateOptions.in(data.resolve("estate")).withNodes(NODES));
    InstantSource clock = InstantSource.system();
    world =
        new DeviceWorld(
            () -> estate.node(arrivals.getAndIncrement() % NODES).gatewayUri(),
            new SignedTickets(estate.ticketSigningKey(), clock),
            clock,
            7);
    directory = new WrittenDirectory(estate.bootstrapServers());
    topologies = WrittenDirectory.topologies(data.resolve("topologies"), estate.bootstrapServers());
    topologies.start();
  }

  @AfterEach
  void leave() {
    for (Device device : devices) {
      assertThat(device.protocolFault()).isNull();
      device.close();
    }
    devices.clear();
  }

  @AfterAll
  void stop() {
    topologies.close();
    directory.close();
    world.close();
    estate.close();
  }

  /// What a device is told of others.
  private static final class Told implements DeviceListener {
    private final Map<UserId, BlockingQueue<Presence>> told = new ConcurrentHashMap<>();
    private final Map<UserId, List<PresenceState>> states = new ConcurrentHashMap<>();

    @Override
    public void presence(Presence presence) {
      UserId user = DirectoryKeys.userId(presence.getUser());
      states.computeIfAbsent(user, _ -> new CopyOnWriteArrayList<>()).add(presence.getState());
      of(user).add(presence);
    }

    private BlockingQueue<Presence> of(UserId user) {
      return told.computeIfAbsent(user, _ -> new LinkedBlockingQueue<>());
    }

    /// Waits until the device is told this.
    Presence await(UserId user, PresenceState state) throws InterruptedException {
      PresenceState last = null;
      while (true) {
        Presence next = of(user).poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
          throw new AssertionError("told " + last + ", not " + state + ", of " + user);
        }
        last = next.getState();
        if (last == state) {
          return next;
        }
      }
    }
  }

  private Device connected(UserId user, DeviceListener listener) throws Exception {
    Device device = new Device(world, new DeviceAddress(user, 1), TestEstate.EAGER, listener);
    devices.add(device);
    device.connect();
    device.awaitDrained(1, PATIENCE);
    return device;
  }

  private UserId shown(LastSeenAudience audience) throws Exception {
    UserId user = world.newUser();
    directory.user(user, audience, true);
    return user;
  }

  @Test
  void whoWatchesSeesWhoComesAndLeavesAsLongAsHeMay() throws Exception {
    UserId alice = shown(LastSeenAudience.EVERYONE);
    UserId carol = shown(LastSeenAudience.CONTACTS);
    Told bobs = new Told();
    UserId bob = shown(LastSeenAudience.NOBODY);
    Device watcher = connected(bob, bobs);
    Device phone = connected(alice, DeviceListener.DEAF);
    Device _ = connected(carol, DeviceListener.DEAF);
    watcher.watch(List.of(alice, carol));
    Presence _ = bobs.await(alice, PresenceState.ONLINE);
    Presence _ = bobs.await(carol, PresenceState.HIDDEN);
    directory.contact(carol, bob);
    Presence _ = bobs.await(carol, PresenceState.ONLINE);

    Instant before = Instant.now();
    phone.disconnect();
    Presence left = bobs.await(alice, PresenceState.OFFLINE);
    assertThat(left.getLastSeen()).isBetween(before.minusSeconds(1), Instant.now());

    topologies.kill();
    phone.connect();
    topologies.start();
    Presence _ = bobs.await(alice, PresenceState.ONLINE);
    directory.user(alice, LastSeenAudience.NOBODY, true);
    Presence hidden = bobs.await(alice, PresenceState.HIDDEN);
    assertThat(hidden.getLastSeen()).isNull();
  }

  @Test
  void aDeadNodesUsersLeaveUnlessTheyAreBackInTime() throws Exception {
    Told told = new Told();
    Device watcher = connected(shown(LastSeenAudience.NOBODY), told);
    List<Device> staying = new ArrayList<>();
    List<Device> leaving = new ArrayList<>();
    for (int i = 0; i < USERS; i++) {
      staying.add(connected(shown(LastSeenAudience.EVERYONE), DeviceListener.DEAF));
      leaving.add(connected(shown(LastSeenAudience.EVERYONE), DeviceListener.DEAF));
    }
    watcher.watch(staying.stream().map(each -> each.address().user()).toList());
    watcher.watch(leaving.stream().map(each -> each.address().user()).toList());
    for (Device each : staying) {
      Presence _ = told.await(each.address().user(), PresenceState.ONLINE);
    }

    estate.node(1).kill();
    leaving.forEach(Device::disconnect);
    estate.node(1).start();

    for (Device each : leaving) {
      Presence _ = told.await(each.address().user(), PresenceState.OFFLINE);
    }
    for (Device each : staying) {
      assertThat(told.states.get(each.address().user()))
          .as("was back in time")
          .doesNotContain(PresenceState.OFFLINE);
    }
  }
}
