package io.restante.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.world.AccountsEstate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Whole devices on a real estate: broker, stores, node and API.
@ExtendWith(AccountsEstate.Shared.class)
final class EncryptedEstateTest {
  private final AccountsEstate world;
  @TempDir private Path directory;
  private final List<Phone> phones = new ArrayList<>();

  EncryptedEstateTest(AccountsEstate world) {
    this.world = world;
  }

  @AfterEach
  void close() throws IOException {
    for (Phone phone : phones) {
      phone.close();
    }
  }

  @Test
  void twoPeopleChatWhileOneOfThemComesAndGoes() throws Exception {
    // Given
    Phone alice = phone("alice", "+15550101");
    Phone bob = phone("bob", "+15550102");
    UserId bobs = alice.device().discover("+15550102").orElseThrow();
    assertThat(bobs).isEqualTo(bob.user());

    // When
    alice.write(bobs, "1");
    bob.awaitRead("1");
    bob.write(alice.user(), "one");
    alice.awaitRead("one");
    bob.stop();
    alice.awaitAccepted(alice.write(bobs, "2"));
    alice.awaitAccepted(alice.write(bobs, "3"));
    bob.start();

    // Then
    bob.awaitRead("1", "2", "3");
    bob.write(alice.user(), "two");
    alice.awaitRead("one", "two");
    assertThat(alice.device().safetyNumber(bobs))
        .isPresent()
        .isEqualTo(bob.device().safetyNumber(alice.user()));
    assertThat(alice.dropped() + bob.dropped()).isZero();
  }

  @Test
  void furtherDeviceIsLinkedReachedAndRemoved() throws Exception {
    // Given
    Phone alice = phone("alice", "+15550201");
    Phone bob = phone("bob", "+15550202");
    alice.write(bob.user(), "before");
    bob.awaitRead("before");

    // When
    Phone laptop = new Phone(directory.resolve("laptop"), api());
    phones.add(laptop);
    laptop.linkTo(bob);
    MessageId _ = bob.write(alice.user(), "right after linking");
    laptop.awaitConnected();
    List<String> written = new ArrayList<>(List.of("before"));
    while (laptop.read().isEmpty() && written.size() < 2_000) {
      // The node has the new list within half a second, and says so with the next message.
      String text = "to both " + written.size();
      alice.awaitAccepted(alice.write(bob.user(), text));
      written.add(text);
    }

    // Then
    bob.awaitRead(written.toArray(String[]::new));
    laptop.awaitRead(written.toArray(String[]::new));
    laptop.awaitCopied("right after linking");
    laptop.write(alice.user(), "from the laptop");
    alice.awaitRead("right after linking", "from the laptop");
    bob.awaitCopied("from the laptop");
    bob.device().removeDevice(laptop.device().account().device());
    laptop.awaitRemoved();
    alice.write(bob.user(), "to the phone alone");
    bob.awaitReadLast("to the phone alone");
  }

  private Phone phone(String name, String number) throws IOException, ProblemException {
    Phone phone = new Phone(directory.resolve(name), api());
    phones.add(phone);
    return phone.register(number, world::codeOf);
  }

  private AccountApi api() {
    return new AccountApi(world.estate().apiUri());
  }
}
