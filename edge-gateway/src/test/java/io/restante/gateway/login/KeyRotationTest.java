package io.restante.gateway.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.contract.UuidV7;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Changing the ticket keys of running nodes.
final class KeyRotationTest {
  private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");
  private static final String CELL = "cell-1";

  private final AtomicLong nanos = new AtomicLong();
  private final Path privateKey;
  private final Path publicKeys;
  private final TicketSigner signer;
  private final TicketVerifier verifier;
  private final DeviceAddress device;

  KeyRotationTest(@TempDir Path folder) throws IOException {
    privateKey = folder.resolve("signing.pem");
    publicKeys = folder.resolve("keys");
    TicketKeys.generate(privateKey, publicKeys);
    signer = TicketKeys.loadSigner(privateKey, nanos::get);
    verifier = TicketVerifier.watching(CELL, publicKeys, nanos::get);
    UserId user = new UuidV7(InstantSource.fixed(NOW), new Random(7)).nextUserId();
    device = new DeviceAddress(user, 1);
  }

  @Test
  void nobodyIsDroppedWhileKeysAreChanged() throws IOException {
    byte[] old = ticket();
    String oldLine = Files.readAllLines(publicKeys).getFirst();

    Files.delete(privateKey);
    TicketKeys.generate(privateKey, publicKeys);
    secondsPass();
    byte[] young = ticket();

    assertThat(judge(old)).isInstanceOf(TicketVerdict.Genuine.class);
    assertThat(judge(young)).isInstanceOf(TicketVerdict.Genuine.class);
    assertThat(ByteBuffer.wrap(young).getInt(1)).isNotEqualTo(ByteBuffer.wrap(old).getInt(1));

    List<String> left = Files.readAllLines(publicKeys).stream().skip(1).toList();
    assertThat(left).doesNotContain(oldLine);
    Files.write(publicKeys, left);
    secondsPass();

    assertThat(judge(old)).isInstanceOf(TicketVerdict.UnknownKey.class);
    assertThat(judge(young)).isInstanceOf(TicketVerdict.Genuine.class);
  }

  @Test
  void unusableFilesChangeNothing() throws IOException {
    byte[] ticket = ticket();

    Files.writeString(publicKeys, "not a key\n");
    Files.delete(privateKey);
    secondsPass();

    assertThat(judge(ticket)).isInstanceOf(TicketVerdict.Genuine.class);
    assertThat(judge(ticket())).isInstanceOf(TicketVerdict.Genuine.class);
  }

  @Test
  void fileIsLookedAtOncePerSecondAtMost() throws IOException {
    byte[] ticket = ticket();
    Files.delete(privateKey);
    TicketKeys.generate(privateKey, publicKeys);

    assertThat(ByteBuffer.wrap(ticket()).getInt(1)).isEqualTo(ByteBuffer.wrap(ticket).getInt(1));
  }

  private void secondsPass() {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
  }

  private byte[] ticket() {
    return signer.sign(CELL, device, 1, NOW.plusSeconds(60));
  }

  private TicketVerdict judge(byte[] ticket) {
    return verifier.verify(ByteBuffer.wrap(ticket), NOW);
  }
}
