package io.restante.it.world;

import io.restante.contract.DeviceAddress;
import io.restante.it.device.Device;
import io.restante.it.device.DeviceListener;
import io.restante.it.device.DeviceSettings;
import io.restante.it.device.DeviceWorld;
import io.restante.local.Estate;
import io.restante.local.EstateOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/// A real broker and node, started once for all tests that ask for it, and gone after the last.
public final class TestEstate implements AutoCloseable {
  /// How devices behave in tests: as usual, but quick to come back.
  public static final DeviceSettings EAGER =
      new DeviceSettings(
          10_000,
          32,
          Duration.ofMillis(20),
          Duration.ofMillis(20),
          Duration.ofMillis(250),
          Duration.ofSeconds(20),
          3,
          Duration.ofSeconds(2));

  private final Path directory;
  private final Estate estate;
  private final DeviceWorld world;

  private TestEstate(Path directory, long seed) {
    this.directory = directory;
    this.estate = Estate.start(EstateOptions.in(directory));
    InstantSource clock = InstantSource.system();
    SignedTickets tickets = new SignedTickets(estate.ticketSigningKey(), clock);
    this.world = new DeviceWorld(estate::gatewayUri, tickets, clock, seed);
  }

  /// Starts an estate of one's own.
  ///
  /// @param seed where the devices' chance comes from
  public static TestEstate start(long seed) throws IOException {
    return new TestEstate(Files.createTempDirectory("restante-it-"), seed);
  }

  /// Returns the estate.
  public Estate estate() {
    return estate;
  }

  /// Returns the world that the devices are in.
  public DeviceWorld world() {
    return world;
  }

  /// Returns a new user's device.
  public Device newDevice(DeviceListener listener) {
    return newDevice(EAGER, listener);
  }

  /// Returns a new user's device that behaves in its own way.
  public Device newDevice(DeviceSettings settings, DeviceListener listener) {
    return new Device(world, new DeviceAddress(world.newUser(), 1), settings, listener);
  }

  @Override
  public void close() throws IOException {
    world.close();
    estate.close();
    SharedEstate.delete(directory);
  }

  /// Gives the shared estate to tests that ask for it.
  public static final class Shared extends SharedEstate<TestEstate> {
    /// Made by JUnit.
    public Shared() {
      super(TestEstate.class, () -> TestEstate.start(1));
    }
  }
}
