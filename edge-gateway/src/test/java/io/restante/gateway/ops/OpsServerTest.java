package io.restante.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpsServerTest {
  private final Readiness readiness = new Readiness(true);
  private final NodeMeters meters = new NodeMeters();
  private final HttpClient client = HttpClient.newHttpClient();
  private final OpsServer server =
      new OpsServer(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
          readiness,
          meters,
          new BuildVersion("1.2.3", "25"));
  private String root = "";

  @BeforeEach
  void start() throws IOException {
    root = "http://127.0.0.1:" + server.start().getPort();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void liveIsSaidFromTheFirst() throws Exception {
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void readySaysWhatIsMissingUntilNothingIs() throws Exception {
    HttpResponse<String> before = get("/health/ready");
    assertThat(before.statusCode()).isEqualTo(503);
    assertThat(before.body()).contains("[\"mailboxes\",\"listener\",\"api\"]");

    readiness.gained(Readiness.Part.MAILBOXES);
    readiness.gained(Readiness.Part.API);
    assertThat(get("/health/ready").body()).contains("[\"listener\"]");

    readiness.gained(Readiness.Part.LISTENER);
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);

    readiness.lost(Readiness.Part.LISTENER);
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
  }

  @Test
  void withoutAccountsNoApiIsWaitedFor() {
    assertThat(new Readiness(false).missing())
        .containsExactly(Readiness.Part.MAILBOXES, Readiness.Part.LISTENER);
  }

  @Test
  void versionIsTold() throws Exception {
    assertThat(get("/version").body()).isEqualTo("{\"version\":\"1.2.3\",\"java\":\"25\"}\n");
  }

  @Test
  void metersAreReadWhenAsked() throws Exception {
    AtomicLong delivered = new AtomicLong(41);
    meters.count(Map.of("edge.mailbox.delivered", delivered::get));
    meters.gauge("edge.mailbox.partitions", () -> 16);
    meters.answers(() -> Map.of("GET /v1/devices 200", delivered.get()));
    delivered.incrementAndGet();
    System.gc();

    assertThat(get("/metrics").body())
        .contains("# HELP edge_mailbox_delivered_total envelopes handed to connections")
        .contains("edge_mailbox_delivered_total 42.0")
        .contains("edge_mailbox_partitions 16.0")
        .contains("edge_api_answers_total{route=\"GET /v1/devices\",status=\"200\"} 42.0")
        .contains("jvm_memory_used_bytes");
  }

  @Test
  void meterThatNobodyExplainedIsRefused() {
    assertThatThrownBy(() -> meters.gauge("edge.secret", () -> 1))
        .hasMessage("edge.secret: not in the catalogue of meters");
  }

  @Test
  void otherPathsAndMethodsAreRefused() throws Exception {
    assertThat(get("/metrics/all").statusCode()).isEqualTo(404);
    HttpRequest post =
        HttpRequest.newBuilder(URI.create(root + "/metrics"))
            .POST(HttpRequest.BodyPublishers.ofString("x"))
            .build();
    assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(405);
  }

  @Test
  void takenAddressIsNamed() {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), URI.create(root).getPort());
    try (OpsServer second =
        new OpsServer(address, readiness, new NodeMeters(), BuildVersion.ofThisJar())) {
      assertThatThrownBy(second::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the operator's endpoints can't listen on");
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(root + path)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
