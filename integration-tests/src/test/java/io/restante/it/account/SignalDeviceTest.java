package io.restante.it.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.contract.EnvelopeCodec;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.device.FakeNode;
import io.restante.it.signal.LetterCodec;
import io.restante.messaging.ListedDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole device against an API in memory and a node in memory.
final class SignalDeviceTest {
  private static final String ALICE = "+15550001";
  private static final String BOB = "+15550002";

  @AutoClose private final Phones phones;
  private final FakeNode node;
  private final FakeAccounts accounts;

  SignalDeviceTest(@TempDir Path directory) {
    phones = new Phones(directory);
    node = phones.node();
    accounts = phones.accounts();
  }

  @Test
  void twoPeopleWriteToEachOther() throws Exception {
    // Given
    Phone alice = phone("alice").register(ALICE, FakeAccounts.CODE);
    Phone bob = phone("bob").register(BOB, FakeAccounts.CODE);
    UserId found = alice.device().discover(BOB).orElseThrow();

    // When
    MessageId first = alice.write(found, "hello");
    MessageId second = alice.write(found, "bob");

    // Then
    bob.awaitRead("hello", "bob");
    alice.awaitAccepted(first);
    alice.awaitAccepted(second);
    bob.awaitAccepted(bob.write(alice.user(), "hello, alice"));
    alice.awaitRead("hello, alice");
    assertThat(alice.device().safetyNumber(bob.user()))
        .isPresent()
        .isEqualTo(bob.device().safetyNumber(alice.user()));
  }

  @Test
  void whatIsWrittenWhileTheOtherOrEverythingIsAwayArrivesInOrderOnce() throws Exception {
    // Given
    Phone alice = phone("alice").register(ALICE, FakeAccounts.CODE);
    Phone bob = phone("bob").register(BOB, FakeAccounts.CODE);
    UserId bobs = bob.user();
    alice.awaitAccepted(alice.write(bobs, "1"));
    bob.awaitRead("1");
    bob.stop();

    // When
    alice.awaitAccepted(alice.write(bobs, "2"));
    accounts.setAway(true);
    alice.stop();
    alice.start();
    alice.write(bobs, "3");
    alice.stop();
    accounts.setAway(false);
    alice.start();
    MessageId last = alice.write(bobs, "4");
    alice.awaitAccepted(last);
    bob.start();

    // Then
    bob.awaitRead("1", "2", "3", "4");
    assertThat(bob.dropped()).isZero();
  }

  @Test
  void linkedDeviceGetsWhatIsSentAndReceived() throws Exception {
    // Given
    Phone alice = phone("alice").register(ALICE, FakeAccounts.CODE);
    Phone bob = phone("bob").register(BOB, FakeAccounts.CODE);
    alice.awaitAccepted(alice.write(bob.user(), "before"));
    bob.awaitRead("before");

    // When
    Phone laptop = phone("laptop").linkTo(bob);
    laptop.awaitConnected();
    changed(alice, bob);

    // Then
    assertThat(laptop.user()).isEqualTo(bob.user());
    assertThat(laptop.device().account().number()).isEqualTo(BOB);
    laptop.awaitRead("before");
    alice.write(bob.user(), "after");
    bob.awaitRead("before", "after");
    laptop.awaitRead("before", "after");
    laptop.write(alice.user(), "from the laptop");
    alice.awaitRead("from the laptop");
    bob.awaitCopied("from the laptop");
    assertThat(laptop.device().safetyNumber(alice.user()))
        .isEqualTo(bob.device().safetyNumber(alice.user()));
  }

  @Test
  void missingCopyGoesOutUnderTheSameIdAndBeforeAnythingNewer() throws Exception {
    // Given
    Phone alice = phone("alice").register(ALICE, FakeAccounts.CODE);
    Phone bob = phone("bob").register(BOB, FakeAccounts.CODE);
    alice.awaitAccepted(alice.write(bob.user(), "1"));
    Phone laptop = phone("laptop").linkTo(bob);
    alice.awaitAccepted(alice.write(bob.user(), "2"));
    bob.awaitRead("1", "2");

    // When
    changed(alice, bob);
    changed(alice, bob);
    alice.write(bob.user(), "3");

    // Then
    laptop.awaitRead("1", "2", "3");
    bob.awaitRead("1", "2", "3");
    assertThat(laptop.dropped() + bob.dropped()).isZero();
  }

  @Test
  void whatIsWrittenBeforeTheNewOwnDeviceIsNoticedReachesItToo() throws Exception {
    // Given
    Phone alice = phone("alice").register(ALICE, FakeAccounts.CODE);
    Phone bob = phone("bob").register(BOB, FakeAccounts.CODE);
    while (!knowsItsDevices(bob)) {
      Thread.onSpinWait();
    }

    // When
    accounts.setListsAway(true);
    Phone laptop = phone("laptop").linkTo(bob);
    laptop.awaitConnected();
    MessageId _ = bob.write(bob.user(), "a note");
    MessageId _ = bob.write(alice.user(), "hello, alice");
    accounts.setListsAway(false);

    // Then
    laptop.awaitCopied("a note", "hello, alice");
    MessageId _ = bob.write(alice.user(), "and more");
    laptop.awaitCopied("a note", "hello, alice", "and more");
    alice.awaitRead("hello, alice", "and more");
  }

  @Test
  void copiesForNobodyAreGivenUpWithTheNextListAndBoundedUntilThen() throws Exception {
    // Given
    Phone bob = phone("bob").register(BOB, FakeAccounts.CODE);
    while (!knowsItsDevices(bob)) {
      Thread.onSpinWait();
    }

    // When
    for (int i = 0; i < Mailroom.UNCLAIMED_MAX + 10; i++) {
      MessageId _ = bob.write(bob.user(), "note " + i);
    }

    // Then
    assertThat(unclaimed(bob)).isEqualTo(Mailroom.UNCLAIMED_MAX);
    bob.device().ask(bob.user());
    while (unclaimed(bob) > 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void removedDeviceGetsNothingMoreAndKnowsIt() throws Exception {
    // Given
    Phone alice = phone("alice").register(ALICE, FakeAccounts.CODE);
    Phone bob = phone("bob").register(BOB, FakeAccounts.CODE);
    Phone laptop = phone("laptop").linkTo(bob);
    alice.awaitAccepted(alice.write(bob.user(), "1"));
    laptop.awaitRead("1");

    // When
    bob.device().removeDevice(2);
    changed(alice, bob);
    laptop.stop();
    laptop.start();

    // Then
    laptop.awaitRemoved();
    int before = node.waiting(laptop.device().account().address());
    alice.write(bob.user(), "2");
    bob.awaitRead("1", "2");
    assertThat(node.waiting(laptop.device().account().address())).isEqualTo(before);
  }

  @Test
  void personWhoRegistersAnewIsNoticedAndReached() throws Exception {
    // Given
    Phone alice = phone("alice").register(ALICE, FakeAccounts.CODE);
    Phone bob = phone("bob").register(BOB, FakeAccounts.CODE);
    alice.awaitAccepted(alice.write(bob.user(), "1"));
    bob.awaitRead("1");
    String before = alice.device().safetyNumber(bob.user()).orElseThrow();

    // When
    Phone again = phone("bob's new phone").register(BOB, FakeAccounts.CODE);
    changed(alice, again);

    // Then
    alice.awaitIdentityChanged(again.user());
    assertThat(alice.device().safetyNumber(again.user()).orElseThrow()).isNotEqualTo(before);
    alice.write(again.user(), "2");
    again.awaitRead("1", "2");
  }

  @Test
  void keysAreRefilledWhenFewAreLeft() throws Exception {
    // Given
    Phone bob = phone("bob").register(BOB, FakeAccounts.CODE);
    bob.awaitConnected();
    accounts.keys().drain(bob.device().account().address());

    // When
    node.put(bob.device().account().address(), EnvelopeCodec.encodeKeysLow(0, 0));

    // Then
    while (!accounts.keys().counts(bob.device().account().address()).equals(List.of(100, 100))) {
      Thread.onSpinWait();
    }
  }

  @Test
  void nobodyIsNotWrittenTo() throws Exception {
    Phone alice = phone("alice").register(ALICE, FakeAccounts.CODE);
    assertThat(alice.device().discover("+15559999")).isEmpty();
    alice.write(Account.userId(UUID.randomUUID()), "anybody?");
    alice.awaitFailures(SignalListener.Failure.NO_SUCH_USER);
    String tooLong = "x".repeat(LetterCodec.TEXT_BYTES_MAX + 1);
    assertThatThrownBy(() -> alice.write(alice.user(), tooLong))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void wrongCodeIsATypedProblem() throws Exception {
    Phone alice = phone("alice");
    assertThatThrownBy(() -> alice.register(ALICE, "000000"))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().name()).isEqualTo("wrong-code"));
  }

  /// Tells a phone which devices another's user has, as the home node does.
  private void changed(Phone sender, Phone of) throws Exception {
    UUID user = Account.uuid(of.user());
    AccountService.ListedDevices list =
        accounts.devicesOf(sender.device().account().credential(), user);
    List<ListedDevice> devices =
        list.devices().stream()
            .map(device -> new ListedDevice(device.device(), device.registrationId()))
            .toList();
    node.put(
        sender.device().account().address(),
        EnvelopeCodec.encodeDevicesChanged(of.user(), list.revision(), devices));
  }

  private static boolean knowsItsDevices(Phone phone) {
    AtomicBoolean known = new AtomicBoolean();
    phone.device().with(vault -> known.set(Peer.of(vault, phone.user()).isKnown()));
    return known.get();
  }

  /// Returns how many copies for own other devices wait.
  private static int unclaimed(Phone phone) {
    AtomicInteger waiting = new AtomicInteger();
    phone.device().with(_ -> waiting.set(phone.device().mail().post().queue(phone.user()).size()));
    return waiting.get();
  }

  private Phone phone(String name) throws IOException {
    return phones.add(name);
  }
}
