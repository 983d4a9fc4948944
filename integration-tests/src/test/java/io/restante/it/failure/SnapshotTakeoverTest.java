package io.restante.it.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.RecipientPartitioner;
import io.restante.it.device.Device;
import io.restante.it.device.DeviceListener;
import io.restante.it.device.DeviceWorld;
import io.restante.it.device.Findings;
import io.restante.it.world.SignedTickets;
import io.restante.it.world.TestEstate;
import io.restante.local.Estate;
import io.restante.local.EstateNode;
import io.restante.local.EstateOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node is killed, and its directory with it; the other has never had the partition. It begins
/// with the snapshot and reads what came after it: envelopes, and tombstones of envelopes that the
/// snapshot still has. When the S3 server does not answer, or has lost bytes, it reads the log.
final class SnapshotTakeoverTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<Integer> FIRST = List.of(1);
  private static final byte[] CIPHERTEXT = new byte[64];
  private static final int BEFORE = 400;
  private static final int AFTER = 60;

  @TempDir private Path data;
  private Estate estate;
  private DeviceWorld world;
  private Device alice;
  private Device bob;
  private Device carol;

  @BeforeEach
  void start() {
    estate =
        Estate.start(
            EstateOptions.in(data)
                .withNodes(2)
                .withPartitions(1)
                .withObjects()
                .withNodeEnvironment("RESTANTE_CHECKPOINT_INTERVAL", "PT0.2S")
                .withNodeEnvironment("RESTANTE_SNAPSHOT_INTERVAL", "PT0.5S")
                .withNodeEnvironment("RESTANTE_SNAPSHOT_RECORDS_LEAST", Integer.toString(BEFORE))
                .withNodeEnvironment("RESTANTE_SNAPSHOT_FETCH_RECORDS", "1"));
    InstantSource clock = InstantSource.system();
    SignedTickets tickets = new SignedTickets(estate.ticketSigningKey(), clock);
    world =
        new DeviceWorld(
            () -> (estate.node(0).isAlive() ? estate.node(0) : estate.node(1)).gatewayUri(),
            tickets,
            clock,
            5);
    alice = device();
    bob = device();
    carol = device();
  }

  @AfterEach
  void stop() {
    alice.close();
    bob.close();
    carol.close();
    world.close();
    estate.close();
  }

  private Device device() {
    return new Device(
        world, new DeviceAddress(world.newUser(), 1), TestEstate.EAGER, DeviceListener.DEAF);
  }

  @Test
  void theOtherNodeBeginsWithTheSnapshot() throws Exception {
    EstateNode owner = owner();
    writeAroundASnapshot();

    killWithItsDirectory(owner);

    assertNothingIsLost(owner, "snapshot");
  }

  /// The server takes connections and answers nothing: the takeover does not wait for it.
  @Test
  void aStoreThatStandsStillIsNotWaitedFor() throws Exception {
    EstateNode owner = owner();
    writeAroundASnapshot();

    estate.objects().pause();
    killWithItsDirectory(owner);

    assertNothingIsLost(owner, "log");
    estate.objects().resume();
  }

  @Test
  void brokenFilesAreNotBelieved() throws Exception {
    EstateNode owner = owner();
    writeAroundASnapshot();

    try (Stream<Path> files = Files.walk(estate.objects().buckets())) {
      for (Path file : files.filter(file -> file.toString().contains("/files/")).toList()) {
        if (Files.isRegularFile(file) && Files.size(file) > 0) {
          byte[] bytes = Files.readAllBytes(file);
          bytes[bytes.length / 2] ^= 1;
          Files.write(file, bytes);
        }
      }
    }
    killWithItsDirectory(owner);

    assertNothingIsLost(owner, "log");
  }

  /// Bob is away. Carol is there when the snapshot is made, with a mailbox that she has not
  /// acknowledged; she does so after it.
  private void writeAroundASnapshot() throws Exception {
    alice.connect();
    carol.holdAcknowledgements(true);
    carol.connect();
    for (int i = 0; i < BEFORE / 4; i++) {
      alice.send(carol.address().user(), FIRST, CIPHERTEXT);
      for (int j = 0; j < 3; j++) {
        alice.send(bob.address().user(), FIRST, CIPHERTEXT);
      }
    }
    alice.awaitAccepted(PATIENCE);
    await("a snapshot", () -> manifest(BEFORE) != null);
    carol.holdAcknowledgements(false);
    carol.awaitReceived(BEFORE / 4, PATIENCE);
    for (int i = 0; i < AFTER; i++) {
      alice.send(bob.address().user(), FIRST, CIPHERTEXT);
    }
    alice.awaitAccepted(PATIENCE);
  }

  private void killWithItsDirectory(EstateNode owner) throws IOException {
    owner.kill();
    try (Stream<Path> files = Files.walk(index(owner))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void assertNothingIsLost(EstateNode dead, String source) throws Exception {
    EstateNode heir = estate.node(1 - dead.index());
    Pattern takenOver = Pattern.compile("mailbox index up to date.*source=\"?" + source + "\\b");
    await("the takeover from the " + source, () -> takenOver.matcher(log(heir)).find());
    bob.connect();
    bob.awaitReceived(3L * BEFORE / 4 + AFTER, PATIENCE);
    bob.awaitDrained(1, PATIENCE);
    for (Device device : List.of(bob, carol)) {
      Findings findings = device.findings();
      assertThat(findings.missing()).isZero();
      assertThat(findings.late()).isZero();
      assertThat(findings.isClean()).isTrue();
      assertThat(device.protocolFault()).isNull();
    }
    assertThat(carol.received()).isEqualTo(BEFORE / 4);
  }

  /// Returns the node whose index has the only partition.
  private EstateNode owner() {
    assertThat(RecipientPartitioner.partition(bob.address().user(), 1)).isZero();
    Pattern served = Pattern.compile("mailbox index up to date");
    await(
        "an owner",
        () -> estate.nodes().stream().anyMatch(node -> served.matcher(log(node)).find()));
    List<EstateNode> owners =
        estate.nodes().stream().filter(node -> served.matcher(log(node)).find()).toList();
    assertThat(owners).hasSize(1);
    return owners.getFirst();
  }

  /// Returns the manifest of an index that has taken in so many records, or null.
  private @Nullable Path manifest(long records) {
    try (Stream<Path> files = Files.walk(estate.objects().buckets())) {
      return files
          .filter(file -> file.toString().contains("/manifests/"))
          .filter(file -> file.getFileName().toString().matches("[0-9]{19}-[0-9]{19}"))
          .filter(file -> Long.parseLong(file.getFileName().toString().substring(20)) >= records)
          .findFirst()
          .orElse(null);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Path index(EstateNode node) {
    return data.resolve(node.index() == 0 ? "gateway" : "gateway-2").resolve("index");
  }

  private String log(EstateNode node) {
    String name = node.index() == 0 ? "gateway.log" : "gateway-2.log";
    try {
      return Files.readString(data.resolve("logs").resolve(name));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("waiting for %s", what).isNegative();
      LockSupport.parkNanos(50_000_000);
    }
  }
}
