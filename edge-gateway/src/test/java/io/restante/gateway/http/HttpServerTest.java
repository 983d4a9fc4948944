package io.restante.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.gateway.http.Caller.Anybody;
import io.restante.gateway.limit.LimitVerdict;
import io.restante.gateway.login.TicketKeys;
import io.restante.gateway.login.TicketVerifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpServerTest {
  private static final String GET =
      "GET /v1/echo/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

  private final CountDownLatch entered = new CountDownLatch(2);
  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicBoolean wasVirtual = new AtomicBoolean();
  private final Authenticator authenticator;
  private HttpServer server;
  private InetSocketAddress address;

  HttpServerTest(@TempDir Path folder) throws IOException {
    authenticator = authenticator(folder);
    server = newServer(HttpLimits.DEFAULT);
    address = server.start();
  }

  @AfterEach
  void stop() {
    released.countDown();
    server.close();
  }

  @Test
  void callsRunOnVirtualThreads() throws IOException {
    assertThat(exchange(GET)).startsWith("HTTP/1.1 200 ").endsWith("{\"text\":\"x\"}");
    assertThat(wasVirtual).isTrue();
    assertThat(server.metrics().answers("GET /echo/{text}", 200)).isOne();
  }

  @Test
  void nothingIsSaidOfTheServer() throws IOException {
    assertThat(exchange(GET)).doesNotContainIgnoringCase("jetty").doesNotContain("Server:");
    assertThat(exchange("BROKEN\r\n\r\n")).doesNotContainIgnoringCase("jetty");
  }

  @Test
  void pathsAndMethodsThatAreNotThereAreProblems() throws IOException {
    assertThat(exchange(GET.replace("/v1/echo/x", "/v1/other")))
        .startsWith("HTTP/1.1 404 ")
        .contains("application/problem+json", "problems/no-such-call");
    assertThat(exchange(GET.replace("/v1/echo/x", "/v2/echo/x"))).startsWith("HTTP/1.1 404 ");
    assertThat(exchange(GET.replace("GET", "PATCH")))
        .startsWith("HTTP/1.1 405 ")
        .contains("Allow: GET\r\n", "problems/method-not-allowed");
  }

  @Test
  void flawedHttpIsAProblemToo() throws IOException {
    assertThat(exchange("GET / HTTP/9.9\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(exchange("BROKEN\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .contains("problems/malformed-request");
    String longHeader = "X: " + "y".repeat(9_000) + "\r\n\r\n";
    assertThat(exchange(GET.replace("\r\n\r\n", "\r\n" + longHeader)))
        .startsWith("HTTP/1.1 431 ")
        .contains("problems/headers-too-large");
    assertThat(exchange(GET.replace("/x", "/" + "y".repeat(9_000))))
        .startsWith("HTTP/1.1 414 ")
        .contains("problems/path-too-long");
    assertThat(exchange(GET.replace("/x", "/%2e%2e/x"))).startsWith("HTTP/1.1 4");
    assertThat(server.metrics().bugs()).isZero();
  }

  @Test
  void bodiesAreOfTheRightTypeAndSize() throws IOException {
    String json = "{\"text\":\"y\"}";
    assertThat(exchange(post("application/json", json))).contains("200 ").endsWith(json);
    assertThat(exchange(post("Application/JSON; charset=UTF-8", json))).contains(" 200 ");
    assertThat(exchange(post("text/plain", json)))
        .contains(" 415 ", "problems/unsupported-media-type");
    assertThat(exchange(post("application/json; charset=latin1", json))).contains(" 415 ");
    String full = "{\"text\":\"" + "y".repeat(Body.BYTES_MAX - 11) + "\"}";
    assertThat(exchange(post("application/json", full))).contains(" 200 ");
    assertThat(exchange(post("application/json", full + " ")))
        .contains(" 413 ", "problems/body-too-large");
    assertThat(exchange(GET.replace("\r\n\r\n", "\r\nContent-Length: 1\r\n\r\nx")))
        .contains(" 400 ", "takes no body");
  }

  @Test
  void aBodyOverTheLimitIsRefusedWithoutBeingReadWhenItIsAnnounced() throws IOException {
    String head = post("application/json", "").replace("Length: 0", "Length: 1000000000");

    assertThat(exchange(head)).contains(" 413 ");
  }

  @Test
  void aChunkedBodyHasTheSameLimit() throws IOException {
    String head =
        post("application/json", "").replace("Content-Length: 0", "Transfer-Encoding: chunked");
    assertThat(exchange(head + "c\r\n{\"text\":\"y\"}\r\n0\r\n\r\n")).contains(" 200 ");
    String chunk = "ffff\r\n" + "y".repeat(0xffff) + "\r\n";
    assertThat(exchange(head + chunk + chunk + "0\r\n\r\n")).contains(" 413 ");
  }

  @Test
  void aBugIsAnsweredWithoutItsMessageAndCounted() throws IOException {
    assertThat(exchange(GET.replace("/x", "/bug")))
        .contains(" 500 ", "problems/internal")
        .doesNotContain("secret");
    assertThat(server.metrics().bugs()).isOne();
  }

  @Test
  void requestsWithoutAPermitAreToldToComeAgain() throws Exception {
    restart(limits(2, Duration.ofSeconds(30), Duration.ofSeconds(60)));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> first = threads.submit(() -> exchange(GET.replace("/x", "/wait")));
      Future<String> second = threads.submit(() -> exchange(GET.replace("/x", "/wait")));
      entered.await();

      assertThat(exchange(GET)).contains(" 503 ", "Retry-After: 1", "problems/overloaded");
      assertThat(server.metrics().requestsInFlight()).isEqualTo(2);
      released.countDown();

      assertThat(first.get()).contains(" 200 ");
      assertThat(second.get()).contains(" 200 ");
      assertThat(exchange(GET)).contains(" 200 ");
      assertThat(server.metrics().requestsRefused()).isOne();
    }
  }

  @Test
  void aStopWaitsForWhatIsUnderWayAndRefusesWhatComesThen() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        RawClient open = new RawClient(address)) {
      open.send(GET.replace("Connection: close\r\n", "")).readHead();
      Future<String> first = threads.submit(() -> exchange(GET.replace("/x", "/wait")));
      Future<String> second = threads.submit(() -> exchange(GET.replace("/x", "/wait")));
      entered.await();

      Future<?> stop = threads.submit(server::close);
      while (!exchange(GET).contains(" 503 ")) {
        Thread.onSpinWait();
      }
      assertThat(stop).isNotDone();
      released.countDown();

      assertThat(first.get()).contains(" 200 ");
      assertThat(second.get()).contains(" 200 ");
      stop.get();
      assertThatThrownBy(() -> exchange(GET)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aConnectionThatDribblesItsHeadersIsClosed() throws IOException {
    restart(limits(9, Duration.ofSeconds(30), Duration.ofMillis(300)));

    assertThat(dribble(GET.substring(0, 30))).doesNotContain("200");
    assertThat(server.metrics().connectionsSlow()).isOne();
  }

  @Test
  void aConnectionThatDribblesItsBodyIsClosedAndItsPermitFree() throws IOException {
    restart(limits(1, Duration.ofMillis(300), Duration.ofMillis(600)));
    String head = post("application/json", "").replace("Length: 0", "Length: 60000");

    assertThat(dribble(head)).doesNotContain(" 200 ");
    assertThat(server.metrics().connectionsSlow()).isOne();
    String answer = exchange(GET);
    while (answer.contains(" 503 ")) { // The reader notices the close a moment later.
      answer = exchange(GET);
    }
    assertThat(answer).contains(" 200 ");
  }

  @Test
  void plainTextBeyondLoopbackIsRefused() throws IOException {
    InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0);

    assertThatThrownBy(
            () -> new HttpServer(anywhere, null, HttpLimits.DEFAULT, routes(), authenticator))
        .hasMessageContaining("loopback");
  }

  /// Sends bytes one by one, as long as the server takes them; returns what it said.
  private String dribble(String start) throws IOException {
    try (RawClient client = new RawClient(address)) {
      client.send(start);
      long closedBefore = server.metrics().connectionsSlow();
      while (server.metrics().connectionsSlow() == closedBefore) {
        client.send(" ");
        LockSupport.parkNanos(20_000_000);
      }
      return client.readAll();
    } catch (IOException e) {
      return "(closed)";
    }
  }

  private String exchange(String request) throws IOException {
    try (RawClient client = new RawClient(address)) {
      return client.send(request).readAll();
    }
  }

  private static String post(String type, String json) {
    return "POST /v1/echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: "
        + type
        + "\r\nContent-Length: "
        + json.length()
        + "\r\n\r\n"
        + json;
  }

  private void restart(HttpLimits limits) throws IOException {
    server.close();
    server = newServer(limits);
    address = server.start();
  }

  private static HttpLimits limits(int requests, Duration requestTime, Duration idle) {
    return new HttpLimits(requests, 64, 8 << 10, requestTime, idle, Duration.ofSeconds(20));
  }

  private HttpServer newServer(HttpLimits limits) {
    return new HttpServer(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        null,
        limits,
        routes(),
        authenticator);
  }

  /// Nobody has to show anything here.
  private static Authenticator authenticator(Path folder) throws IOException {
    TicketKeys.generate(folder.resolve("key"), folder.resolve("keys"));
    return new Authenticator(
        new TicketVerifier("test", TicketKeys.loadPublicKeys(folder.resolve("keys"))),
        (_, _) -> false,
        new NoDevices(),
        (_, _, _) -> new LimitVerdict.Allowed(),
        () -> Instant.EPOCH);
  }

  private List<Route<?, ?, ?>> routes() {
    return List.of(
        new Route<>(
            Verb.GET,
            "/echo/{text}",
            Scheme.NONE,
            Body.NONE,
            Answer.ok(Echo.class),
            this::echoPath),
        new Route<>(
            Verb.POST,
            "/echo",
            Scheme.NONE,
            Body.of(Echo.class),
            Answer.ok(Echo.class),
            Call::body));
  }

  private Echo echoPath(Call<Anybody, Nothing> call) {
    String text = call.path().getOrDefault("text", "");
    wasVirtual.set(Thread.currentThread().isVirtual());
    if (text.equals("bug")) {
      throw new IllegalStateException("secret");
    }
    if (text.equals("wait")) {
      entered.countDown();
      await(released);
    }
    return new Echo(text);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  record Echo(String text) {}
}
