package io.restante.streams.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.streams.ops.OpsServer.Health;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpsServerTest {
  private final AtomicReference<Health> health =
      new AtomicReference<>(new Health(false, "starting"));
  private final TopologyMeters meters = new TopologyMeters();
  private final OpsServer server =
      new OpsServer(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), health::get, meters);
  private final HttpClient client = HttpClient.newHttpClient();
  private String base = "";

  @BeforeEach
  void start() throws IOException {
    base = "http://127.0.0.1:" + server.start().getPort();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void readinessSaysWhatTheTopologyDoes() throws Exception {
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(get("/health/ready").body()).contains("\"state\":\"starting\"");
    health.set(new Health(true, "running"));
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/version").body()).contains("\"version\"");
    assertThat(get("/else").statusCode()).isEqualTo(404);
  }

  @Test
  void metersAreThoseOfTheCatalogue() throws Exception {
    meters.gauge("streams.fanout.lag.records", () -> 42);
    meters.count(Map.of("streams.fanout.records", () -> 7));
    assertThat(get("/metrics").body())
        .contains("streams_fanout_lag_records 42.0")
        .contains("streams_fanout_records_total 7.0")
        .contains("jvm_memory_used_bytes");
    assertThatThrownBy(() -> meters.gauge("streams.fanout.lagg", () -> 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(base + path)).build();
    return client.send(request, BodyHandlers.ofString());
  }
}
