package io.restante.it.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.it.device.Device;
import io.restante.it.device.DeviceListener;
import io.restante.it.device.DeviceWorld;
import io.restante.it.world.SignedTickets;
import io.restante.it.world.TestEstate;
import io.restante.local.Estate;
import io.restante.local.EstateNode;
import io.restante.local.EstateOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three nodes on one log: devices come in anywhere and are sent home, and go where their partition
/// goes; one node stands still for so long that others take its partitions over without its
/// knowing, and comes back. Nothing is lost, out of order or shown twice, and nobody has to be told
/// where to go.
final class FleetDeliveryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int NODES = 3;
  private static final int PAIRS = 12;
  private static final int PARTITIONS = 16;
  private static final Pattern METER =
      Pattern.compile("(?m)^edge_mailbox_partitions(?:\\{[^}]*})? ([0-9.]+)$");
  private static final List<Integer> FIRST = List.of(1);
  private static final byte[] CIPHERTEXT = new byte[64];

  /// The close code after MOVED.
  private static final int MOVED = 4420;

  @TempDir private Path data;
  private final Set<Integer> closeCodes = ConcurrentHashMap.newKeySet();
  private final AtomicInteger arrivals = new AtomicInteger();
  private final List<Device> alices = new ArrayList<>();
  private final List<Device> bobs = new ArrayList<>();
  private Estate estate;
  private DeviceWorld world;

  @BeforeEach
  void start() {
    estate = Estate.start(EstateOptions.in(data).withNodes(NODES));
    InstantSource clock = InstantSource.system();
    SignedTickets tickets = new SignedTickets(estate.ticketSigningKey(), clock);
    world =
        new DeviceWorld(
            () -> estate.node(arrivals.getAndIncrement() % NODES).gatewayUri(), tickets, clock, 11);
    for (int pair = 0; pair < PAIRS; pair++) {
      alices.add(newDevice());
      bobs.add(newDevice());
    }
  }

  @AfterEach
  void stop() {
    alices.forEach(Device::close);
    bobs.forEach(Device::close);
    world.close();
    estate.close();
  }

  @Test
  void devicesFindTheirHomeAndGoWhereItGoes() throws Exception {
    everybodyConnects();
    write(20);
    awaitReceived(20);

    estate.node(1).stop();
    assertThat(closeCodes).as("all were told where to go").containsOnly(MOVED);
    write(20);
    awaitReceived(40);

    estate.node(2).kill();
    write(20);
    awaitReceived(60);

    estate.node(1).start();
    write(20);
    awaitReceived(80);

    estate.node(0).pause();
    send(20);
    awaitPartitions(estate.node(1));
    estate.node(0).resume();
    awaitAccepted();
    awaitReceived(100);

    for (int pair = 0; pair < PAIRS; pair++) {
      assertThat(bobs.get(pair).findings().isClean()).isTrue();
      assertThat(alices.get(pair).acceptedOutOfOrder()).isZero();
      assertThat(bobs.get(pair).protocolFault()).isNull();
      assertThat(alices.get(pair).protocolFault()).isNull();
    }
  }

  private void everybodyConnects() throws Exception {
    for (int pair = 0; pair < PAIRS; pair++) {
      alices.get(pair).connect();
      bobs.get(pair).connect();
    }
    for (int pair = 0; pair < PAIRS; pair++) {
      alices.get(pair).awaitConnected(1, PATIENCE);
      bobs.get(pair).awaitConnected(1, PATIENCE);
    }
  }

  private void write(int messages) throws Exception {
    send(messages);
    awaitAccepted();
  }

  /// Waits until a node owns and serves all partitions, whatever another one believes.
  private static void awaitPartitions(EstateNode owner) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    int served = partitionsOf(owner);
    while (served < PARTITIONS && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(100_000_000);
      served = partitionsOf(owner);
    }
    assertThat(served).as("partitions served").isEqualTo(PARTITIONS);
  }

  private static int partitionsOf(EstateNode node) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(node.opsUri() + "/metrics")).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      Matcher meter =
          METER.matcher(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
      return meter.find() ? (int) Double.parseDouble(meter.group(1)) : 0;
    }
  }

  private void send(int messages) throws Exception {
    for (int i = 0; i < messages; i++) {
      for (int pair = 0; pair < PAIRS; pair++) {
        alices.get(pair).send(bobs.get(pair).address().user(), FIRST, CIPHERTEXT);
      }
    }
  }

  private void awaitAccepted() throws Exception {
    for (Device alice : alices) {
      alice.awaitAccepted(PATIENCE);
    }
  }

  private void awaitReceived(int messages) throws Exception {
    for (Device bob : bobs) {
      bob.awaitReceived(messages, PATIENCE);
    }
  }

  private Device newDevice() {
    DeviceAddress address = new DeviceAddress(world.newUser(), 1);
    return new Device(world, address, TestEstate.EAGER, new Watcher());
  }

  private final class Watcher implements DeviceListener {
    @Override
    public void disconnected(int code, String reason) {
      closeCodes.add(code);
    }
  }
}
