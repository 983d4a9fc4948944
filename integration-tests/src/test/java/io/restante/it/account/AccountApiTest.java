package io.restante.it.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.restante.it.account.AccountService.NewDevice;
import io.restante.it.account.AccountService.Privacy;
import io.restante.it.account.AccountService.Registered;
import io.restante.it.account.AccountService.UserKeys;
import io.restante.it.signal.PublishedKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the API's client puts on the wire, and what it makes of answers.
final class AccountApiTest {
  private static final UUID USER = UUID.fromString("019aa5f3-c400-7001-8000-00000000000b");
  private static final PublishedKeys KEYS =
      new PublishedKeys(
          "aWQ",
          new PublishedKeys.SignedKey(1, "c2k", "c2c"),
          null,
          List.of(new PublishedKeys.OneTimeKey(7, "b3Q")),
          List.of());

  private HttpServer server;
  private AccountApi api;
  // written by the test, read by the server
  private volatile String answer = "{}";
  private volatile int status = 200;
  private volatile String seen = "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    api = new AccountApi(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1"));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void registersAsThePlanSays() throws Exception {
    answer =
        "{\"user\":\""
            + USER
            + "\",\"device\":1,\"credential\":\"rsc1.x\","
            + "\"deviceListRevision\":3,\"somethingNewer\":true}";
    status = 201;
    Registered registered = api.confirm(USER, "123456", new NewDevice(42, null, KEYS));
    assertThat(registered).isEqualTo(new Registered(USER, 1, "rsc1.x", 3));
    assertThat(seen)
        .startsWith("POST /v1/registrations/" + USER + "/confirm null application/json {")
        .contains(
            "\"code\":\"123456\"",
            "\"registrationId\":42",
            "\"signedPreKey\":{\"id\":1,\"key\":\"c2k\",\"signature\":\"c2c\"}",
            "\"preKeys\":[{\"id\":7,\"key\":\"b3Q\"}]")
        .doesNotContain("lastResort", "null}", "\"name\"");
  }

  @Test
  void claimsKeysWithTheTicket() throws Exception {
    answer =
        "{\"identityKey\":\"aWQ\",\"revision\":9,\"devices\":[{\"device\":2,\"registrationId\":5,"
            + "\"signedPreKey\":{\"id\":1,\"key\":\"a\",\"signature\":\"b\"},"
            + "\"kyberPreKey\":{\"id\":3,\"key\":\"c\",\"signature\":\"d\"}}]}";
    UserKeys keys = api.keys("ticket", USER, List.of(2, 4));
    assertThat(seen).startsWith("GET /v1/users/" + USER + "/keys?devices=2,4 Bearer ticket null ");
    assertThat(keys.revision()).isEqualTo(9);
    assertThat(keys.devices().getFirst().identityKey()).isEqualTo("aWQ");
    assertThat(keys.devices().getFirst().preKey()).isNull();
  }

  @Test
  void timesAreRead() throws Exception {
    answer = "{\"ticket\":\"dA\",\"expiresAt\":\"2026-11-22T10:00:00Z\",\"gateway\":\"ws://a/v1\"}";
    AccountService.Ticket ticket = api.ticket("rsc1.x");
    assertThat(ticket.expiresAt()).isEqualTo(Instant.parse("2026-11-22T10:00:00Z"));
    assertThat(seen).startsWith("POST /v1/tickets Bearer rsc1.x null ");
  }

  @Test
  void emptyAnswersAreEnough() throws Exception {
    answer = "";
    status = 204;
    api.putPrivacy("t", new Privacy("NOBODY", false, "CONTACTS"));
    assertThat(seen)
        .isEqualTo(
            "PUT /v1/privacy Bearer t application/json {\"lastSeen\":\"NOBODY\","
                + "\"readReceipts\":false,\"groupAdds\":\"CONTACTS\"}");
    api.addContact("t", USER);
    assertThat(seen).isEqualTo("PUT /v1/contacts/" + USER + " Bearer t null ");
    api.removeDevice("t", 3);
    assertThat(seen).isEqualTo("DELETE /v1/devices/3 Bearer t null ");
  }

  @Test
  void refusalsAreTyped() {
    answer =
        "{\"type\":\"https://restante.io/problems/too-many-requests\",\"title\":\"Slow down\","
            + "\"status\":429,\"detail\":\"later\",\"retryAfterSeconds\":7}";
    status = 429;
    assertThatThrownBy(() -> api.devices("t"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.problem())
                    .isEqualTo(
                        new Problem("too-many-requests", 429, "later", "", Duration.ofSeconds(7)))
                    .matches(Problem::isPassing));
    answer = "<html>not from the API</html>";
    status = 502;
    assertThatThrownBy(() -> api.devices("t"))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().name()).isEqualTo("about:blank"));
  }

  @Test
  void silenceIsAnIoException() {
    server.stop(0);
    assertThatThrownBy(() -> api.devices("t")).isInstanceOf(IOException.class);
  }

  private void answer(HttpExchange exchange) throws IOException {
    seen =
        String.join(
            " ",
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            exchange.getRequestHeaders().getFirst("Authorization"),
            exchange.getRequestHeaders().getFirst("Content-Type"),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    exchange.getResponseHeaders().add("Retry-After", "7");
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }
}
