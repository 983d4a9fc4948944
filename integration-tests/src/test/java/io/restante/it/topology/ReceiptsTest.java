package io.restante.it.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.directory.LastSeenAudience;
import io.restante.it.device.ConversationId;
import io.restante.it.device.Device;
import io.restante.it.device.DeviceListener;
import io.restante.it.device.Received;
import io.restante.it.world.TestEstate;
import io.restante.messaging.Receipt;
import io.restante.messaging.ReceiptStep;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What senders are told of how far their messages have come: real broker, node and topologies,
/// with a directory that the test writes into the log.
@ExtendWith(TestEstate.Shared.class)
final class ReceiptsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TestEstate estate;
  private final List<Device> devices = new ArrayList<>();
  @TempDir private Path directory;

  ReceiptsTest(TestEstate estate) {
    this.estate = estate;
  }

  @AfterEach
  void end() {
    for (Device device : devices) {
      assertThat(device.protocolFault()).isNull();
      device.close();
    }
  }

  /// What a device hears.
  private static final class Told implements DeviceListener {
    private final BlockingQueue<Receipt> receipts = new LinkedBlockingQueue<>();
    private final BlockingQueue<Received> messages = new LinkedBlockingQueue<>();

    @Override
    public void receipt(Receipt receipt) {
      receipts.add(receipt);
    }

    @Override
    public void received(Received message) {
      messages.add(message);
    }

    /// Waits until a receipt says this, and returns how many have come.
    int await(ReceiptStep... steps) throws InterruptedException {
      int count = 0;
      List<ReceiptStep> last = List.of();
      while (!last.equals(List.of(steps))) {
        Receipt receipt = receipts.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (receipt == null) {
          throw new AssertionError("told of " + last + ", not of " + List.of(steps));
        }
        count++;
        last = receipt.getSteps();
      }
      return count;
    }

    Received next() throws InterruptedException {
      Received message = messages.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (message == null) {
        throw new AssertionError("no message");
      }
      return message;
    }
  }

  private static ReceiptStep step(long number, int delivered, int read) {
    return new ReceiptStep(number, delivered, read);
  }

  private TopologiesProcess topologies() {
    return WrittenDirectory.topologies(directory, estate.estate().bootstrapServers());
  }

  private Device connected(UserId user, DeviceListener listener) throws Exception {
    Device device =
        new Device(estate.world(), new DeviceAddress(user, 1), TestEstate.EAGER, listener);
    devices.add(device);
    device.connect();
    device.awaitDrained(1, PATIENCE);
    return device;
  }

  /// Writes users into the log, with whether they let be known what they read.
  private void register(Map<UserId, Boolean> users) throws Exception {
    try (WrittenDirectory log = new WrittenDirectory(estate.estate().bootstrapServers())) {
      for (Map.Entry<UserId, Boolean> user : users.entrySet()) {
        log.user(user.getKey(), LastSeenAudience.NOBODY, user.getValue());
      }
    }
  }

  @Test
  void sendersAreToldWhatIsDeliveredAndReadByThoseWhoLetItBeKnown() throws Exception {
    UserId alice = estate.world().newUser();
    UserId bob = estate.world().newUser();
    UserId carol = estate.world().newUser();
    register(Map.of(alice, true, bob, true, carol, false));
    TopologiesProcess process = topologies();
    try {
      process.start();
      Told alices = new Told();
      Told bobs = new Told();
      Told carols = new Told();
      Device sender = connected(alice, alices);
      Device phone = connected(bob, bobs);

      sender.send(bob, List.of(1), new byte[50]);
      ConversationId conversation = bobs.next().conversation();
      int _ = alices.await(step(1, 1, 0));
      phone.read(conversation, 1);
      int _ = alices.await(step(1, 1, 1));

      Device third = connected(carol, carols);
      sender.send(carol, List.of(1), new byte[50]);
      ConversationId toCarol = carols.next().conversation();
      third.read(toCarol, 1);
      sender.send(carol, List.of(1), new byte[50]);
      int _ = alices.await(step(2, 1, 0));

      third.send(bob, List.of(1), new byte[50]);
      ConversationId fromCarol = bobs.next().conversation();
      int _ = carols.await(step(1, 1, 0));
      phone.read(fromCarol, 1);
      third.send(bob, List.of(1), new byte[50]);
      int _ = carols.await(step(2, 1, 0));
    } finally {
      process.close();
    }
  }

  @Test
  void whoWasAwayFindsOneReceiptForAConversationThoughTheTopologiesWereKilled() throws Exception {
    UserId alice = estate.world().newUser();
    UserId bob = estate.world().newUser();
    register(Map.of(alice, true, bob, true));
    TopologiesProcess process = topologies();
    try {
      process.start();
      Told alices = new Told();
      Device sender = connected(alice, alices);
      for (int i = 0; i < 50; i++) {
        sender.send(bob, List.of(1), new byte[50]);
      }
      sender.awaitAccepted(PATIENCE);
      sender.disconnect();
      sender.awaitDisconnected(1, PATIENCE);

      Told bobs = new Told();
      Device _ = connected(bob, bobs);
      Received last = bobs.next();
      while (last.number() < 50) {
        last = bobs.next();
      }
      process.kill();
      process.start();
      sender.connect();

      assertThat(alices.await(step(50, 1, 0))).isBetween(1, 3);
    } finally {
      process.close();
    }
  }
}
