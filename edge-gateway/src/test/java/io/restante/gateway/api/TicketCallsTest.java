package io.restante.gateway.api;

import static io.restante.gateway.api.ApiFixture.alice;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restante.gateway.limit.LimitRule;
import io.restante.gateway.limit.LimitVerdict;
import io.restante.gateway.login.TicketVerdict;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TicketCallsTest {
  @TempDir private Path folder;
  private ApiFixture api;

  @BeforeEach
  void start() throws IOException {
    api = new ApiFixture(folder);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void aCredentialBuysATicketOfItsDeviceForAnHour() throws IOException {
    HttpResponse<String> answer = api.send("POST", "/tickets", api.credential(alice(3)), null);

    assertThat(answer.statusCode()).isEqualTo(201);
    JsonNode body = new ObjectMapper().readTree(answer.body());
    byte[] ticket = Base64.getUrlDecoder().decode(body.get("ticket").textValue());
    assertThat(api.verifier.verify(ByteBuffer.wrap(ticket), ApiFixture.NOW))
        .isEqualTo(
            new TicketVerdict.Genuine(alice(3), 7, ApiFixture.NOW.plus(Duration.ofHours(1))));
    assertThat(body.get("expiresAt").textValue()).isEqualTo("2026-11-22T11:00:00Z");
    assertThat(body.get("gateway").textValue()).isEqualTo(ApiFixture.GATEWAY.toString());
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void ticketsAreLimitedBySourceBeforeTheDirectoryIsAskedAndByDeviceAfter() throws IOException {
    String credential = api.credential(alice(1));

    api.send("POST", "/tickets", credential, null);

    assertThat(api.limits.taken(LimitRule.TICKETS_PER_SOURCE, "7f0000")).isOne();
    assertThat(api.limits.taken(LimitRule.TICKETS_PER_DEVICE, ApiFixture.ALICE + "/1")).isOne();
  }

  @Test
  void aLimitThatIsReachedSaysWhenToComeAgain() throws IOException {
    api.limits.answer(
        LimitRule.TICKETS_PER_DEVICE, new LimitVerdict.Refused(Duration.ofMillis(1_200)));

    HttpResponse<String> answer = api.send("POST", "/tickets", api.credential(alice(1)), null);

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).contains("2");
    assertThat(answer.body()).contains("problems/too-many-requests", "\"retryAfterSeconds\":2");
  }

  @Test
  void aLimitThatCanNotBeLookedAtRefuses() throws IOException {
    api.limits.answer(LimitRule.TICKETS_PER_SOURCE, new LimitVerdict.Unavailable());

    HttpResponse<String> answer = api.send("POST", "/tickets", api.credential(alice(1)), null);

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("problems/unavailable");
  }
}
