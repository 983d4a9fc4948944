package io.restante.it.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.it.device.Device;
import io.restante.it.device.DeviceListener;
import io.restante.it.device.DeviceWorld;
import io.restante.it.world.Shown;
import io.restante.it.world.SignedTickets;
import io.restante.it.world.TestEstate;
import io.restante.local.Estate;
import io.restante.local.EstateOptions;
import io.restante.messaging.ExpiryNotice;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What nobody collects in time expires, and its sender is told so, once for each device.
final class ExpiryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void senderIsToldOfEveryMessageNobodyCollected(@TempDir Path directory) throws Exception {
    // Given
    EstateOptions options =
        EstateOptions.in(directory)
            .withNodeEnvironment("RESTANTE_EXPIRE_AFTER", "PT3S")
            .withNodeEnvironment("RESTANTE_EXPIRY_INTERVAL", "PT1S");
    Set<String> notices = ConcurrentHashMap.newKeySet();
    DeviceListener aliceHears =
        new DeviceListener() {
          @Override
          public void expired(ExpiryNotice notice) {
            notices.add(id(notice) + "/" + notice.getRecipientDevice());
          }
        };
    InstantSource clock = InstantSource.system();
    try (Estate estate = Estate.start(options);
        DeviceWorld world =
            new DeviceWorld(
                estate::gatewayUri,
                new SignedTickets(estate.ticketSigningKey(), clock),
                clock,
                1)) {
      Device alice = device(world, aliceHears);
      Device bob = device(world, DeviceListener.DEAF);
      alice.connect();

      // When
      MessageId first = alice.send(bob.address().user(), List.of(1, 2), Shown.message(1, 256));
      MessageId second = alice.send(bob.address().user(), List.of(1), Shown.message(2, 256));
      for (int heard = 3; notices.size() < 3; heard++) { // a notice may be repeated
        alice.awaitExpired(heard, PATIENCE);
      }

      // Then
      assertThat(notices).containsExactlyInAnyOrder(first + "/1", first + "/2", second + "/1");
      alice.close();
      bob.close();
    }
  }

  private static Device device(DeviceWorld world, DeviceListener listener) {
    DeviceAddress address = new DeviceAddress(world.newUser(), 1);
    return new Device(world, address, TestEstate.EAGER, listener);
  }

  private static MessageId id(ExpiryNotice notice) {
    ByteBuffer bytes = ByteBuffer.wrap(notice.getId().bytes());
    return new MessageId(bytes.getLong(), bytes.getLong());
  }
}
