package io.restante.gateway.api;

import static io.restante.gateway.api.ApiFixture.BOB;
import static io.restante.gateway.api.ApiFixture.alice;
import static io.restante.gateway.api.ApiFixture.bob;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restante.contract.DeviceAddress;
import io.restante.gateway.http.Json;
import io.restante.gateway.keys.KeyCounts;
import io.restante.gateway.limit.LimitRule;
import io.restante.gateway.limit.LimitVerdict;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyCallsTest {
  @TempDir private Path folder;
  private ApiFixture api;
  private final TestIdentity alices = new TestIdentity(1);
  private final TestIdentity bobs = new TestIdentity(2);

  @BeforeEach
  void start() throws IOException {
    api = new ApiFixture(folder);
    enrol(alice(1), alices);
    enrol(bob(1), bobs);
    enrol(bob(2), bobs);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void whatIsPublishedIsCountedAndHandedOutOnce() throws IOException {
    EcPreKey preKey = new EcPreKey(11, bobs.ecKey());
    SignedKyberPreKey kyber = bobs.kyberPreKey(21);
    String json = json(new MoreKeys(null, null, null, List.of(preKey), List.of(kyber)));
    assertThat(api.put("/keys", api.ticket(bob(1)), json).statusCode()).isEqualTo(204);

    assertThat(api.get("/keys/counts", api.ticket(bob(1))).body())
        .isEqualTo("{\"preKeys\":1,\"kyberPreKeys\":1}");
    JsonNode first = fetched("/users/" + BOB + "/keys?devices=1");
    JsonNode second = fetched("/users/" + BOB + "/keys?devices=1");

    assertThat(first.get("identityKey").textValue()).isEqualTo(TestIdentity.base64(bobs.key()));
    assertThat(first.get("revision").intValue()).isEqualTo(2);
    JsonNode device = first.get("devices").get(0);
    assertThat(device.get("preKey").get("key").textValue())
        .isEqualTo(TestIdentity.base64(preKey.key()));
    assertThat(device.get("kyberPreKey").get("id").intValue()).isEqualTo(21);
    assertThat(second.get("devices").get(0).has("preKey")).isFalse();
    assertThat(second.get("devices").get(0).get("kyberPreKey").get("id").intValue()).isOne();
  }

  @Test
  void allDevicesAreFetchedUnlessSomeAreNamed() throws IOException {
    assertThat(fetched("/users/" + BOB + "/keys").get("devices")).hasSize(2);
    assertThat(fetched("/users/" + BOB + "/keys?devices=2,9").get("devices")).hasSize(1);
    assertThat(problem(api.get("/users/" + BOB + "/keys?devices=9", ticket())))
        .isEqualTo("404 unknown-device");
    assertThat(problem(api.get("/users/" + BOB + "/keys?devices=0", ticket())))
        .isEqualTo("400 malformed-request");
    assertThat(problem(api.get("/users/" + BOB + "/keys?device=1", ticket())))
        .isEqualTo("400 malformed-request");
  }

  @Test
  void nobodyFetchesTheKeysOfTheDeviceThatAsks() throws IOException {
    HttpResponse<String> answer = api.get("/users/" + BOB + "/keys", api.ticket(bob(1)));

    JsonNode devices = new ObjectMapper().readTree(answer.body()).get("devices");
    assertThat(devices).hasSize(1);
    assertThat(devices.get(0).get("device").intValue()).isEqualTo(2);
  }

  @Test
  void aDeviceListHasARevision() throws IOException {
    assertThat(api.get("/users/" + BOB + "/devices", ticket()).body())
        .isEqualTo(
            "{\"revision\":2,\"devices\":[{\"device\":1,\"registrationId\":101},"
                + "{\"device\":2,\"registrationId\":102}]}");
    assertThat(problem(api.get("/users/01990000-0000-7000-8000-0000000000ff/devices", ticket())))
        .isEqualTo("404 unknown-user");
    assertThat(
            problem(api.get("/users/" + BOB.toString().replace("-7", "-4") + "/devices", ticket())))
        .isEqualTo("400 malformed-request");
  }

  @Test
  void fetchingIsLimitedByRequesterPairAndTargetByTheNumberOfDevices() throws IOException {
    fetched("/users/" + BOB + "/keys");

    assertThat(api.limits.taken(LimitRule.KEYS_PER_REQUESTER, ApiFixture.ALICE.toString()))
        .isEqualTo(2);
    assertThat(api.limits.taken(LimitRule.KEYS_PER_PAIR, ApiFixture.ALICE + ">" + BOB))
        .isEqualTo(2);
    assertThat(api.limits.taken(LimitRule.KEYS_PER_TARGET, BOB.toString())).isEqualTo(2);
    for (LimitRule rule :
        List.of(LimitRule.KEYS_PER_REQUESTER, LimitRule.KEYS_PER_PAIR, LimitRule.KEYS_PER_TARGET)) {
      api.limits.answer(rule, new LimitVerdict.Refused(Duration.ofSeconds(6)));
      KeyCounts before = api.keys.counts(bob(1));
      HttpResponse<String> refused = api.get("/users/" + BOB + "/keys", ticket());
      assertThat(problem(refused)).isEqualTo("429 too-many-requests");
      assertThat(refused.headers().firstValue("Retry-After")).contains("6");
      assertThat(api.keys.counts(bob(1))).isEqualTo(before);
      api.limits.answer(rule, new LimitVerdict.Unavailable());
      assertThat(problem(api.get("/users/" + BOB + "/keys", ticket())))
          .isEqualTo("503 unavailable");
      api.limits.answer(rule, new LimitVerdict.Allowed());
    }
  }

  @Test
  void anOwnerIsToldOnceThatKeysRunLow() throws IOException {
    upload(bob(1), 21);
    fetched("/users/" + BOB + "/keys?devices=1");
    assertThat(api.keysLow).isEmpty();

    fetched("/users/" + BOB + "/keys?devices=1");
    fetched("/users/" + BOB + "/keys?devices=1");

    assertThat(api.keysLow).containsExactly(Map.entry(bob(1), "19/19"));
  }

  @Test
  void signaturesThatDoNotFitAreRefusedAndNothingIsPublished() throws IOException {
    SignedKyberPreKey foreign = alices.kyberPreKey(21);
    String kyber =
        json(new MoreKeys(null, null, null, null, List.of(bobs.kyberPreKey(20), foreign)));
    String signed = json(new MoreKeys(null, alices.signedPreKey(2), null, null, null));
    String lastResort = json(new MoreKeys(null, null, alices.kyberPreKey(2), null, null));

    HttpResponse<String> answer = api.put("/keys", api.ticket(bob(1)), kyber);
    assertThat(problem(answer)).isEqualTo("422 invalid-signature");
    assertThat(answer.body()).contains("\"field\":\"/kyberPreKeys/1/signature\"");
    assertThat(problem(api.put("/keys", api.ticket(bob(1)), signed)))
        .isEqualTo("422 invalid-signature");
    assertThat(problem(api.put("/keys", api.ticket(bob(1)), lastResort)))
        .isEqualTo("422 invalid-signature");
    assertThat(api.keys.counts(bob(1))).isEqualTo(KeyCounts.NONE);
  }

  @Test
  void anotherIdentityKeyIsRefused() throws IOException {
    MoreKeys foreign = new MoreKeys(alices.key(), alices.signedPreKey(2), null, null, null);
    MoreKeys own = new MoreKeys(bobs.key(), bobs.signedPreKey(2), null, null, null);

    assertThat(problem(api.put("/keys", api.ticket(bob(1)), json(foreign))))
        .isEqualTo("409 foreign-identity");
    assertThat(api.put("/keys", api.ticket(bob(1)), json(own)).statusCode()).isEqualTo(204);
  }

  @Test
  void keysOfWrongSizesTypesAndIdsAreRefusedWithTheirPlace() throws IOException {
    String good = "\"" + TestIdentity.base64(bobs.ecKey()) + "\"";
    String kyber = "\"" + TestIdentity.base64(bobs.kyberKey()) + "\"";
    assertField("{\"preKeys\":[{\"id\":0,\"key\":" + good + "}]}", "/preKeys/0/id");
    assertField("{\"preKeys\":[{\"id\":16777216,\"key\":" + good + "}]}", "/preKeys/0/id");
    assertField("{\"preKeys\":[{\"id\":1,\"key\":\"BQ\"}]}", "/preKeys/0/key");
    assertField("{\"preKeys\":[{\"id\":1,\"key\":" + kyber + "}]}", "/preKeys/0/key");
    assertField("{\"preKeys\":[{\"id\":1,\"key\":\"B==\"}]}", "/preKeys/0/key");
    assertField("{\"identityKey\":" + kyber + "}", "/identityKey");
    assertField(
        "{\"signedPreKey\":{\"id\":1,\"key\":" + good + ",\"signature\":\"AAAA\"}}",
        "/signedPreKey/signature");
    IntFunction<String> preKey = id -> "{\"id\":" + id + ",\"key\":" + good + "}";
    assertField("{\"preKeys\":[" + preKey.apply(1) + "," + preKey.apply(1) + "]}", "/preKeys");
    List<String> tooMany = IntStream.rangeClosed(1, 101).mapToObj(preKey).toList();
    assertField("{\"preKeys\":[" + String.join(",", tooMany) + "]}", "/preKeys");
  }

  @Test
  void anUploadOfTheGreatestSizeFitsAndTooManyKeysDoNot() throws IOException {
    upload(bob(1), 100);
    assertThat(api.keys.counts(bob(1))).isEqualTo(new KeyCounts(100, 100));

    upload(bob(1), 100);
    String one = json(new MoreKeys(null, null, null, List.of(new EcPreKey(1, bobs.ecKey())), null));
    assertThat(problem(api.put("/keys", api.ticket(bob(1)), one))).isEqualTo("409 too-many-keys");
  }

  private void assertField(String json, String field) throws IOException {
    HttpResponse<String> answer = api.put("/keys", api.ticket(bob(1)), json);
    assertThat(problem(answer)).isEqualTo("422 invalid-field");
    assertThat(answer.body()).contains("\"field\":\"" + field + "\"");
  }

  private void upload(DeviceAddress device, int keys) throws IOException {
    MoreKeys more =
        new MoreKeys(
            null,
            null,
            null,
            IntStream.rangeClosed(1, keys).mapToObj(i -> new EcPreKey(i, bobs.ecKey())).toList(),
            IntStream.rangeClosed(1, keys).mapToObj(bobs::kyberPreKey).toList());
    assertThat(api.put("/keys", api.ticket(device), json(more)).statusCode()).isEqualTo(204);
  }

  private void enrol(DeviceAddress device, TestIdentity identity) {
    api.credential(device);
    FirstKeys keys =
        new FirstKeys(
            identity.key(), identity.signedPreKey(1), identity.kyberPreKey(1), null, null);
    var _ = api.keys.publish(device, keys.enrolment(100 + device.device(), "/device/keys"));
  }

  private JsonNode fetched(String path) throws IOException {
    HttpResponse<String> answer = api.get(path, ticket());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body());
  }

  private String ticket() {
    return api.ticket(alice(1));
  }

  private static String problem(HttpResponse<String> answer) throws IOException {
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    String type = new ObjectMapper().readTree(answer.body()).get("type").textValue();
    return answer.statusCode() + " " + type.substring(type.lastIndexOf('/') + 1);
  }

  private static String json(Object body) {
    return new String(Json.write(body), StandardCharsets.UTF_8);
  }
}
