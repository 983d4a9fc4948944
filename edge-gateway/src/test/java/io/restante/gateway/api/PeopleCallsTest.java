package io.restante.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.UserId;
import io.restante.gateway.api.AccountFixture.Person;
import io.restante.gateway.api.AccountFixture.Reply;
import io.restante.gateway.directory.PhoneNumber;
import io.restante.gateway.postgres.DirectoryWorld;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Devices, profiles, privacy, contacts and whole accounts.
class PeopleCallsTest {
  private static final UserId STRANGER = new UserId(0x0192_0000_0000_7000L, Long.MIN_VALUE + 1);

  @RegisterExtension private static final RunningApi RUNNING = new RunningApi();

  private static AccountFixture api() {
    return RUNNING.api();
  }

  private static Person newPerson() throws IOException {
    return api().register(DirectoryWorld.newNumber());
  }

  private static Reply get(String path, Person by) throws IOException {
    return api().send("GET", path, by.ticket(), null);
  }

  @Test
  void aRemovedDeviceIsGoneWithItsKeys() throws IOException {
    Person person = newPerson();

    assertThat(api().send("DELETE", "/devices/1", person.ticket(), null).status()).isEqualTo(204);

    assertThat(api().keys().identityKey(person.address())).isEmpty();
    assertThat(get("/devices", person).body().toString())
        .isEqualTo("{\"revision\":2,\"devices\":[]}");
    assertThat(api().send("DELETE", "/devices/1", person.ticket(), null).problem())
        .isEqualTo("unknown-device");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "128", "-1", "1.5", "01", "x"})
  void whatIsNoDeviceIdIsRefused(String device) throws IOException {
    Reply reply = api().send("DELETE", "/devices/" + device, newPerson().ticket(), null);

    assertThat(reply.problem()).isEqualTo("malformed-request");
  }

  @Test
  void aProfileIsSeenByOthers() throws IOException {
    Person alice = newPerson();
    Person bob = newPerson();
    assertThat(get("/profile", alice).text("profile")).isEmpty();

    assertThat(api().send("PUT", "/profile", alice.ticket(), "{\"profile\":\"AQID\"}").status())
        .isEqualTo(204);

    assertThat(get("/profile", alice).text("profile")).isEqualTo("AQID");
    assertThat(get("/users/" + alice.user() + "/profile", bob).text("profile")).isEqualTo("AQID");
    assertThat(get("/profile", bob).text("profile")).isEmpty();
    assertThat(get("/users/" + STRANGER + "/profile", bob).problem()).isEqualTo("unknown-user");
    assertThat(get("/users/1/profile", bob).problem()).isEqualTo("malformed-request");
  }

  @Test
  void aProfileHas2048BytesAtMost() throws IOException {
    Person person = newPerson();
    String most = "A".repeat(2_730) + "AA"; // 2,048 bytes and, one character group more, 2,049.
    String limit = "{\"profile\":\"" + most.substring(0, 2_731) + "\"}";
    String over = "{\"profile\":\"" + "A".repeat(2_732) + "\"}";

    assertThat(api().send("PUT", "/profile", person.ticket(), limit).status()).isEqualTo(204);
    assertThat(api().send("PUT", "/profile", person.ticket(), over).problem())
        .isEqualTo("invalid-field");
  }

  @Test
  void privacySettingsAreOnesOwn() throws IOException {
    Person person = newPerson();
    String settings = "{\"lastSeen\":\"NOBODY\",\"readReceipts\":false,\"groupAdds\":\"CONTACTS\"}";
    assertThat(get("/privacy", person).body().toString())
        .isEqualTo("{\"lastSeen\":\"CONTACTS\",\"readReceipts\":true,\"groupAdds\":\"EVERYONE\"}");

    assertThat(api().send("PUT", "/privacy", person.ticket(), settings).status()).isEqualTo(204);

    assertThat(get("/privacy", person).body().toString()).isEqualTo(settings);
    assertThat(get("/privacy", newPerson()).text("lastSeen")).isEqualTo("CONTACTS");
    String impossible = settings.replace("CONTACTS", "NOBODY");
    assertThat(api().send("PUT", "/privacy", person.ticket(), impossible).problem())
        .isEqualTo("malformed-request");
  }

  @Test
  void contactsAreAddedListedAndRemoved() throws IOException {
    Person alice = newPerson();
    String bob = newPerson().user().toString();
    String path = "/contacts/" + bob;
    assertThat(api().send("PUT", path, alice.ticket(), null).status()).isEqualTo(204);
    assertThat(api().send("PUT", path, alice.ticket(), null).status()).isEqualTo(204);
    assertThat(get("/contacts", alice).body().toString())
        .isEqualTo("{\"contacts\":[\"" + bob + "\"]}");

    assertThat(api().send("DELETE", path, alice.ticket(), null).status()).isEqualTo(204);

    assertThat(get("/contacts", alice).body().toString()).isEqualTo("{\"contacts\":[]}");
    assertThat(api().send("PUT", "/contacts/" + STRANGER, alice.ticket(), null).problem())
        .isEqualTo("unknown-user");
  }

  @Test
  void discoveryTellsWhichNumbersHaveUsersAndNothingOfOthers() throws IOException {
    PhoneNumber known = DirectoryWorld.newNumber();
    Person alice = api().register(known);
    NumbersForm form = new NumbersForm(List.of(DirectoryWorld.newNumber(), known, known));

    Reply reply = api().send("POST", "/contacts/discovery", alice.ticket(), form);

    assertThat(reply.body().get("users")).hasSize(1);
    assertThat(reply.body().at("/users/0/number").textValue()).isEqualTo(known.e164());
    assertThat(reply.body().at("/users/0/user").textValue()).isEqualTo(alice.user().toString());
  }

  @Test
  void numbersAreLimitedTo2000AtOnce() throws IOException {
    Person person = newPerson();
    for (int round = 0; round < 20; round++) {
      assertThat(discover(person, numbers(100)).status()).isEqualTo(200);
    }

    Reply reply = discover(person, numbers(1));
    assertThat(reply.status()).isEqualTo(429);
    assertThat(reply.body().get("retryAfterSeconds").intValue()).isEqualTo(87);
    api().world.clock().advance(Duration.ofMillis(86_400));
    assertThat(discover(person, numbers(1)).status()).isEqualTo(200);
    assertThat(discover(person, numbers(101)).problem()).isEqualTo("invalid-field");
    assertThat(discover(person, "{\"numbers\":[]}").problem()).isEqualTo("invalid-field");
  }

  private static Reply discover(Person by, String json) throws IOException {
    return api().send("POST", "/contacts/discovery", by.ticket(), json);
  }

  private static String numbers(int count) {
    return IntStream.range(0, count)
        .mapToObj(_ -> "\"" + DirectoryWorld.newNumber().e164() + "\"")
        .collect(Collectors.joining(",", "{\"numbers\":[", "]}"));
  }

  @Test
  void aDeletedAccountIsGone() throws IOException {
    PhoneNumber number = DirectoryWorld.newNumber();
    Person person = api().register(number);
    Person other = newPerson();

    assertThat(api().send("DELETE", "/account", person.ticket(), null).status()).isEqualTo(204);

    assertThat(api().keys().identityKey(person.address())).isEmpty();
    assertThat(get("/users/" + person.user() + "/profile", other).problem())
        .isEqualTo("unknown-user");
    for (String path : List.of("/devices", "/profile", "/privacy")) {
      assertThat(get(path, person).problem()).isEqualTo("device-removed");
    }
    assertThat(api().send("POST", "/tickets", person.credential(), null).problem())
        .isEqualTo("unauthenticated");
    RUNNING.passTime();
    assertThat(api().register(number).user()).isNotEqualTo(person.user());
  }
}
