package io.restante.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.gateway.api.AccountFixture.Person;
import io.restante.gateway.api.AccountFixture.Reply;
import io.restante.gateway.http.Nothing;
import io.restante.gateway.http.Route;
import io.restante.gateway.http.Scheme;
import io.restante.gateway.postgres.DirectoryWorld;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Law 6 over every call: what is not the caller's own proof is refused, and what is a proof
/// reaches the caller's own things only.
class OnlyYoursTest {
  private static AccountFixture api;
  private Person alice;
  private Person bob;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    api = new AccountFixture(folder);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @BeforeEach
  void register() throws IOException {
    api.world.clock().advance(Duration.ofHours(1));
    alice = api.register(DirectoryWorld.newNumber());
    bob = api.register(DirectoryWorld.newNumber());
  }

  private static List<Route<?, ?, ?>> routes(Scheme<?> scheme) {
    return DeviceApi.routes(api.settings, api.ports, ApiFixture.GATEWAY).stream()
        .filter(route -> route.scheme() == scheme)
        .toList();
  }

  private Reply call(Route<?, ?, ?> route, String token) throws IOException {
    String path =
        route
            .path()
            .replace("{user}", alice.user().toString())
            .replace("{device}", "1")
            .replace("{group}", alice.user().toString())
            .replace("{link}", api.openLink().link().toString());
    boolean hasBody = route.body().type() != Nothing.class;
    return api.send(route.verb().name(), path, token, hasBody ? "{}" : null);
  }

  private void assertRefused(Scheme<?> scheme, String token, String problem) throws IOException {
    List<Route<?, ?, ?>> routes = routes(scheme);
    assertThat(routes).isNotEmpty();
    for (Route<?, ?, ?> route : routes) {
      api.world.clock().advance(Duration.ofMinutes(1));
      Reply reply = call(route, token);
      assertThat(reply.problem()).as("%s", route).isEqualTo(problem);
      assertThat(reply.status()).as("%s", route).isEqualTo(401);
    }
  }

  private String anHourAhead(String cell) {
    Instant expiry = api.world.clock().instant().plusSeconds(3600);
    return api.ticket(alice.address(), cell, expiry);
  }

  @Test
  void allCallsAreLookedAt() {
    assertThat(routes(Scheme.TICKET)).hasSizeGreaterThanOrEqualTo(26);
    assertThat(routes(Scheme.SECRET)).hasSize(2);
    assertThat(routes(Scheme.CREDENTIAL)).hasSize(1);
  }

  @Test
  void nothingIsNoTicket() throws IOException {
    assertRefused(Scheme.TICKET, "", "unauthenticated");
    assertRefused(Scheme.TICKET, "AAAA", "unauthenticated");
  }

  @Test
  void aCredentialIsNoTicket() throws IOException {
    assertRefused(Scheme.TICKET, alice.credential(), "unauthenticated");
  }

  @Test
  void aTicketOfAnotherCellIsRefused() throws IOException {
    assertRefused(Scheme.TICKET, anHourAhead("other"), "unauthenticated");
  }

  @Test
  void anExpiredTicketIsRefused() throws IOException {
    String expired = api.ticket(alice.address(), AccountFixture.CELL, api.world.clock().instant());

    assertRefused(Scheme.TICKET, expired, "ticket-expired");
  }

  @Test
  void anAlteredTicketIsRefused() throws IOException {
    String ticket = anHourAhead(AccountFixture.CELL);
    char first = ticket.charAt(80) == 'A' ? 'B' : 'A';

    assertRefused(
        Scheme.TICKET, ticket.substring(0, 80) + first + ticket.substring(81), "unauthenticated");
  }

  @Test
  void theTicketOfARemovedDeviceIsRefused() throws IOException {
    String ticket = anHourAhead(AccountFixture.CELL);
    api.removed.add(alice.address());

    assertRefused(Scheme.TICKET, ticket, "device-removed");
  }

  @Test
  void aBadCredentialBuysNothing() throws IOException {
    assertRefused(Scheme.CREDENTIAL, "", "unauthenticated");
    assertRefused(Scheme.CREDENTIAL, anHourAhead(AccountFixture.CELL), "unauthenticated");
    assertRefused(Scheme.CREDENTIAL, "rsc1." + "A".repeat(66), "unauthenticated");
    String credential = alice.credential();
    char last = credential.charAt(60) == 'A' ? 'B' : 'A';
    String altered = credential.substring(0, 60) + last + credential.substring(61);
    assertRefused(Scheme.CREDENTIAL, altered, "unauthenticated");
    api.world.directory().devices().remove(alice.address());
    assertRefused(Scheme.CREDENTIAL, credential, "unauthenticated");
  }

  @Test
  void aTicketIsNoLinkSecret() throws IOException {
    assertRefused(Scheme.SECRET, "", "unauthenticated");
    assertRefused(Scheme.SECRET, anHourAhead(AccountFixture.CELL), "unauthenticated");
  }

  @Test
  void anotherUsersTicketReachesNothingOfMine() throws IOException {
    api.send("PUT", "/profile", bob.ticket(), "{\"profile\":\"AAAA\"}");
    api.send(
        "PUT",
        "/privacy",
        bob.ticket(),
        "{\"lastSeen\":\"NOBODY\",\"readReceipts\":false,\"groupAdds\":\"CONTACTS\"}");
    api.send("PUT", "/contacts/" + alice.user(), bob.ticket(), null);
    api.send("DELETE", "/devices/" + alice.address().device(), bob.ticket(), null);
    api.send("DELETE", "/account", bob.ticket(), null);

    assertThat(get("/profile").text("profile")).isEmpty();
    assertThat(get("/privacy").text("lastSeen")).isEqualTo("CONTACTS");
    assertThat(get("/contacts").body().get("contacts")).isEmpty();
    assertThat(get("/devices").body().get("devices")).hasSize(1);
    assertThat(api.keys().identityKey(alice.address())).isPresent();
    assertThat(api.send("POST", "/tickets", alice.credential(), null).status()).isEqualTo(201);
  }

  private Reply get(String path) throws IOException {
    return api.send("GET", path, api.ticket(alice.address()), null);
  }

  @Test
  void aDeviceIdOfMineIsNotOneOfTheirs() throws IOException {
    DeviceAddress theirs = alice.address();
    Reply reply = api.send("DELETE", "/devices/" + (theirs.device() + 1), bob.ticket(), null);

    assertThat(reply.problem()).isEqualTo("unknown-device");
  }

  @Test
  void aRefusalAheadOfTheBodySaysThatTheConnectionEnds() throws IOException {
    try (Socket socket = new Socket(api.address().getAddress(), api.address().getPort())) {
      String head = "PUT /v1/profile HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));

      byte[] answer = socket.getInputStream().readAllBytes();

      assertThat(new String(answer, StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 401")
          .containsIgnoringCase("Connection: close");
    }
  }
}
