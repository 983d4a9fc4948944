package io.restante.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.signal.Content;
import io.restante.it.signal.Opened.Flaw;
import io.restante.it.signal.SignalCore;
import io.restante.it.vault.Vault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Messages that a device cannot open because it lost what it needs for that.
final class RetryTest {
  @AutoClose private final Phones phones;
  private Phone alice;
  private Phone bob;
  private UserId bobs;

  RetryTest(@TempDir Path directory) throws IOException {
    phones = new Phones(directory);
    alice = phones.add("alice");
    bob = phones.add("bob");
    bobs = new UserId(0, 0);
  }

  @BeforeEach
  void begin() throws Exception {
    alice = alice.register("+15550001", FakeAccounts.CODE);
    bob = bob.register("+15550002", FakeAccounts.CODE);
    bobs = bob.user();
    alice.write(bobs, "1");
    bob.awaitRead("1");
    bob.write(alice.user(), "one");
    alice.awaitRead("one");
  }

  @Test
  void whatCannotBeOpenedComesOnceMoreAndIsReadOnce() throws Exception {
    // Given
    loseSessions(bob, alice);

    // When
    alice.awaitAccepted(alice.write(bobs, "2"));
    alice.awaitAccepted(alice.write(bobs, "3"));
    bob.start();

    // Then
    bob.awaitRead("1", "2", "3");
    assertThat(bob.dropped()).isEqualTo(2);
    alice.write(bobs, "4");
    bob.awaitRead("1", "2", "3", "4");
    bob.write(alice.user(), "two");
    alice.awaitRead("one", "two");
    assertThat(bob.dropped()).isEqualTo(2);
    assertThat(alice.dropped()).isZero();
  }

  @Test
  void requestIsAnsweredByASenderThatHasBeenAway() throws Exception {
    // Given
    loseSessions(bob, alice);
    alice.awaitAccepted(alice.write(bobs, "2"));
    alice.stop();

    // When
    bob.start();
    bob.awaitDropped(1);
    alice.start();

    // Then
    bob.awaitRead("1", "2");
  }

  @Test
  void otherDevicesOfTheReaderReadNothingTwice() throws Exception {
    // Given
    Phone laptop = phones.add("laptop").linkTo(bob);
    alice.device().ask(bobs);
    laptop.awaitRead("1");
    loseSessions(bob, alice);

    // When
    alice.awaitAccepted(alice.write(bobs, "2"));
    laptop.awaitRead("1", "2");
    bob.start();
    bob.awaitRead("1", "2");

    // Then
    alice.write(bobs, "3");
    bob.awaitRead("1", "2", "3");
    laptop.awaitRead("1", "2", "3");
  }

  @Test
  void forgeriesAreAskedForBoundedly() {
    DeviceAddress sender = alice.device().account().address();
    bob.device()
        .with(
            vault -> {
              // Given
              Retries retries = new Retries(vault, new SignalCore(vault, InstantSource.system()));

              // When
              int asked = 0;
              for (int number = 2; number < 2 * Retries.ASKED_MAX; number++) {
                asked += retries.asksFor(sender, number, Flaw.FORGED) ? 1 : 0;
              }

              // Then
              assertThat(asked).isEqualTo(Retries.ASKED_MAX);
              retries.came(sender, 3);
              assertThat(retries.asksFor(sender, 2, Flaw.FORGED)).as("asked before").isFalse();
              assertThat(retries.asksFor(sender, 200, Flaw.FORGED)).as("room again").isTrue();
              retries.opened(sender, Retries.WAITED_FOR + 10);
              assertThat(retries.asksFor(sender, 201, Flaw.FORGED)).as("given up").isTrue();
            });
  }

  @Test
  void messageGoesOnceMoreToADeviceThatItWasForAndOnlyOnce() throws Exception {
    // Given
    MessageId id = alice.write(bobs, "2");
    alice.awaitAccepted(id);
    DeviceAddress reader = bob.device().account().address();

    // When
    alice
        .device()
        .with(
            _ -> {
              Post post = alice.device().mail().post();
              Optional<Draft> other = post.takeForRetry(new DeviceAddress(reader.user(), 9), id, 2);
              Optional<Draft> otherId = post.takeForRetry(reader, new MessageId(7, 7), 2);
              Optional<Draft> otherNumber = post.takeForRetry(reader, id, 1);
              Optional<Draft> first = post.takeForRetry(reader, id, 2);
              Optional<Draft> second = post.takeForRetry(reader, id, 2);

              // Then
              assertThat(other).isEmpty();
              assertThat(otherId).isEmpty();
              assertThat(otherNumber).isEmpty();
              assertThat(first.orElseThrow().content())
                  .isInstanceOfSatisfying(
                      Content.Text.class, text -> assertThat(text.text()).isEqualTo("2"));
              assertThat(second).isEmpty();
            });
  }

  /// Ends a phone's process and takes its sessions with another's user from its disk.
  private static void loseSessions(Phone phone, Phone other) throws IOException {
    String sessions = "signal/session/" + other.user();
    phone.stop();
    try (Vault vault = phone.open()) {
      assertThat(vault.under(sessions)).isNotEmpty();
      vault.under(sessions).keySet().forEach(vault::remove);
      vault.commit();
    }
  }
}
