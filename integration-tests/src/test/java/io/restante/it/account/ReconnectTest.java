package io.restante.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UuidV7;
import io.restante.it.swarm.Swarm;
import io.restante.it.swarm.SwarmDevice;
import io.restante.it.swarm.SwarmSettings;
import io.restante.it.world.SignedTickets;
import io.restante.local.Estate;
import io.restante.local.EstateOptions;
import io.restante.local.EstateStores.Served;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ten thousand devices come back with their tickets; the stores count what they are asked.
final class ReconnectTest {
  private static final int DEVICES = 10_000;
  private static final int OUTSTANDING = 256;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// What the node asks whether or not anybody connects: the changes of device lists, twice a
  /// second, and its minute's tidying. Far more than it does, far less than one for each device.
  private static final long UNRELATED_MAX = DEVICES / 10;

  @Test
  void reconnectingTouchesNoStore(@TempDir Path directory) throws Exception {
    try (Estate estate = Estate.start(EstateOptions.in(directory).withAccounts())) {
      // Given
      InstantSource clock = InstantSource.system();
      UuidV7 ids = new UuidV7(clock, new Random(22));
      SignedTickets tickets = new SignedTickets(estate.ticketSigningKey(), clock);
      Served before = estate.stores().served();

      // When
      try (Swarm swarm =
          new Swarm(SwarmSettings.usual(estate.gatewayUri()), ids.nextMessageId().high(), 22)) {
        List<SwarmDevice> devices = new ArrayList<>();
        for (int i = 0; i < DEVICES; i++) {
          DeviceAddress address = new DeviceAddress(ids.nextUserId(), 1);
          devices.add(swarm.add(address, tickets.ticketFor(address)));
        }
        swarm.reconnect(devices, OUTSTANDING, PATIENCE);
        assertThat(swarm.tally().fault()).isEmpty();
      }

      // Then
      Served after = estate.stores().served();
      assertThat(after.keys() - before.keys()).isZero();
      assertThat(after.directory() - before.directory()).isBetween(1L, UNRELATED_MAX);
    }
  }
}
