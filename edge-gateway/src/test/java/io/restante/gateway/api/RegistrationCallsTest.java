package io.restante.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.restante.contract.DeviceAddress;
import io.restante.gateway.api.AccountFixture.Person;
import io.restante.gateway.api.AccountFixture.Reply;
import io.restante.gateway.directory.Leftovers;
import io.restante.gateway.directory.PhoneNumber;
import io.restante.gateway.directory.RegistrationId;
import io.restante.gateway.http.Json;
import io.restante.gateway.keys.KeyBytes;
import io.restante.gateway.postgres.DirectoryWorld;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationCallsTest {
  private static final TestIdentity IDENTITY = new TestIdentity(7);

  @RegisterExtension private static final RunningApi RUNNING = new RunningApi();

  private static AccountFixture api() {
    return RUNNING.api();
  }

  private static RegistrationId requested() throws IOException {
    return api().requestCode(DirectoryWorld.newNumber());
  }

  private static String body(RegistrationId registration) {
    CodeForm form = new CodeForm(api().world.code(registration), AccountFixture.device(IDENTITY));
    return new String(Json.write(form), StandardCharsets.UTF_8);
  }

  private static void assertNothingIsThere(PhoneNumber number) {
    assertThat(api().world.directory().contacts().discover(List.of(number))).isEmpty();
  }

  @Test
  void aNumberBecomesADeviceThatGetsTickets() throws IOException {
    Person person = api().register(DirectoryWorld.newNumber());

    assertThat(api().keys().identityKey(person.address())).contains(person.identity().key());
    Reply ticket = api().send("POST", "/tickets", person.credential(), null);
    assertThat(ticket.status()).isEqualTo(201);
    Reply devices = api().send("GET", "/devices", ticket.text("ticket"), null);
    assertThat(devices.body().at("/revision").intValue()).isEqualTo(1);
    assertThat(devices.body().at("/devices/0/device").intValue()).isEqualTo(1);
    assertThat(devices.body().at("/devices/0/registrationId").intValue()).isEqualTo(77);
    assertThat(devices.body().at("/devices/0/name").textValue()).isEqualTo("AQID");
  }

  @Test
  void theSameNumberAgainReplacesAllDevices() throws IOException {
    PhoneNumber number = DirectoryWorld.newNumber();
    Person before = api().register(number);
    RUNNING.passTime();

    Reply again = api().confirm(api().requestCode(number), IDENTITY);

    DeviceAddress address = api().person(again, IDENTITY).address();
    assertThat(address).isEqualTo(new DeviceAddress(before.user(), 2));
    assertThat(again.body().get("deviceListRevision").intValue()).isEqualTo(2);
    assertThat(api().keys().identityKey(before.address())).isEmpty();
    assertThat(api().keys().identityKey(address)).contains(IDENTITY.key());
    assertThat(api().send("POST", "/tickets", before.credential(), null).problem())
        .isEqualTo("unauthenticated");
  }

  @Test
  void aWrongCodeSaysHowManyTriesAreLeft() throws IOException {
    RegistrationId registration = requested();
    String wrong = api().world.code(registration).equals("123456") ? "123457" : "123456";
    for (int left = 4; left >= 0; left--) {
      Reply reply =
          api().confirm(registration, new CodeForm(wrong, AccountFixture.device(IDENTITY)));
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.problem()).isEqualTo("wrong-code");
      assertThat(reply.body().get("attemptsLeft").intValue()).isEqualTo(left);
    }

    assertThat(api().confirm(registration, IDENTITY).problem()).isEqualTo("unknown-registration");
  }

  @Test
  void aCodeWorksOnce() throws IOException {
    RegistrationId registration = requested();
    assertThat(api().confirm(registration, IDENTITY).status()).isEqualTo(201);

    Reply reply = api().confirm(registration, IDENTITY);

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.problem()).isEqualTo("already-used");
  }

  @Test
  void ofConfirmationsAtOnceOneComesThrough() throws IOException {
    RegistrationId registration = requested();
    Callable<Reply> confirm = () -> api().confirm(registration, new TestIdentity(1));

    List<Reply> replies =
        DirectoryWorld.atOnce(IntStream.range(0, 4).mapToObj(_ -> confirm).toList());

    assertThat(replies).extracting(Reply::status).containsOnlyOnce(201).containsOnly(201, 409);
  }

  @Test
  void aConfirmationThatWasOvertakenLeavesNoKeysBehind() throws IOException {
    RegistrationId registration = requested();
    List<DeviceAddress> overtaken = new ArrayList<>();
    List<Reply> winners = new ArrayList<>();
    api()
        .keys
        .afterNextPublish(
            device -> {
              overtaken.add(device);
              winners.add(confirmUnchecked(registration));
            });

    Reply loser = api().confirm(registration, new TestIdentity(1));

    assertThat(loser.problem()).isEqualTo("already-used");
    assertThat(api().keys().identityKey(overtaken.getFirst())).isEmpty();
    DeviceAddress winner = api().person(winners.getFirst(), IDENTITY).address();
    assertThat(api().keys().identityKey(winner)).contains(IDENTITY.key());
  }

  private static Reply confirmUnchecked(RegistrationId registration) {
    try {
      return api().confirm(registration, IDENTITY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anUnknownOrExpiredRegistrationIsUnknown() throws IOException {
    RegistrationId unknown = new RegistrationId(new UUID(1, 2));
    assertThat(
            api()
                .confirm(unknown, new CodeForm("123456", AccountFixture.device(IDENTITY)))
                .problem())
        .isEqualTo("unknown-registration");
    RegistrationId registration = requested();
    api().world.clock().advance(Duration.ofMinutes(10));

    Reply reply = api().confirm(registration, IDENTITY);

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.problem()).isEqualTo("unknown-registration");
  }

  @Test
  void aSignatureByAnotherKeyIsRefusedAndNothingIsThere() throws IOException {
    PhoneNumber number = DirectoryWorld.newNumber();
    RegistrationId registration = api().requestCode(number);
    TestIdentity other = new TestIdentity(8);
    FirstKeys keys = AccountFixture.device(IDENTITY).keys();
    FirstKeys forged =
        new FirstKeys(
            keys.identityKey(),
            other.signedPreKey(1),
            keys.lastResortKyberPreKey(),
            keys.preKeys(),
            keys.kyberPreKeys());

    Reply reply =
        api()
            .confirm(
                registration,
                new CodeForm(api().world.code(registration), new DeviceForm(1, null, forged)));

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.problem()).isEqualTo("invalid-signature");
    assertThat(reply.body().toString()).contains("/device/keys/signedPreKey/signature");
    assertNothingIsThere(number);
    assertThat(api().confirm(registration, IDENTITY).status()).isEqualTo(201);
  }

  @Test
  void keysOfTheWrongSizeAreRefused() throws IOException {
    RegistrationId registration = requested();
    String good = body(registration);
    KeyBytes identity = IDENTITY.key();
    String text = TestIdentity.base64(identity);
    String shorter = TestIdentity.base64(KeyBytes.of(Arrays.copyOf(identity.toArray(), 30)));

    Reply reply = api().confirm(registration, good.replace(text, shorter));

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.problem()).isEqualTo("invalid-field");
    assertThat(reply.body().get("field").textValue()).isEqualTo("/device/keys/identityKey");
  }

  @Test
  void everyFlawOfABodyIsAProblemAndChangesNothing() throws IOException {
    PhoneNumber number = DirectoryWorld.newNumber();
    RegistrationId registration = api().requestCode(number);
    String good = body(registration);

    String id = "\"registrationId\":77";
    Map<String, String> flawed =
        Map.of(
            good.replace("{\"code\"", "{\"more\":1,\"code\""),
            "malformed-request",
            good.substring(1),
            "malformed-request",
            "{\"code\":\"123456\"}",
            "malformed-request",
            good.replace(id, "\"registrationId\":0"),
            "invalid-field",
            good.replace(id, "\"registrationId\":16381"),
            "invalid-field",
            good.replace("AQID", "A".repeat(344)),
            "invalid-field",
            good.replaceFirst("\"code\":\"[0-9]*", "\"code\":\"12345"),
            "invalid-field");

    for (Map.Entry<String, String> flaw : flawed.entrySet()) {
      assertThat(api().confirm(registration, flaw.getKey()).problem()).isEqualTo(flaw.getValue());
    }

    assertNothingIsThere(number);
  }

  @Test
  void bodiesOverTheLimitAndOtherContentTypesAreRefused() throws IOException {
    String padding = " ".repeat(256 << 10);
    RegistrationId registration = requested();
    Reply large = api().confirm(registration, body(registration) + padding);
    assertThat(large.status()).isEqualTo(413);
    assertThat(large.problem()).isEqualTo("body-too-large");
    assertThat(large.contentType()).isEqualTo("application/problem+json");

    Reply other = api().send("POST", "/registrations", "", "{}", "text/plain");

    assertThat(other.status()).isEqualTo(415);
    assertThat(other.problem()).isEqualTo("unsupported-media-type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"15550001", "+0555000", "+15550", "+1555000100010001", ""})
  void whatIsNoNumberIsRefusedAndNotRepeated(String text) throws IOException {
    Reply reply = api().send("POST", "/registrations", "", "{\"number\":\"" + text + "\"}");

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.problem()).isEqualTo("invalid-field");
    assertThat(reply.body().get("field").textValue()).isEqualTo("/number");
    assertThat(text.isEmpty() || !reply.body().toString().contains(text)).isTrue();
  }

  @Test
  void codesForANumberAreLimited() throws IOException {
    PhoneNumber number = DirectoryWorld.newNumber();
    api().requestCode(number);
    Reply soon = api().send("POST", "/registrations", "", new NumberForm(number));
    assertThat(soon.status()).isEqualTo(429);
    assertThat(soon.body().get("retryAfterSeconds").intValue()).isEqualTo(30);
    for (int i = 0; i < 2; i++) {
      api().world.clock().advance(Duration.ofSeconds(30));
      api().requestCode(number);
    }
    api().world.clock().advance(Duration.ofSeconds(30));

    Reply fourth = api().send("POST", "/registrations", "", new NumberForm(number));

    assertThat(fourth.status()).isEqualTo(429);
    assertThat(fourth.body().get("retryAfterSeconds").intValue()).isEqualTo(600 - 90);
  }

  @Test
  void guessesAtANumberAreLimitedOverAllItsRegistrations() throws IOException {
    PhoneNumber number = DirectoryWorld.newNumber();
    int guesses = 0;
    Reply reply = new Reply(0, "", MissingNode.getInstance());
    for (int round = 0; round < 3; round++) {
      RegistrationId registration = api().requestCode(number);
      String wrong = api().world.code(registration).equals("123456") ? "123457" : "123456";
      for (int i = 0; i < 4; i++) {
        reply = api().confirm(registration, new CodeForm(wrong, AccountFixture.device(IDENTITY)));
        guesses += reply.status() == 403 ? 1 : 0;
      }
      api().world.clock().advance(Duration.ofSeconds(31));
    }

    assertThat(guesses).isEqualTo(10);
    assertThat(reply.status()).isEqualTo(429);
  }

  @Test
  void withoutTheKeyStoreNothingIsHalfWrittenAndTheCallCanBeRepeated() throws IOException {
    PhoneNumber number = DirectoryWorld.newNumber();
    RegistrationId registration = api().requestCode(number);
    api().keys.setBroken(true);
    Reply failed = api().confirm(registration, IDENTITY);
    assertThat(failed.status()).isEqualTo(503);
    assertThat(failed.problem()).isEqualTo("unavailable");
    assertNothingIsThere(number);
    api().keys.setBroken(false);

    assertThat(api().confirm(registration, IDENTITY).status()).isEqualTo(201);
  }

  @Test
  void keysThatCouldNotBeForgottenAreForgottenLater() throws IOException {
    Person person = api().register(DirectoryWorld.newNumber());
    api().keys.setBroken(true);
    String path = "/devices/" + person.address().device();
    assertThat(api().send("DELETE", path, person.ticket(), null).status()).isEqualTo(204);
    api().keys.setBroken(false);
    assertThat(api().keys().identityKey(person.address())).isPresent();
    api().world.clock().advance(Leftovers.COMPLETION_TIME.multipliedBy(2));

    try (AccountJanitor janitor = api().newJanitor()) {
      api().keys.setBroken(true);
      janitor.round();
      api().keys.setBroken(false);
      janitor.round();
    }

    assertThat(api().keys().identityKey(person.address())).isEmpty();
    assertThat(api().world.directory().leftovers().find(1)).isEmpty();
  }
}
