package io.restante.it.polling;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.it.device.Device;
import io.restante.it.device.DeviceListener;
import io.restante.it.device.DeviceSettings;
import io.restante.it.device.DeviceWorld;
import io.restante.it.world.SignedTickets;
import io.restante.it.world.TestEstate;
import io.restante.local.Estate;
import io.restante.local.EstateOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Devices in a network that breaks WebSockets now and then: they fall back and return by
/// themselves, and nobody sees it in the messages.
final class SwitchOverTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<Integer> FIRST = List.of(1);
  private static final byte[] CIPHERTEXT = new byte[200];
  private static final int MESSAGES = 200;
  private static final int MOVED = 4420;

  @TempDir private Path data;
  private final Set<Integer> closeCodes = ConcurrentHashMap.newKeySet();
  private final List<Device> devices = new ArrayList<>();
  private final List<AutoCloseable> parts = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    devices.forEach(Device::close);
    for (AutoCloseable part : parts.reversed()) {
      part.close();
    }
  }

  @Test
  void nothingIsLostInGoingOverAndBackUnderTraffic() throws Exception {
    Estate estate = start(1);
    Middlebox box = box(estate, 0);
    DeviceWorld world = world(estate, box);
    DeviceSettings settings = TestEstate.EAGER.withPolling(2, Duration.ofMillis(100));
    Device alice = newDevice(world, settings);
    Device bob = newDevice(world, settings);

    box.breakWebSockets(true);
    box.loseAnswers(10);
    devices.forEach(Device::connect);
    alice.awaitConnected(1, PATIENCE);
    bob.awaitConnected(1, PATIENCE);
    assertThat(alice.isPolling()).isTrue();
    assertThat(bob.isPolling()).isTrue();
    int rounds = 3;
    for (int round = 1; round <= rounds; round++) {
      write(alice, bob);
      awaitAll(alice, bob, MESSAGES * (4 * round - 3));

      box.loseAnswers(0);
      write(alice, bob);
      box.breakWebSockets(false);
      write(alice, bob);
      awaitWebSocket(alice);
      awaitWebSocket(bob);
      awaitAll(alice, bob, MESSAGES * (4 * round - 1));

      write(alice, bob);
      box.loseAnswers(10);
      box.breakWebSockets(true);
      awaitAll(alice, bob, MESSAGES * 4 * round);
    }

    for (Device device : devices) {
      assertThat(device.findings().isClean()).isTrue();
      assertThat(device.acceptedOutOfOrder()).isZero();
      assertThat(device.protocolFault()).isNull();
    }
  }

  @Test
  void devicesThatPollAreSentHomeAndGoWhereItGoes() throws Exception {
    Estate estate = start(2);
    Middlebox box = box(estate, 0);
    DeviceWorld world = world(estate, box);
    DeviceSettings settings = TestEstate.EAGER.withPolling(1, Duration.ofHours(1));
    box.breakWebSockets(true);
    for (int i = 0; i < 8; i++) {
      newDevice(world, settings);
    }
    devices.forEach(Device::connect);
    for (Device device : devices) {
      device.awaitConnected(1, PATIENCE);
    }
    assertThat(closeCodes).contains(MOVED);
    writeRound();
    awaitReceived(MESSAGES);

    estate.node(1).stop();
    writeRound();
    awaitReceived(2 * MESSAGES);

    for (Device device : devices) {
      assertThat(device.isPolling()).isTrue();
      assertThat(device.findings().isClean()).isTrue();
      assertThat(device.acceptedOutOfOrder()).isZero();
      assertThat(device.protocolFault()).isNull();
    }
  }

  private Estate start(int nodes) {
    Estate estate = Estate.start(EstateOptions.in(data).withNodes(nodes));
    parts.add(estate);
    return estate;
  }

  private Middlebox box(Estate estate, int node) throws IOException {
    Middlebox box = new Middlebox(() -> estate.node(node).gatewayUri(), 7);
    parts.add(box);
    return box;
  }

  private DeviceWorld world(Estate estate, Middlebox box) {
    InstantSource clock = InstantSource.system();
    SignedTickets tickets = new SignedTickets(estate.ticketSigningKey(), clock);
    DeviceWorld world = new DeviceWorld(box::uri, tickets, clock, 11);
    parts.add(world);
    return world;
  }

  private Device newDevice(DeviceWorld world, DeviceSettings settings) {
    DeviceAddress address = new DeviceAddress(world.newUser(), 1);
    Device device = new Device(world, address, settings, new Watcher());
    devices.add(device);
    return device;
  }

  private static void write(Device alice, Device bob) throws Exception {
    for (int i = 0; i < MESSAGES; i++) {
      alice.send(bob.address().user(), FIRST, CIPHERTEXT);
      bob.send(alice.address().user(), FIRST, CIPHERTEXT);
    }
  }

  private void writeRound() throws Exception {
    for (int i = 0; i < MESSAGES; i++) {
      for (int d = 0; d < devices.size(); d++) {
        Device to = devices.get((d + 1) % devices.size());
        devices.get(d).send(to.address().user(), FIRST, CIPHERTEXT);
      }
    }
    for (Device device : devices) {
      device.awaitAccepted(PATIENCE);
    }
  }

  private void awaitReceived(int messages) throws Exception {
    for (Device device : devices) {
      device.awaitReceived(messages, PATIENCE);
    }
  }

  private static void awaitAll(Device alice, Device bob, int messages) throws Exception {
    alice.awaitAccepted(PATIENCE);
    bob.awaitAccepted(PATIENCE);
    alice.awaitReceived(messages, PATIENCE);
    bob.awaitReceived(messages, PATIENCE);
  }

  private static void awaitWebSocket(Device device) throws Exception {
    long connections = device.connections();
    while (device.isPolling()) {
      device.awaitConnected(connections + 1, PATIENCE);
      connections = device.connections();
    }
  }

  private final class Watcher implements DeviceListener {
    @Override
    public void disconnected(int code, String reason) {
      closeCodes.add(code);
    }
  }
}
