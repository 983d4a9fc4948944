package io.restante.it.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.restante.it.account.GroupService.Group;
import io.restante.it.account.GroupService.GroupStand;
import io.restante.it.account.GroupService.JoinLink;
import io.restante.it.account.GroupService.Member;
import io.restante.it.account.GroupService.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the client of the calls on groups puts on the wire, and what it makes of answers.
final class GroupApiTest {
  private static final UUID GROUP = UUID.fromString("019aa5f3-c400-7001-8000-00000000000a");
  private static final UUID USER = UUID.fromString("019aa5f3-c400-7001-8000-00000000000b");
  private static final String PATH = "/v1/groups/" + GROUP;
  private static final String STAND = "{\"group\":\"" + GROUP + "\",\"revision\":7}";

  private HttpServer server;
  private GroupApi api;
  // written by the test, read by the server
  private volatile String answer = STAND;
  private volatile int status = 200;
  private volatile String seen = "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    api = new GroupApi(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1"));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    seen =
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI()
            + " "
            + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  void changesSayTheNewRevision() throws Exception {
    assertThat(api.create("t", GROUP, "AQ", List.of(USER))).isEqualTo(7);
    assertThat(seen)
        .startsWith("PUT " + PATH + " {")
        .contains("\"title\":\"AQ\"", "\"members\":[\"" + USER + "\"]");
    assertThat(api.rename("t", GROUP, 6, "Ag")).isEqualTo(7);
    assertThat(seen)
        .startsWith("PUT " + PATH + "/title {")
        .contains("\"revision\":6", "\"title\":\"Ag\"");
    assertThat(api.addMembers("t", GROUP, List.of(USER))).isEqualTo(7);
    assertThat(seen).isEqualTo("POST " + PATH + "/members {\"members\":[\"" + USER + "\"]}");
    assertThat(api.setRole("t", GROUP, USER, Role.ADMIN)).isEqualTo(7);
    assertThat(seen).isEqualTo("PUT " + PATH + "/members/" + USER + " {\"role\":\"ADMIN\"}");
    assertThat(api.removeMember("t", GROUP, USER)).isEqualTo(7);
    assertThat(seen).isEqualTo("DELETE " + PATH + "/members/" + USER + " ");
    assertThat(api.endJoinLink("t", GROUP)).isEqualTo(7);
    assertThat(seen).isEqualTo("DELETE " + PATH + "/link ");
    assertThat(api.join("t", GROUP, "c2VjcmV0")).isEqualTo(7);
    assertThat(seen).isEqualTo("POST " + PATH + "/join {\"secret\":\"c2VjcmV0\"}");
  }

  @Test
  void groupsAreRead() throws Exception {
    answer =
        "{\"group\":\"%s\",\"revision\":2,\"title\":\"AQ\",\"members\":[".formatted(GROUP)
            + "{\"user\":\"%s\",\"role\":\"ADMIN\",\"since\":1}]}".formatted(USER);
    assertThat(api.group("t", GROUP))
        .isEqualTo(new Group(GROUP, 2, "AQ", List.of(new Member(USER, Role.ADMIN, 1)), null));
    answer = "{\"groups\":[" + STAND + "]}";
    assertThat(api.groups("t")).containsExactly(new GroupStand(GROUP, 7));
    answer = "{\"revision\":3,\"secret\":\"c2VjcmV0\"}";
    JoinLink link = api.makeJoinLink("t", GROUP);
    assertThat(link).isEqualTo(new JoinLink(3, "c2VjcmV0"));
    assertThat(link.toString()).doesNotContain("c2VjcmV0");
  }

  @Test
  void aRefusalSaysWhoIsInTheWay() {
    answer =
        "{\"type\":\"https://restante.io/problems/adding-refused\",\"title\":\"No\",\"status\":403,"
            + "\"field\":\"/members/3\"}";
    status = 403;
    assertThatThrownBy(() -> api.addMembers("t", GROUP, List.of(USER)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().name()).isEqualTo("adding-refused");
              assertThat(e.problem().field()).isEqualTo("/members/3");
            });
  }
}
