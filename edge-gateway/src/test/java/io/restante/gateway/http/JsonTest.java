package io.restante.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.contract.UserId;
import io.restante.gateway.directory.OpaqueBytes;
import io.restante.gateway.directory.PhoneNumber;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private static final String GOOD = "{'count':3,'flag':true,'kind':'LEFT','inner':[{'text':'a'}]}";

  @Test
  void whatIsOptionalMayBeLeftOut() {
    assertThat(read(GOOD))
        .isEqualTo(new Outer(3, true, Kind.LEFT, List.of(new Inner("a", null)), null));
    assertThat(new String(Json.write(read(GOOD)), StandardCharsets.UTF_8).replace('"', '\''))
        .isEqualTo(GOOD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "3",
        "{",
        "{'count':3,'flag':true,'kind':'LEFT','inner':[]} x",
        "{'count':3,'flag':true,'kind':'LEFT','inner':[]}{}",
        "{'count':3,'count':3,'flag':true,'kind':'LEFT','inner':[]}",
        "{'count':3,'flag':true,'kind':'LEFT','inner':[],'more':1}",
        "{'flag':true,'kind':'LEFT','inner':[]}",
        "{'count':3,'flag':true,'kind':'LEFT'}",
        "{'count':null,'flag':true,'kind':'LEFT','inner':[]}",
        "{'count':3,'flag':true,'kind':'LEFT','inner':[],'user':null}",
        "{'count':3,'flag':true,'kind':'LEFT','inner':[null]}",
        "{'count':'3','flag':true,'kind':'LEFT','inner':[]}",
        "{'count':3.0,'flag':true,'kind':'LEFT','inner':[]}",
        "{'count':99999999999,'flag':true,'kind':'LEFT','inner':[]}",
        "{'count':true,'flag':true,'kind':'LEFT','inner':[]}",
        "{'count':3,'flag':'true','kind':'LEFT','inner':[]}",
        "{'count':3,'flag':1,'kind':'LEFT','inner':[]}",
        "{'count':3,'flag':true,'kind':'UP','inner':[]}",
        "{'count':3,'flag':true,'kind':0,'inner':[]}",
        "{'count':3,'flag':true,'kind':'','inner':[]}",
        "{'count':3,'flag':true,'kind':'LEFT','inner':{}}",
        "{'count':3,'flag':true,'kind':'LEFT','inner':''}",
        "{'count':3,'flag':true,'kind':'LEFT','inner':[{'text':1}]}",
        "{'count':3,'flag':true,'kind':'LEFT','inner':[{'text':'a','bytes':1}]}",
        "{'count':3,'flag':true,'kind':'LEFT','inner':[{'text':'a','bytes':[1]}]}"
      })
  void whatIsNotExactlyTheRecordIsMalformed(String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem()).isEqualTo(Problem.MALFORMED_REQUEST));
  }

  @ParameterizedTest
  @ValueSource(strings = {"AA==", "AB", "A", "A+", "A A", "é"})
  void bytesAreBase64UrlWithoutPaddingInTheirOnlyForm(String text) {
    assertField(
        "{'count':3,'flag':true,'kind':'LEFT','inner':[{'text':'a','bytes':'" + text + "'}]}",
        "/inner/0/bytes",
        "base64url without padding");
  }

  @Test
  void idsAreWhatTheyShouldBe() {
    String before = "{'count':3,'flag':true,'kind':'LEFT','inner':[],'user':'";
    assertThat(read(before + "01990000-0000-7000-8000-000000000001'}").user())
        .isEqualTo(new UserId(0x0199_0000_0000_7000L, 0x8000_0000_0000_0001L));
    assertField(before + "01990000-0000-4000-8000-000000000001'}", "/user", "UUID of version 7");
    assertField(before + "1-2-3-4-5'}", "/user", "a UUID");
  }

  @Test
  void noProblemRepeatsWhatTheCallerSent() {
    String number = "+15550001";
    for (String json :
        List.of(
            "{'number':'" + number + "x'}",
            "{'number':'" + number + "','" + number + "':1}",
            "{'number':['" + number + "']}",
            "{'number':'" + number + "'} " + number,
            number,
            "'" + number)) {
      assertThatThrownBy(() -> Json.read(bytes(json), Registration.class))
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> {
                String shown = new String(Json.write(e.details()), StandardCharsets.UTF_8);
                assertThat(shown).doesNotContain("5550001");
                assertThat(e.toString()).doesNotContain("5550001");
              });
    }
  }

  @Test
  void timesAreIsoInUtc() {
    assertThat(Json.write(new Stamp(Instant.parse("2026-11-22T10:00:00Z"))))
        .asString()
        .isEqualTo("{\"at\":\"2026-11-22T10:00:00Z\"}");
  }

  @Test
  void deepNestingIsRefusedEarly() {
    String deep = "[".repeat(10_000);
    assertThatThrownBy(() -> read("{'count':" + deep)).isInstanceOf(ProblemException.class);
  }

  private static void assertField(String json, String field, String expected) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem()).isEqualTo(Problem.INVALID_FIELD);
              assertThat(e.details().field()).isEqualTo(field);
              assertThat(e.details().detail()).contains(expected);
            });
  }

  private static Outer read(String json) {
    return Json.read(bytes(json), Outer.class);
  }

  private static byte[] bytes(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  enum Kind {
    LEFT,
    RIGHT
  }

  record Outer(int count, boolean flag, Kind kind, List<Inner> inner, @Nullable UserId user) {}

  record Inner(String text, @Nullable OpaqueBytes bytes) {}

  record Registration(PhoneNumber number) {}

  record Stamp(Instant at) {}
}
