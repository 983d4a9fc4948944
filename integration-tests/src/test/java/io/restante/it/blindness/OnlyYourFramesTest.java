package io.restante.it.blindness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.contract.DeviceAddress;
import io.restante.contract.EnvelopeCodec;
import io.restante.contract.UserId;
import io.restante.gateway.login.TicketKeys;
import io.restante.gateway.login.TicketSigner;
import io.restante.it.account.Account;
import io.restante.it.account.AccountApi;
import io.restante.it.account.Phone;
import io.restante.it.account.ProblemException;
import io.restante.it.device.DeviceFrames;
import io.restante.it.signal.Texts;
import io.restante.it.world.AccountsEstate;
import io.restante.it.world.Envelopes;
import io.restante.messaging.DevicesChanged;
import io.restante.messaging.Message;
import io.restante.protocol.v1.Accepted;
import io.restante.protocol.v1.Ack;
import io.restante.protocol.v1.Deliver;
import io.restante.protocol.v1.Drained;
import io.restante.protocol.v1.Welcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Law 6 over frames, on a real estate with accounts: a ticket opens the mailbox of the device it
/// was given to and no other, as long as it is good and the device is its user's.
final class OnlyYourFramesTest {
  private static final byte[] BYTES = "ciphertext".getBytes(StandardCharsets.US_ASCII);
  private static final String CELL = "local";
  private static final Duration HOUR = Duration.ofHours(1);
  private static final long LOOK_NANOS = 200_000_000;

  private static AccountsEstate world;
  private static AccountApi api;
  private static Account alice;
  private static Account bob;
  private static Account laptop;
  private static Account carol;
  private static Account dave;

  @BeforeAll
  static void begin() throws Exception {
    world = AccountsEstate.start(AccountsEstate.Options.USUAL);
    api = new AccountApi(world.estate().apiUri());
    alice = registered("alice");
    carol = registered("carol");
    dave = registered("dave");
    try (Phone phone = phone("bob");
        Phone linked = phone("laptop")) {
      Phone _ = phone.register(AccountsEstate.newNumber(), world::codeOf);
      Phone _ = linked.linkTo(phone);
      bob = phone.device().account();
      laptop = linked.device().account();
    }
  }

  @AfterAll
  static void end() throws IOException {
    world.close();
  }

  @Test
  void ticketOpensItsOwnMailboxOnly() throws Exception {
    // Given
    try (Visitor sender = visitor(dave)) {
      sender.sendMessage(user(carol), 1, revision(carol), BYTES, carol.device());
      Accepted _ = sender.next(Accepted.class);
    }
    long offset;
    try (Visitor owner = visitor(carol)) {
      offset = owner.next(Deliver.class).getOffset();
    }

    // When
    try (Visitor other = visitor(dave)) {
      assertThat(other.until(Drained.class)).noneMatch(Deliver.class::isInstance);
      other.send(new Ack(offset));

      // Then
      assertThat(other.closeCode()).isEqualTo(4430);
    }
    try (Visitor owner = visitor(carol)) {
      Deliver again = owner.next(Deliver.class);
      assertThat(again.getOffset()).isEqualTo(offset);
      owner.send(new Ack(offset));
    }
  }

  @Test
  void ticketOfAnotherCellExpiredOrOfAnUnknownKeyIsRefused() throws Exception {
    // Given
    TicketSigner signer = TicketKeys.loadSigner(world.estate().ticketSigningKey());
    Path ownKey = world.directory().resolve("own.key");
    TicketKeys.generate(ownKey, world.directory().resolve("own.keys"));
    TicketSigner stranger = TicketKeys.loadSigner(ownKey);
    DeviceAddress address = carol.address();
    Instant now = Instant.now();
    byte[] forged = signer.sign(CELL, address, 0, now.plus(HOUR));
    forged[forged.length - 1] ^= 1;
    Map<Integer, byte[]> bad =
        Map.of(
            4411, stranger.sign(CELL, address, 0, now.plus(HOUR)),
            4412, signer.sign("elsewhere", address, 0, now.plus(HOUR)),
            4413, forged,
            4414, signer.sign(CELL, address, 0, now.minus(HOUR)));

    // Then
    for (Map.Entry<Integer, byte[]> each : bad.entrySet()) {
      try (Visitor visitor = Visitor.hello(world.estate().gatewayUri(), each.getValue())) {
        assertThat(visitor.closeCode()).isEqualTo(each.getKey());
      }
      assertRefused(each.getValue());
    }
    try (Visitor good =
        Visitor.hello(world.estate().gatewayUri(), signer.sign(CELL, address, 0, now.plus(HOUR)))) {
      Welcome _ = good.next(Welcome.class);
    }
  }

  @Test
  void removedDeviceIsCutOffAndItsMailboxEmptied() throws Exception {
    // Given
    long before = revision(bob);
    byte[] ticket = ticket(laptop);
    try (Visitor removed = Visitor.hello(world.estate().gatewayUri(), ticket);
        Visitor sender = visitor(alice);
        Envelopes log = new Envelopes(world.estate().bootstrapServers())) {
      sender.sendMessage(user(bob), 1, before, BYTES, bob.device(), laptop.device());
      Accepted _ = sender.next(Accepted.class);
      Deliver _ = removed.next(Deliver.class);
      try (Visitor owner = visitor(bob)) {
        owner.send(new Ack(owner.next(Deliver.class).getOffset()));
        Object _ = owner.until(Drained.class);
      }
      assertThat(log.census(Map.of()).holding()).isPositive();

      // When
      api.removeDevice(Texts.encode(ticket(bob)), laptop.device());

      // Then
      assertThat(removed.closeCode()).isEqualTo(4415);
      try (Visitor again = Visitor.hello(world.estate().gatewayUri(), ticket)) {
        assertThat(again.closeCode()).isEqualTo(4415);
      }
      assertRefused(ticket);
      sender.sendMessage(user(bob), 2, before, BYTES, bob.device(), laptop.device());
      DevicesChanged changed = changed(sender);
      assertThat(changed.getUser()).isEqualTo(Visitor.id16(user(bob)));
      assertThat(changed.getRevision()).isGreaterThan(before);
      assertThat(changed.getDevices())
          .singleElement()
          .satisfies(device -> assertThat(device.getDevice()).isEqualTo(bob.device()));
      try (Visitor owner = visitor(bob)) {
        owner.send(new Ack(owner.next(Deliver.class).getOffset()));
        awaitEmpty(log);
      }
    }
  }

  /// Waits until no message holds a slot any more: the removed device's are gone with the others.
  private static void awaitEmpty(Envelopes log) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (log.census(Map.of()).holding() > 0) {
      assertThat(System.nanoTime() - deadline).as("messages are left").isNegative();
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static DevicesChanged changed(Visitor visitor) throws InterruptedException {
    while (true) {
      Deliver deliver = visitor.next(Deliver.class);
      SpecificRecord body =
          EnvelopeCodec.body(new DeviceFrames().decodeEnvelope(deliver.getEnvelope()))
              .orElseThrow();
      if (body instanceof DevicesChanged changed) {
        return changed;
      }
      assertThat(body).isNotInstanceOf(Message.class);
    }
  }

  private static void assertRefused(byte[] ticket) {
    assertThatThrownBy(() -> api.devices(Texts.encode(ticket)))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().isUnauthorized()).isTrue());
  }

  private static Account registered(String name) throws Exception {
    try (Phone phone = phone(name)) {
      Phone _ = phone.register(AccountsEstate.newNumber(), world::codeOf);
      return phone.device().account();
    }
  }

  private static Phone phone(String name) throws IOException {
    return new Phone(world.directory().resolve("phones").resolve(name), api);
  }

  private static Visitor visitor(Account account) throws Exception {
    return Visitor.hello(world.estate().gatewayUri(), ticket(account));
  }

  private static byte[] ticket(Account account) throws Exception {
    return Texts.decode(api.ticket(account.credential()).ticket());
  }

  private static long revision(Account account) throws Exception {
    return api.devicesOf(Texts.encode(ticket(alice)), account.user()).revision();
  }

  private static UserId user(Account account) {
    return account.address().user();
  }
}
