package io.restante.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.GroupId;
import io.restante.it.world.AccountsEstate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Groups of whole devices on a real estate: broker, stores, node, API, the directory's connector
/// and the fan-out.
@ExtendWith(AccountsEstate.Shared.class)
final class GroupsEstateTest {
  private final AccountsEstate world;
  @TempDir private Path directory;
  private final List<Phone> phones = new ArrayList<>();

  GroupsEstateTest(AccountsEstate world) {
    this.world = world;
  }

  @AfterEach
  void close() throws IOException {
    for (Phone phone : phones) {
      phone.close();
    }
  }

  @Test
  void threeChatWhileOneIsRemovedAndOneIsAway() throws Exception {
    // Given
    Phone alice = phone("alice", "+15550301");
    Phone bob = phone("bob", "+15550302");
    Phone carol = phone("carol", "+15550303");
    GroupId group = alice.device().groups().create("Three", List.of(bob.user(), carol.user())).id();
    bob.awaitGroup(group, "Three");
    carol.awaitGroup(group, "Three");
    alice.awaitAccepted(alice.write(group, "hello all"));
    bob.awaitRead("hello all");
    carol.awaitRead("hello all");
    bob.awaitAccepted(bob.write(group, "hello alice"));
    alice.awaitRead("hello alice");
    carol.awaitRead("hello all", "hello alice");

    // When
    bob.stop();
    alice.awaitAccepted(alice.write(group, "bob is away"));
    carol.awaitReadLast("bob is away");
    alice.device().groups().remove(group, carol.user());
    carol.awaitLeft(group);
    alice.awaitAccepted(alice.write(group, "without carol"));
    bob.start();

    // Then
    bob.awaitRead("hello all", "bob is away", "without carol");
    bob.awaitAccepted(bob.write(group, "back again"));
    alice.awaitRead("hello alice", "back again");
    carol.write(group, "am I alone?");
    carol.awaitFailures(SignalListener.Failure.NOT_A_MEMBER);
    assertThat(carol.read()).containsExactly("hello all", "hello alice", "bob is away");
    assertThat(alice.dropped() + bob.dropped() + carol.dropped()).isZero();
  }

  @Test
  void linkedDeviceReadsAndWritesAndAsksForWhatItCannotOpen() throws Exception {
    // Given
    Phone alice = phone("alice", "+15550401");
    Phone bob = phone("bob", "+15550402");
    GroupId group = alice.device().groups().create("Two", List.of(bob.user())).id();
    bob.awaitGroup(group, "Two");
    alice.awaitAccepted(alice.write(group, "before"));
    bob.awaitRead("before");

    // When
    Phone laptop = new Phone(directory.resolve("laptop"), api(), groups());
    phones.add(laptop);
    laptop.linkTo(bob);
    laptop.awaitConnected();
    List<String> written = new ArrayList<>(List.of("before"));
    while (laptop.read().isEmpty() && written.size() < 2_000) {
      // The node hears of the new device from the directory's topic, a moment after the link.
      String text = "to all devices " + written.size();
      alice.awaitAccepted(alice.write(group, text));
      written.add(text);
    }

    // Then
    bob.awaitRead(written.toArray(String[]::new));
    laptop.awaitReadSomewhere(written.getLast());
    // One that had to be asked for comes after its successor, which then says what it skipped.
    List<String> readByLaptop =
        laptop.read().stream().map(text -> text.replaceFirst(" after \\d+$", "")).toList();
    assertThat(written).containsAll(readByLaptop);
    assertThat(readByLaptop).doesNotHaveDuplicates();
    laptop.awaitAccepted(laptop.write(group, "from the laptop"));
    alice.awaitRead("from the laptop");
    bob.awaitReadLast("from the laptop");
  }

  @Test
  void whoJoinsByLinkReadsWhatComesAndTheTitle() throws Exception {
    // Given
    Phone alice = phone("alice", "+15550501");
    Phone bob = phone("bob", "+15550502");
    GroupId group = alice.device().groups().create("Open", List.of()).id();
    alice.awaitAccepted(alice.write(group, "nobody is here"));
    GroupLink link = GroupLink.parse(alice.device().groups().makeLink(group)).orElseThrow();

    // When
    assertThat(bob.device().groups().join(link).title()).contains("Open");
    alice.awaitMembers(group, 2);
    alice.awaitAccepted(alice.write(group, "welcome"));

    // Then
    bob.awaitRead("welcome");
    alice.device().groups().rename(group, "Opened");
    bob.awaitGroup(group, "Opened");
    bob.device().groups().leave(group);
    alice.awaitMembers(group, 1);
  }

  private Phone phone(String name, String number) throws IOException, ProblemException {
    Phone phone = new Phone(directory.resolve(name), api(), groups());
    phones.add(phone);
    return phone.register(number, world::codeOf);
  }

  private AccountApi api() {
    return new AccountApi(world.estate().apiUri());
  }

  private GroupApi groups() {
    return new GroupApi(world.estate().apiUri());
  }
}
