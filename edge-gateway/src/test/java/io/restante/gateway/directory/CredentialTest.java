package io.restante.gateway.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialTest {
  private static final DeviceAddress ADDRESS =
      new DeviceAddress(new UserId(0x0192_0000_0000_7000L, Long.MIN_VALUE + 1), 127);
  private static final Credential CREDENTIAL =
      new Credential(ADDRESS, Secret.next(new SecureRandom()));
  private static final PhoneNumber NUMBER = PhoneNumber.parse("+15550001").orElseThrow();

  @Test
  void aCredentialIsReadFromItsText() {
    assertThat(CREDENTIAL.text()).startsWith("rsc1.").hasSize(71);
    assertThat(Credential.parse(CREDENTIAL.text())).contains(CREDENTIAL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "rsc1.", "rsc1.AAAA", "rsc2.AAAA", "rsc1.*", "Bearer rsc1."})
  void otherTextIsNone(String text) {
    assertThat(Credential.parse(text)).isEmpty();
  }

  @Test
  void aLongerOrAlteredTextIsNone() {
    String text = CREDENTIAL.text();

    assertThat(Credential.parse(text + "AAAA")).isEmpty();
    assertThat(Credential.parse(text.substring(0, text.length() - 4))).isEmpty();
    assertThat(Credential.parse("rsc1." + "A".repeat(66))).isEmpty();
  }

  @Test
  void nothingSecretShowsInText() {
    assertThat(CREDENTIAL).hasToString("***");
    assertThat(CREDENTIAL.secret()).hasToString("***");
    assertThat(NUMBER).hasToString("***");
    assertThat(OpaqueBytes.copyOf(new byte[] {42})).hasToString("1 bytes");
    assertThat(new DirectorySettings("u", "n", "hidden", 1, Duration.ZERO).toString())
        .doesNotContain("hidden");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "15550001",
        "+05550001",
        "+155500",
        "+1555000100010001",
        "+1 5550001",
        "+1٣55500"
      })
  void whatIsNotE164IsNoNumber(String text) {
    assertThat(PhoneNumber.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"+1555000", "+155500010001000"})
  void theShortestAndTheLongestNumberAreNumbers(String text) {
    assertThat(PhoneNumber.parse(text)).map(PhoneNumber::e164).contains(text);
  }

  @Test
  void theLocalSenderWritesTheCodeAndNeverTheNumber(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("codes");
    FileCodeSender sender = new FileCodeSender(file);
    sender.send(new RegistrationId(new UUID(0, 1)), NUMBER, "000001");
    sender.send(new RegistrationId(new UUID(0, 2)), NUMBER, "999999");

    assertThat(file)
        .hasContent(
            """
            00000000-0000-0000-0000-000000000001 000001
            00000000-0000-0000-0000-000000000002 999999
            """);
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
  }
}
