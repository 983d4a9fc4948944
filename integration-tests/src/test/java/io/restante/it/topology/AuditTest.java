package io.restante.it.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.directory.LastSeenAudience;
import io.restante.it.device.ConversationId;
import io.restante.it.device.Device;
import io.restante.it.device.DeviceListener;
import io.restante.it.device.DeviceWorld;
import io.restante.it.world.Meters;
import io.restante.it.world.SignedTickets;
import io.restante.it.world.TestEstate;
import io.restante.local.Estate;
import io.restante.local.EstateOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the audit makes of messages: a real broker, two nodes and topologies, all of them killed in
/// between. Every message is looked at.
final class AuditTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long LOOK_NANOS = 200_000_000;
  private static final int NODES = 2;
  private static final int MESSAGES = 200;
  private static final List<Integer> FIRST = List.of(1);

  @TempDir private Path directory;
  private final AtomicInteger arrivals = new AtomicInteger();

  private Map<String, String> settings(Path key) {
    return Map.of("RESTANTE_AUDIT_KEY_FILE", key.toString(), "RESTANTE_AUDIT_ONE_IN", "1");
  }

  private Path key() throws Exception {
    Path key = directory.resolve("audit.key");
    Files.writeString(key, Base64.getEncoder().encodeToString(new byte[32]));
    return key;
  }

  private static Device device(DeviceWorld world, DeviceListener listener) {
    DeviceAddress address = new DeviceAddress(world.newUser(), 1);
    return new Device(world, address, TestEstate.EAGER, listener);
  }

  private DeviceWorld world(Estate estate) throws Exception {
    InstantSource clock = InstantSource.system();
    return new DeviceWorld(
        () -> estate.node(arrivals.getAndIncrement() % NODES).gatewayUri(),
        new SignedTickets(estate.ticketSigningKey(), clock),
        clock,
        7);
  }

  private static Meters await(TopologiesProcess topologies, String meter, double value) {
    return await(topologies, value, List.of(meter));
  }

  /// However long ago they were accepted.
  private static Meters awaitWaiting(TopologiesProcess topologies, double value) {
    return await(
        topologies, value, List.of("streams_audit_waiting_minute", "streams_audit_waiting_hour"));
  }

  /// Waits until some meters together show a value.
  private static Meters await(TopologiesProcess topologies, double value, List<String> added) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Meters meters = Meters.parse(topologies.meters());
    while (added.stream().mapToDouble(meters::value).sum() != value) {
      assertThat(System.nanoTime()).as("%s of %s", added, meters).isLessThan(end);
      LockSupport.parkNanos(LOOK_NANOS);
      meters = Meters.parse(topologies.meters());
    }
    return meters;
  }

  @Test
  void whateverDiesEveryMessageIsAccountedFor() throws Exception {
    EstateOptions options = EstateOptions.in(directory.resolve("estate")).withNodes(NODES);
    for (Map.Entry<String, String> setting : settings(key()).entrySet()) {
      options = options.withNodeEnvironment(setting.getKey(), setting.getValue());
    }
    try (Estate estate = Estate.start(options);
        DeviceWorld world = world(estate);
        TopologiesProcess topologies =
            WrittenDirectory.topologies(
                directory.resolve("topologies"),
                estate.bootstrapServers(),
                settings(directory.resolve("audit.key")))) {
      topologies.start();
      Device alice = device(world, DeviceListener.DEAF);
      Device bob = device(world, DeviceListener.DEAF);
      Device away = device(world, DeviceListener.DEAF);
      try (WrittenDirectory directory = new WrittenDirectory(estate.bootstrapServers())) {
        directory.user(bob.address().user(), LastSeenAudience.NOBODY, true);
      }
      alice.connect();
      bob.connect();

      send(alice, bob.address().user(), MESSAGES);
      bob.awaitReceived(MESSAGES, PATIENCE);
      bob.read(new ConversationId(alice.address()), MESSAGES);
      Meters calm = await(topologies, "streams_audit_online_total", MESSAGES);
      assertThat(calm.value("streams_audit_delivered_total")).isEqualTo(MESSAGES);
      assertThat(calm.value("streams_audit_accepted_late_total")).isZero();
      assertThat(calm.value("streams_audit_online_stored_p99_ms")).isPositive();
      assertThat(calm.value("streams_audit_success_ppm")).isEqualTo(1_000_000);
      Meters _ = await(topologies, "streams_audit_read_total", 1);

      send(alice, away.address().user(), MESSAGES);
      Meters _ = awaitWaiting(topologies, MESSAGES);
      estate.node(0).kill();
      estate.node(1).kill();
      topologies.kill();
      estate.node(0).start();
      estate.node(1).start();
      topologies.start();
      Meters _ = awaitWaiting(topologies, MESSAGES);
      away.connect();
      away.awaitReceived(MESSAGES, PATIENCE);
      Meters after = await(topologies, "streams_audit_delivered_total", MESSAGES);
      assertThat(after.value("streams_audit_online_total")).as("was away").isZero();
      Meters settled = awaitWaiting(topologies, 0);
      assertThat(settled.value("streams_audit_waiting_oldest_ms")).isZero();
      assertThat(settled.value("streams_audit_expired_total")).isZero();
      assertThat(settled.value("streams_audit_success_ppm")).isEqualTo(1_000_000);
    }
  }

  @Test
  void whatNobodyCollectsIsSaidToHaveExpired() throws Exception {
    EstateOptions options =
        EstateOptions.in(directory.resolve("estate"))
            .withNodeEnvironment("RESTANTE_EXPIRE_AFTER", "PT3S")
            .withNodeEnvironment("RESTANTE_EXPIRY_INTERVAL", "PT1S");
    for (Map.Entry<String, String> setting : settings(key()).entrySet()) {
      options = options.withNodeEnvironment(setting.getKey(), setting.getValue());
    }
    InstantSource clock = InstantSource.system();
    try (Estate estate = Estate.start(options);
        DeviceWorld world =
            new DeviceWorld(
                estate::gatewayUri, new SignedTickets(estate.ticketSigningKey(), clock), clock, 1);
        TopologiesProcess topologies =
            WrittenDirectory.topologies(
                directory.resolve("topologies"),
                estate.bootstrapServers(),
                settings(directory.resolve("audit.key")))) {
      topologies.start();
      Device alice = device(world, DeviceListener.DEAF);
      alice.connect();

      send(alice, world.newUser(), 3);
      Meters expired = await(topologies, "streams_audit_expired_total", 3);

      assertThat(expired.value("streams_audit_success_ppm")).isZero();
      assertThat(expired.value("streams_audit_delivered_total")).isZero();
      alice.close();
    }
  }

  private static void send(Device from, UserId to, int messages) throws Exception {
    for (int i = 0; i < messages; i++) {
      from.send(to, FIRST, new byte[100]);
    }
    from.awaitAccepted(PATIENCE);
  }
}
