package io.restante.it.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.signal.SimulatedDevice.Envelope;
import io.restante.it.vault.VaultKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Two users with two and three devices write to each other and to their own other devices, while
/// processes end at any point, conversations overtake one another, and deliveries and sendings
/// repeat: every message is read exactly once, in the order of its conversation. The schedule comes
/// from the seed; `-Drestante.seed=N` goes one way again. Keys are libsignal's own chance.
final class SignalSimulationTest {
  private static final int STEPS = 120;
  private static final UserId ALICE = new UserId(0x7001, 1);
  private static final UserId BOB = new UserId(0x7002, 2);

  @TempDir private Path directory;
  private final Map<DeviceAddress, SimulatedDevice> devices = new LinkedHashMap<>();
  private final Map<Route, Deque<Envelope>> routes = new LinkedHashMap<>();
  private final Map<Route, List<String>> written = new LinkedHashMap<>();
  private final KeyServer server = new KeyServer();
  private long messages;

  private record Route(DeviceAddress from, DeviceAddress to) {}

  static LongStream seeds() {
    Long seed = Long.getLong("restante.seed");
    return seed == null ? LongStream.rangeClosed(1, 5) : LongStream.of(seed);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyMessageIsReadExactlyOnceAndInOrder(long seed) throws IOException {
    Random random = new Random(seed);
    begin();
    for (int step = 0; step < STEPS; step++) {
      SimulatedDevice device = pick(random, new ArrayList<>(devices.values()));
      switch (random.nextInt(5)) {
        case 0, 1 -> write(random, device);
        case 2, 3 -> deliver(random, random.nextInt(6) == 0);
        default -> device.crash();
      }
    }
    devices.values().forEach(device -> device.sendAll(this::carry, true));
    while (routes.values().stream().anyMatch(route -> !route.isEmpty())) {
      deliver(random, false);
    }
    written.forEach(
        (route, texts) ->
            assertThat(device(route.to()).shown(route.from()))
                .as("seed %d, %s", seed, route)
                .containsExactlyElementsOf(texts));
    assertThat(written).isNotEmpty();
    close();
  }

  /// Writes to everybody's devices but the own one, and loses the process before or after the
  /// commit, or between sending and forgetting, now and then.
  private void write(Random random, SimulatedDevice device) {
    boolean diesBeforeCommit = random.nextInt(5) == 0;
    MessageId id = new MessageId(0x7000, ++messages);
    String text = "message " + messages;
    List<Route> reached = new ArrayList<>();
    for (UserId user : List.of(ALICE, BOB)) {
      List<Integer> others = new ArrayList<>();
      for (DeviceAddress address : devices.keySet()) {
        if (address.user().equals(user) && !address.equals(device.address)) {
          beginSession(device, address);
          others.add(address.device());
          reached.add(new Route(device.address, address));
        }
      }
      device.write(id, user, others, text);
    }
    if (diesBeforeCommit) {
      device.crash();
      return;
    }
    device.commit();
    reached.forEach(route -> written.computeIfAbsent(route, _ -> new ArrayList<>()).add(text));
    switch (random.nextInt(4)) {
      case 0 -> device.crash();
      case 1 -> {
        device.sendAll(this::carry, false);
        device.crash();
      }
      default -> device.sendAll(this::carry, true);
    }
  }

  /// Delivers the first envelope of some conversation; only an acknowledged one leaves it.
  private void deliver(Random random, boolean isLostOnTheWay) {
    List<Deque<Envelope>> waiting =
        routes.values().stream().filter(route -> !route.isEmpty()).toList();
    if (waiting.isEmpty()) {
      return;
    }
    Deque<Envelope> route = pick(random, waiting);
    Envelope envelope = route.getFirst();
    SimulatedDevice device = device(envelope.to());
    assertThat(device.receive(envelope)).isInstanceOfAny(Opened.Read.class, Opened.Repeat.class);
    if (isLostOnTheWay) {
      device.crash();
      return;
    }
    device.commit();
    if (random.nextInt(4) == 0) {
      device.crash();
      return;
    }
    route.removeFirst();
  }

  private void carry(Envelope envelope) {
    routes
        .computeIfAbsent(new Route(envelope.from(), envelope.to()), _ -> new ArrayDeque<>())
        .add(envelope);
  }

  private void beginSession(SimulatedDevice device, DeviceAddress peer) {
    if (!device.core().hasSession(peer)) {
      device.core().begin(peer.user(), server.claim(peer));
    }
  }

  private void begin() throws IOException {
    VaultKey key = VaultKey.ofFile(directory.resolve("key"));
    for (UserId user : List.of(ALICE, BOB)) {
      int count = user.equals(ALICE) ? 2 : 3;
      for (int i = 1; i <= count; i++) {
        DeviceAddress address = new DeviceAddress(user, i);
        Path place = Files.createDirectory(directory.resolve(user + "." + i));
        SimulatedDevice device = new SimulatedDevice(address, place, key);
        identify(device);
        server.publish(address, device.core().registrationId(), device.core().keys().all());
        device.commit();
        devices.put(address, device);
      }
    }
  }

  private void identify(SimulatedDevice device) {
    if (device.address.device() == 1) {
      device.core().begin();
      return;
    }
    SimulatedDevice first = device(new DeviceAddress(device.address.user(), 1));
    LinkKey linkKey = new LinkKey();
    LinkCode code = new LinkCode(UUID.randomUUID(), linkKey.publicKey());
    byte[] sealed = first.core().provision(device.address.user(), "+15550001").seal(code);
    device.core().join(Provision.open(linkKey, code.link(), sealed).orElseThrow());
  }

  private SimulatedDevice device(DeviceAddress address) {
    SimulatedDevice device = devices.get(address);
    if (device == null) {
      throw new IllegalStateException("nobody is " + address);
    }
    return device;
  }

  private void close() throws IOException {
    for (SimulatedDevice device : devices.values()) {
      device.close();
    }
  }

  private static <T> T pick(Random random, List<T> items) {
    return items.get(random.nextInt(items.size()));
  }
}
