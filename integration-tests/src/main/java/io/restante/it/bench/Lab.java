package io.restante.it.bench;

import io.restante.contract.DeviceAddress;
import io.restante.contract.RecipientPartitioner;
import io.restante.contract.UserId;
import io.restante.contract.UuidV7;
import io.restante.it.device.DeviceWorld;
import io.restante.it.swarm.Swarm;
import io.restante.it.swarm.SwarmSettings;
import io.restante.it.swarm.Tally;
import io.restante.it.world.Envelopes;
import io.restante.it.world.SignedTickets;
import io.restante.local.AotTraining;
import io.restante.local.Estate;
import io.restante.local.EstateNode;
import io.restante.local.EstateOptions;
import io.restante.local.SelfSigned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One benchmark's estate, in a directory of its own that goes away with it, and the tools around
/// it. Owned by the benchmark's thread.
final class Lab implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final long SEED = 20_261_122;

  private final BenchOptions options;
  private final Report report;
  private final Figures figures;
  private final InstantSource clock = InstantSource.system();
  private final Random random = new Random(SEED);
  private final UuidV7 ids = new UuidV7(clock, random);
  private @Nullable Path directory;
  private @Nullable Estate estate;
  private @Nullable Envelopes envelopes;
  private @Nullable SignedTickets tickets;

  Lab(BenchOptions options, Report report, Figures figures) {
    this.options = options;
    this.report = report;
    this.figures = figures;
  }

  /// Makes the start-up caches of an estate's processes unless they are there, as `up` does after
  /// its first start. They are found only when the processes run with the usual JVM options.
  void settleCaches() throws IOException {
    AotTraining.settle(EstateOptions.in(Path.of("unused")));
    step("start-up caches are there");
  }

  /// Starts the estate.
  Estate start(UnaryOperator<EstateOptions> changes) throws IOException {
    Path parent = options.data();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Path made =
        parent == null
            ? Files.createTempDirectory("restante-bench-")
            : Files.createTempDirectory(parent, "restante-bench-");
    directory = made;
    Estate started = Estate.start(changes.apply(EstateOptions.in(made)));
    estate = started;
    tickets = new SignedTickets(started.ticketSigningKey(), clock);
    envelopes = new Envelopes(started.bootstrapServers());
    step("estate started");
    return started;
  }

  Estate estate() {
    return started(estate);
  }

  Envelopes envelopes() {
    return started(envelopes);
  }

  byte[] ticket(DeviceAddress address) {
    return started(tickets).ticketFor(address);
  }

  /// Returns a new swarm that talks to the estate's node.
  Swarm newSwarm() {
    long idHigh = ids.nextMessageId().high();
    return new Swarm(SwarmSettings.usual(estate().gatewayUri()), idHigh, random.nextLong());
  }

  /// Returns a new swarm.
  Swarm newSwarm(SwarmSettings settings) {
    return new Swarm(settings, ids.nextMessageId().high(), random.nextLong());
  }

  /// Returns a new swarm that talks TLS to the estate's node.
  Swarm newSwarm(SelfSigned identity) {
    long idHigh = ids.nextMessageId().high();
    return new Swarm(
        SwarmSettings.over(estate().gatewayUri(), identity.certificate()),
        idHigh,
        random.nextLong());
  }

  /// Returns a world for reference devices, who come in at any node.
  DeviceWorld newWorld() {
    List<EstateNode> nodes = estate().nodes();
    return new DeviceWorld(
        () -> nodes.get(ThreadLocalRandom.current().nextInt(nodes.size())).gatewayUri(),
        started(tickets),
        clock,
        random.nextLong());
  }

  UuidV7 ids() {
    return ids;
  }

  Random random() {
    return random;
  }

  InstantSource clock() {
    return clock;
  }

  /// Returns the address of a new user's first device.
  DeviceAddress newDevice() {
    return new DeviceAddress(ids.nextUserId(), 1);
  }

  /// Returns the address of a new user's first device, in a partition.
  DeviceAddress newDevice(int partition, int partitions) {
    UserId user = ids.nextUserId();
    while (RecipientPartitioner.partition(user, partitions) != partition) {
      user = ids.nextUserId();
    }
    return new DeviceAddress(user, 1);
  }

  int runs() {
    return options.runs();
  }

  boolean isQuick() {
    return options.isQuick();
  }

  Figures figures() {
    return figures;
  }

  void step(String text) {
    report.step(text);
  }

  /// Fails unless the swarm is without a fault.
  void requireFaultless(String when, Tally tally) throws BenchFailedException {
    if (!tally.fault().isEmpty()) {
      throw new BenchFailedException(when + ": " + tally.fault());
    }
  }

  /// Fails unless something holds.
  void require(boolean holds, String otherwise) throws BenchFailedException {
    if (!holds) {
      throw new BenchFailedException(otherwise);
    }
  }

  @Override
  public void close() throws IOException {
    if (envelopes != null) {
      envelopes.close();
      envelopes = null;
    }
    if (estate != null) {
      estate.close();
      estate = null;
    }
    if (directory != null) {
      delete(directory);
      directory = null;
    }
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static <T> T started(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("the lab's estate is not started");
    }
    return part;
  }
}
