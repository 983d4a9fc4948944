package io.restante.gateway.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.contract.UserId;
import io.restante.gateway.directory.Privacy.GroupAdds;
import io.restante.gateway.directory.Privacy.LastSeen;
import io.restante.gateway.postgres.DirectoryWorld;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PeopleTest {
  private static final UserId STRANGER = new UserId(0x0192_0000_0000_7000L, Long.MIN_VALUE + 1);

  private static DirectoryWorld world;
  private static Profiles profiles;
  private static Contacts contacts;

  @BeforeAll
  static void start() {
    world = new DirectoryWorld();
    profiles = world.directory().profiles();
    contacts = world.directory().contacts();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static UserId newUser() {
    return world.register(DirectoryWorld.newNumber(), 1).credential().address().user();
  }

  @Test
  void aProfileIsEmptyUntilItIsSet() {
    UserId user = newUser();
    assertThat(profiles.profile(user)).contains(OpaqueBytes.EMPTY);
    OpaqueBytes profile = OpaqueBytes.copyOf(new byte[Profiles.PROFILE_BYTES_MAX]);

    assertThat(profiles.setProfile(user, profile)).isTrue();
    assertThat(profiles.profile(user)).contains(profile);
  }

  @Test
  void privacyHasDefaultsUntilItIsSet() {
    UserId user = newUser();
    assertThat(profiles.privacy(user)).contains(Privacy.DEFAULT);
    Privacy privacy = new Privacy(LastSeen.NOBODY, false, GroupAdds.CONTACTS);

    assertThat(profiles.setPrivacy(user, privacy)).isTrue();
    assertThat(profiles.privacy(user)).contains(privacy);
  }

  @Test
  void aStrangerHasNothing() {
    assertThat(profiles.profile(STRANGER)).isEmpty();
    assertThat(profiles.privacy(STRANGER)).isEmpty();
    assertThat(profiles.setProfile(STRANGER, OpaqueBytes.EMPTY)).isFalse();
    assertThat(profiles.setPrivacy(STRANGER, Privacy.DEFAULT)).isFalse();
    assertThat(world.directory().devices().list(STRANGER)).isEmpty();
    assertThat(world.directory().deviceLists().deviceList(STRANGER)).isEmpty();
    assertThat(world.directory().accounts().delete(STRANGER)).isEmpty();
  }

  @Test
  void contactsAreListedOnceEachUntilRemoved() {
    UserId user = newUser();
    UserId contact = newUser();
    assertThat(contacts.add(user, contact)).isEqualTo(Contacts.Addition.ADDED);
    assertThat(contacts.add(user, contact)).isEqualTo(Contacts.Addition.ADDED);
    assertThat(contacts.list(user)).containsExactly(contact);
    assertThat(contacts.list(contact)).isEmpty();

    contacts.remove(user, contact);

    assertThat(contacts.list(user)).isEmpty();
  }

  @Test
  void onlyUsersBecomeContacts() {
    assertThat(contacts.add(newUser(), STRANGER)).isEqualTo(Contacts.Addition.UNKNOWN_USER);
    assertThat(contacts.add(STRANGER, newUser())).isEqualTo(Contacts.Addition.UNKNOWN_USER);
  }

  @Test
  void thereAre5000ContactsAtMost() {
    UserId user = newUser();
    Rows.run(
        world.url(),
        "INSERT INTO contacts SELECT '"
            + user
            + "', gen_random_uuid() FROM generate_series(1, 4999)");
    UserId last = newUser();
    assertThat(contacts.add(user, last)).isEqualTo(Contacts.Addition.ADDED);

    assertThat(contacts.add(user, newUser())).isEqualTo(Contacts.Addition.FULL);
    assertThat(contacts.add(user, last)).isEqualTo(Contacts.Addition.ADDED);
    assertThat(contacts.list(user)).hasSize(Contacts.CONTACTS_MAX);
  }

  @Test
  void discoveryFindsNumbersThatHaveUsers() {
    PhoneNumber known = DirectoryWorld.newNumber();
    UserId user = world.register(known, 1).credential().address().user();
    PhoneNumber unknown = DirectoryWorld.newNumber();

    assertThat(contacts.discover(List.of(known, unknown))).isEqualTo(Map.of(known, user));
    assertThat(contacts.discover(List.of())).isEmpty();
  }

  @Test
  void discoveryTakesAHundredNumbers() {
    PhoneNumber number = DirectoryWorld.newNumber();
    assertThat(contacts.discover(Collections.nCopies(100, number))).isEmpty();

    assertThatThrownBy(() -> contacts.discover(Collections.nCopies(101, number)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
