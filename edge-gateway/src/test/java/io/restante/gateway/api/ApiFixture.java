package io.restante.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.gateway.http.HttpLimits;
import io.restante.gateway.login.TicketKeys;
import io.restante.gateway.login.TicketSigner;
import io.restante.gateway.login.TicketVerifier;
import io.restante.gateway.postgres.DirectoryWorld;
import io.restante.gateway.postgres.PlantedDevices;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The API on loopback over a real PostgreSQL, with the rest in memory, and a client of it.
final class ApiFixture implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  static final String CELL = "test";
  static final URI GATEWAY = URI.create("ws://127.0.0.1:1/v1");
  static final UserId ALICE = new UserId(0x0199_0000_0000_7000L, 0x8000_0000_0000_0001L);
  static final UserId BOB = new UserId(0x0199_0000_0000_7000L, 0x8000_0000_0000_0002L);

  private final DirectoryWorld world = new DirectoryWorld();
  final FakeKeyStore keys = new FakeKeyStore();
  final FakeLimits limits = new FakeLimits();
  final Set<DeviceAddress> removed = ConcurrentHashMap.newKeySet();
  final Map<DeviceAddress, String> keysLow = new ConcurrentHashMap<>();
  final TicketSigner signer;
  final TicketVerifier verifier;
  final DeviceApi api;
  final ApiPorts ports;
  final ApiSettings settings;
  private final HttpClient client = HttpClient.newHttpClient();
  private final InetSocketAddress address;

  ApiFixture(Path folder) throws IOException {
    TicketKeys.generate(folder.resolve("tickets.pem"), folder.resolve("tickets.pub"));
    signer = TicketKeys.loadSigner(folder.resolve("tickets.pem"));
    verifier = new TicketVerifier(CELL, TicketKeys.loadPublicKeys(folder.resolve("tickets.pub")));
    ports =
        new ApiPorts(
            world.directory(),
            keys,
            limits,
            verifier,
            (device, _) -> removed.contains(device),
            signer,
            (device, preKeys, kyber) ->
                keysLow.merge(device, preKeys + "/" + kyber, String::concat),
            () -> NOW);
    settings =
        new ApiSettings(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            CELL,
            Duration.ofHours(1),
            HttpLimits.DEFAULT);
    api = new DeviceApi(settings, ports, GATEWAY, null);
    address = api.start();
  }

  static DeviceAddress alice(int device) {
    return new DeviceAddress(ALICE, device);
  }

  static DeviceAddress bob(int device) {
    return new DeviceAddress(BOB, device);
  }

  /// Returns a ticket of a device, valid for an hour.
  String ticket(DeviceAddress device) {
    return ticket(device, CELL, NOW.plusSeconds(3600));
  }

  String ticket(DeviceAddress device, String cell, Instant expiry) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(signer.sign(cell, device, PlantedDevices.EPOCH, expiry));
  }

  String credential(DeviceAddress device) {
    return PlantedDevices.plant(world.directory().dataSource(), device).text();
  }

  HttpResponse<String> get(String path, String token) throws IOException {
    return send("GET", path, token, null);
  }

  HttpResponse<String> put(String path, String token, String json) throws IOException {
    return send("PUT", path, token, json);
  }

  HttpResponse<String> post(String path, String token, String json) throws IOException {
    return send("POST", path, token, json);
  }

  HttpResponse<String> send(String method, String path, String token, @Nullable String json)
      throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri("/v1" + path));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    if (json == null) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request.header("Content-Type", "application/json");
      request.method(method, BodyPublishers.ofString(json));
    }
    HttpResponse<String> answer = send(request.build());
    assertThat(
            OpenApiDocument.V1.flaws(
                method,
                path,
                answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse(""),
                answer.body()))
        .as("the answer and the document")
        .isEmpty();
    return answer;
  }

  HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + address.getPort() + path);
  }

  InetSocketAddress address() {
    return address;
  }

  @Override
  public void close() {
    client.close();
    api.close();
    world.close();
  }
}
