package io.restante.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.gateway.api.AccountFixture.OpenLink;
import io.restante.gateway.api.AccountFixture.Person;
import io.restante.gateway.api.AccountFixture.Reply;
import io.restante.gateway.directory.OpaqueBytes;
import io.restante.gateway.postgres.DirectoryWorld;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LinkCallsTest {
  private static final LinkConfirmation MESSAGE =
      new LinkConfirmation(OpaqueBytes.copyOf(new byte[] {1, 2, 3}));

  @RegisterExtension private static final RunningApi RUNNING = new RunningApi();

  private static AccountFixture api() {
    return RUNNING.api();
  }

  private static Person newPerson() throws IOException {
    return api().register(DirectoryWorld.newNumber());
  }

  private static Reply confirm(OpenLink link, Person by) throws IOException {
    return api().send("PUT", "/links/" + link.link(), by.ticket(), MESSAGE);
  }

  private static Reply look(OpenLink link, String secret) throws IOException {
    return api().send("GET", "/links/" + link.link(), secret, null);
  }

  private static Reply complete(OpenLink link, TestIdentity identity) throws IOException {
    LinkCompletion body = new LinkCompletion(AccountFixture.device(identity));
    return api().send("POST", "/links/" + link.link() + "/complete", link.secret(), body);
  }

  @Test
  void aConfirmedLinkBecomesADevice() throws IOException {
    Person person = newPerson();
    OpenLink link = api().openLink();
    assertThat(look(link, link.secret()).body().toString()).isEqualTo("{\"state\":\"WAITING\"}");
    assertThat(confirm(link, person).status()).isEqualTo(204);
    Reply confirmed = look(link, link.secret());
    assertThat(confirmed.text("state")).isEqualTo("CONFIRMED");
    assertThat(confirmed.text("user")).isEqualTo(person.user().toString());
    assertThat(confirmed.text("message")).isEqualTo("AQID");

    Reply completed = complete(link, person.identity());

    Person second = api().person(completed, person.identity());
    assertThat(second.address()).isEqualTo(new DeviceAddress(person.user(), 2));
    assertThat(api().keys().identityKey(second.address())).contains(person.identity().key());
    assertThat(api().send("POST", "/tickets", second.credential(), null).status()).isEqualTo(201);
    assertThat(complete(link, person.identity()).problem()).isEqualTo("already-used");
  }

  @Test
  void anotherSecretSeesAndDoesNothing() throws IOException {
    Person person = newPerson();
    OpenLink link = api().openLink();
    confirm(link, person);
    OpenLink stolen = new OpenLink(link.link(), api().openLink().secret());

    assertThat(look(stolen, stolen.secret()).problem()).isEqualTo("unknown-link");
    assertThat(complete(stolen, person.identity()).problem()).isEqualTo("unknown-link");
    assertThat(look(link, "").problem()).isEqualTo("unauthenticated");
    assertThat(look(link, "short").problem()).isEqualTo("unauthenticated");
    assertThat(look(link, person.ticket()).problem()).isEqualTo("unauthenticated");
  }

  @Test
  void anUnconfirmedLinkCannotBeCompleted() throws IOException {
    Reply reply = complete(api().openLink(), new TestIdentity(1));

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.problem()).isEqualTo("link-unconfirmed");
  }

  @Test
  void anotherIdentityKeyIsRefused() throws IOException {
    OpenLink link = api().openLink();
    confirm(link, newPerson());

    Reply reply = complete(link, new TestIdentity(1));

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.problem()).isEqualTo("foreign-identity");
  }

  @Test
  void onlyTheFirstConfirmationCounts() throws IOException {
    Person person = newPerson();
    OpenLink link = api().openLink();
    confirm(link, person);

    assertThat(confirm(link, newPerson()).problem()).isEqualTo("link-confirmed-before");
    assertThat(confirm(link, person).status()).isEqualTo(204);
    assertThat(look(link, link.secret()).text("user")).isEqualTo(person.user().toString());
  }

  @Test
  void anExpiredLinkIsUnknown() throws IOException {
    Person person = newPerson();
    OpenLink link = api().openLink();
    api().world.clock().advance(Duration.ofMinutes(10));

    assertThat(look(link, link.secret()).problem()).isEqualTo("unknown-link");
    assertThat(confirm(link, person).problem()).isEqualTo("unknown-link");
    assertThat(complete(link, person.identity()).problem()).isEqualTo("unknown-link");
  }

  @Test
  void completionsOfALinkAreLimited() throws IOException {
    OpenLink link = api().openLink();
    for (int i = 0; i < 5; i++) {
      assertThat(complete(link, new TestIdentity(1)).status()).isEqualTo(409);
    }

    assertThat(complete(link, new TestIdentity(1)).status()).isEqualTo(429);
  }

  @Test
  void whatIsNoKeyOrTooLongIsRefused() throws IOException {
    OpenLink link = api().openLink();
    Person person = newPerson();
    String message = "{\"message\":\"" + "A".repeat(5464) + "\"}";

    assertThat(api().send("POST", "/links", "", "{\"publicKey\":\"AAAA\"}").problem())
        .isEqualTo("invalid-field");
    assertThat(api().send("PUT", "/links/" + link.link(), person.ticket(), message).problem())
        .isEqualTo("invalid-field");
    assertThat(api().send("PUT", "/links/x", person.ticket(), MESSAGE).problem())
        .isEqualTo("malformed-request");
  }
}
