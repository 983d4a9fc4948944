package io.restante.gateway.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.restante.contract.DeviceAddress;
import io.restante.contract.UuidV7;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Feeds the verifier whatever there is: nothing may pass, nothing may throw. `mvn -Pfuzz verify`
/// lets Jazzer look for inputs.
final class TicketFuzzTest {
  private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");
  private static final int ROUNDS = 5_000;

  private final TicketSigner signer;
  private final TicketVerifier verifier;

  TicketFuzzTest(@TempDir Path folder) throws IOException {
    TicketKeys.generate(folder.resolve("a.pem"), folder.resolve("keys"));
    signer = TicketKeys.loadSigner(folder.resolve("a.pem"));
    verifier = new TicketVerifier("cell-1", TicketKeys.loadPublicKeys(folder.resolve("keys")));
  }

  @FuzzTest(maxDuration = "10m")
  void nothingPassesThatWasNotSigned(byte[] input) {
    assertThat(verifier.verify(ByteBuffer.wrap(input), NOW))
        .isNotInstanceOf(TicketVerdict.Genuine.class);
    byte[] grafted = Arrays.copyOf(input, Math.max(5, input.length));
    System.arraycopy(genuine(), 0, grafted, 0, 5); // the version, and a key that is known
    assertThat(verifier.verify(ByteBuffer.wrap(grafted), NOW))
        .isNotInstanceOf(TicketVerdict.Genuine.class);
  }

  @Test
  void brokenNeighboursOfAGoodTicketDoNotPass() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] genuine = genuine();
    for (int round = 0; round < ROUNDS; round++) {
      byte[] ticket = genuine.clone();
      int at = random.nextInt(ticket.length);
      ticket[at] ^= (byte) (1 + random.nextInt(255));
      assertThat(verifier.verify(ByteBuffer.wrap(ticket), NOW))
          .as("seed %d, round %d", seed, round)
          .isNotInstanceOf(TicketVerdict.Genuine.class);
    }
  }

  private byte[] genuine() {
    var user = new UuidV7(InstantSource.fixed(NOW), new Random(1)).nextUserId();
    return signer.sign("cell-1", new DeviceAddress(user, 1), 1, NOW.plusSeconds(60));
  }
}
