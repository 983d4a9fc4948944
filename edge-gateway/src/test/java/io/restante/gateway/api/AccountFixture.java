package io.restante.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.gateway.directory.LinkId;
import io.restante.gateway.directory.OpaqueBytes;
import io.restante.gateway.directory.PhoneNumber;
import io.restante.gateway.directory.RegistrationId;
import io.restante.gateway.http.HttpLimits;
import io.restante.gateway.http.Json;
import io.restante.gateway.keys.KeyStore;
import io.restante.gateway.limit.PostgresLimits;
import io.restante.gateway.login.TicketKeys;
import io.restante.gateway.login.TicketSigner;
import io.restante.gateway.login.TicketVerifier;
import io.restante.gateway.postgres.DirectoryWorld;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The API on loopback over a real PostgreSQL, and devices that call it.
final class AccountFixture implements AutoCloseable {
  static final String CELL = "test";
  static final int REGISTRATION_ID = 77;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  final DirectoryWorld world = new DirectoryWorld();
  final BreakableKeyStore keys = new BreakableKeyStore(new FakeKeyStore());
  final Set<DeviceAddress> removed = ConcurrentHashMap.newKeySet();
  final TicketSigner signer;
  final ApiPorts ports;
  final ApiSettings settings =
      new ApiSettings(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
          CELL,
          Duration.ofHours(1),
          HttpLimits.DEFAULT);
  private final DeviceApi api;
  private final InetSocketAddress address;
  private final HttpClient client = HttpClient.newHttpClient();

  AccountFixture(Path folder) throws IOException {
    TicketKeys.generate(folder.resolve("tickets.pem"), folder.resolve("tickets.pub"));
    signer = TicketKeys.loadSigner(folder.resolve("tickets.pem"));
    ports =
        new ApiPorts(
            world.directory(),
            keys,
            new PostgresLimits(world.directory()::dataSource, world.clock()),
            new TicketVerifier(CELL, TicketKeys.loadPublicKeys(folder.resolve("tickets.pub"))),
            (device, _) -> removed.contains(device),
            signer,
            (_, _, _) -> {},
            world.clock());
    api = new DeviceApi(settings, ports, ApiFixture.GATEWAY, null);
    address = api.start();
  }

  /// What came back.
  record Reply(int status, String contentType, JsonNode body) {
    /// Returns the last part of the problem's type; the word `none` when it is no problem.
    String problem() {
      String type = body.path("type").asText("none");
      return type.substring(type.lastIndexOf('/') + 1);
    }

    String text(String field) {
      return body.path(field).asText();
    }
  }

  /// A registered device.
  record Person(DeviceAddress address, String credential, String ticket, TestIdentity identity) {
    UserId user() {
      return address.user();
    }
  }

  String ticket(DeviceAddress device) {
    return ticket(device, CELL, world.clock().instant().plusSeconds(3600));
  }

  String ticket(DeviceAddress device, String cell, Instant expiry) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(signer.sign(cell, device, 1, expiry));
  }

  /// Returns a device whose keys are all right.
  static DeviceForm device(TestIdentity identity) {
    return new DeviceForm(
        REGISTRATION_ID,
        OpaqueBytes.copyOf(new byte[] {1, 2, 3}),
        new FirstKeys(
            identity.key(),
            identity.signedPreKey(1),
            identity.kyberPreKey(1),
            List.of(new EcPreKey(1, identity.ecKey())),
            List.of(identity.kyberPreKey(2))));
  }

  RegistrationId requestCode(PhoneNumber number) throws IOException {
    Reply reply = send("POST", "/registrations", "", new NumberForm(number));
    if (reply.status() != 201) {
      throw new IllegalStateException("no code: " + reply.body());
    }
    return new RegistrationId(UUID.fromString(reply.text("registration")));
  }

  Reply confirm(RegistrationId registration, TestIdentity identity) throws IOException {
    return confirm(registration, new CodeForm(world.code(registration), device(identity)));
  }

  Reply confirm(RegistrationId registration, Object body) throws IOException {
    return send("POST", "/registrations/" + registration + "/confirm", "", body);
  }

  Person register(PhoneNumber number) throws IOException {
    TestIdentity identity = new TestIdentity(1);
    return person(confirm(requestCode(number), identity), identity);
  }

  Person person(Reply registered, TestIdentity identity) {
    if (registered.status() != 201) {
      throw new IllegalStateException("not registered: " + registered.body());
    }
    UUID user = UUID.fromString(registered.text("user"));
    DeviceAddress device =
        new DeviceAddress(
            new UserId(user.getMostSignificantBits(), user.getLeastSignificantBits()),
            registered.body().get("device").intValue());
    return new Person(device, registered.text("credential"), ticket(device), identity);
  }

  /// An open link.
  record OpenLink(LinkId link, String secret) {}

  OpenLink openLink() throws IOException {
    Reply reply = send("POST", "/links", "", new LinkForm(DirectoryWorld.identity(5)));
    return new OpenLink(new LinkId(UUID.fromString(reply.text("link"))), reply.text("secret"));
  }

  Reply send(String method, String path, String token, @Nullable Object body) throws IOException {
    String json = body == null ? null : text(body);
    return send(method, path, token, json, "application/json");
  }

  private static String text(Object body) {
    return body instanceof String json
        ? json
        : new String(Json.write(body), StandardCharsets.UTF_8);
  }

  Reply send(String method, String path, String token, @Nullable String json, String contentType)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + "/v1" + path));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    if (json == null) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request.header("Content-Type", contentType);
      request.method(method, BodyPublishers.ofString(json));
    }
    try {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      String type = response.headers().firstValue("Content-Type").orElse("");
      assertThat(
              OpenApiDocument.V1.flaws(method, path, response.statusCode(), type, response.body()))
          .as("the answer and the document")
          .isEmpty();
      return new Reply(response.statusCode(), type, MAPPER.readTree(response.body()));
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  AccountJanitor newJanitor() {
    return new AccountJanitor(
        world.directory(), keys, new PostgresLimits(world.directory()::dataSource, world.clock()));
  }

  InetSocketAddress address() {
    return address;
  }

  KeyStore keys() {
    return keys;
  }

  @Override
  public void close() {
    client.close();
    api.close();
    world.close();
  }
}
