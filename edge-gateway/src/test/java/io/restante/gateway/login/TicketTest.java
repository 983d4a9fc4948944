package io.restante.gateway.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.contract.UuidV7;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TicketTest {
  private static final Instant NOW = Instant.parse("2026-11-22T03:00:00.250Z");
  private static final Instant EXPIRY = Instant.parse("2026-11-22T04:00:00Z");
  private static final String CELL = "cell-1";

  private final Path folder;
  private final TicketSigner signer;
  private final DeviceAddress address;
  private TicketVerifier verifier;

  TicketTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.signer = newSigner("a");
    this.verifier = newVerifier();
    UserId user = new UuidV7(InstantSource.fixed(NOW), new Random(7)).nextUserId();
    this.address = new DeviceAddress(user, 3);
  }

  @Test
  void ticketProvesWhatWasSigned() {
    byte[] ticket = signer.sign(CELL, address, 42, EXPIRY);

    assertThat(verify(ticket)).isEqualTo(new TicketVerdict.Genuine(address, 42, EXPIRY));
    assertThat(ticket).hasSize(39 + CELL.length() + 64);
  }

  @Test
  void fastLibraryIsThereOnTheMachinesWeRunOn() {
    boolean isLinux = System.getProperty("os.name").equals("Linux");
    assumeTrue(isLinux && System.getProperty("os.arch").equals("amd64"));
    assertThat(Ed25519.isFast()).isTrue();
  }

  @Test
  void longestTicketStaysUnderTheLimitOfHello() {
    assertThat(signer.sign("c".repeat(32), address, Long.MAX_VALUE, EXPIRY)).hasSize(135);
  }

  @Test
  void bufferIsLeftAloneAndMayBeginAnywhere() {
    ByteBuffer padded = ByteBuffer.allocate(300);
    padded.position(17).put(signer.sign(CELL, address, 42, EXPIRY)).flip().position(17);

    TicketVerdict verdict = verifier.verify(padded, NOW);

    assertThat(verdict).isInstanceOf(TicketVerdict.Genuine.class);
    assertThat(padded.position()).isEqualTo(17);
  }

  @Test
  void everyFlippedBitIsNoticed() {
    byte[] ticket = signer.sign(CELL, address, 42, EXPIRY);
    assertThat(verify(ticket)).isInstanceOf(TicketVerdict.Genuine.class);
    for (int bit = 0; bit < ticket.length * 8; bit++) {
      byte[] bent = ticket.clone();
      bent[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(verify(bent)).as("bit %d", bit).isNotInstanceOf(TicketVerdict.Genuine.class);
    }
  }

  @Test
  void everyTruncationAndEveryTrailingByteIsMalformed() {
    byte[] ticket = signer.sign(CELL, address, 42, EXPIRY);
    for (int length = 0; length < ticket.length; length++) {
      assertThat(verify(Arrays.copyOf(ticket, length))).isEqualTo(new TicketVerdict.Malformed());
    }
    assertThat(verify(Arrays.copyOf(ticket, ticket.length + 1)))
        .isEqualTo(new TicketVerdict.Malformed());
  }

  @Test
  void ticketEndsAtItsExpirySecond() {
    byte[] ticket = signer.sign(CELL, address, 42, EXPIRY);

    assertThat(verifier.verify(ByteBuffer.wrap(ticket), EXPIRY.minus(Duration.ofNanos(1))))
        .isInstanceOf(TicketVerdict.Genuine.class);
    assertThat(verifier.verify(ByteBuffer.wrap(ticket), EXPIRY))
        .isEqualTo(new TicketVerdict.Expired());
  }

  @Test
  void ticketJudgedBeforeIsJudgedTheSame() {
    byte[] ticket = signer.sign(CELL, address, 42, EXPIRY);
    byte[] forged = ticket.clone();
    forged[forged.length - 1] ^= 1;

    for (int time = 0; time < 3; time++) {
      assertThat(verify(ticket)).isEqualTo(new TicketVerdict.Genuine(address, 42, EXPIRY));
      assertThat(verify(forged)).isEqualTo(new TicketVerdict.Forged());
    }
  }

  @Test
  void ticketOfAnotherCellIsForeign() {
    assertThat(verify(signer.sign("cell-2", address, 42, EXPIRY)))
        .isEqualTo(new TicketVerdict.ForeignCell());
  }

  @Test
  void ticketOfAnUnlistedKeyIsUnknownAndOfAListedOneIsNot() throws IOException {
    TicketSigner other = newSigner("b");
    byte[] ticket = other.sign(CELL, address, 42, EXPIRY);

    assertThat(verify(ticket)).isEqualTo(new TicketVerdict.UnknownKey());
    verifier = newVerifier();
    assertThat(verify(ticket)).isInstanceOf(TicketVerdict.Genuine.class);
    assertThat(verify(signer.sign(CELL, address, 42, EXPIRY)))
        .isInstanceOf(TicketVerdict.Genuine.class);
  }

  @Test
  void signatureOfAnotherTicketIsForged() {
    byte[] ticket = signer.sign(CELL, address, 42, EXPIRY);
    byte[] other = signer.sign(CELL, address, 43, EXPIRY);
    System.arraycopy(other, other.length - 64, ticket, ticket.length - 64, 64);

    assertThat(verify(ticket)).isEqualTo(new TicketVerdict.Forged());
  }

  @Test
  void signatureThatIsNoPointOfTheCurveIsForgedAndNotAnError() {
    byte[] ticket = signer.sign(CELL, address, 42, EXPIRY);
    Arrays.fill(ticket, ticket.length - 64, ticket.length, (byte) 0xFF);

    assertThat(verify(ticket)).isEqualTo(new TicketVerdict.Forged());
  }

  @Test
  void privateKeyIsReadableByItsOwnerAloneAndNeverOverwritten() throws IOException {
    Path file = folder.resolve("a.pem");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThatThrownBy(() -> TicketKeys.generate(file, folder.resolve("tickets.pub")))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void damagedKeyFilesAreNamed() throws IOException {
    Path file = folder.resolve("bad");
    Files.writeString(file, "# nothing\n\n");
    assertThatThrownBy(() -> TicketKeys.loadPublicKeys(file)).hasMessageContaining("no keys");
    Files.writeString(file, "0a1b2c3d !!!\n");
    assertThatThrownBy(() -> TicketKeys.loadPublicKeys(file)).hasMessageContaining("bad line");
    Files.writeString(file, "0a1b2c3d AAAA\n");
    assertThatThrownBy(() -> TicketKeys.loadPublicKeys(file))
        .hasMessageContaining("not an Ed25519");
    String line = Files.readString(folder.resolve("tickets.pub"));
    Files.writeString(file, "00000000" + line.substring(8));
    assertThatThrownBy(() -> TicketKeys.loadPublicKeys(file)).hasMessageContaining("key id");
    assertThatThrownBy(() -> TicketKeys.loadSigner(file)).hasMessageContaining("not a ticket key");
  }

  @Test
  void fieldsOutOfRangeAreNotSigned() {
    assertThatThrownBy(() -> signer.sign("Cell", address, 0, EXPIRY))
        .hasMessage("cell: Cell (expected: 1..32 of a-z, 0-9, -)");
    assertThatThrownBy(() -> signer.sign(CELL, new DeviceAddress(UserId.NOBODY, 0), 0, EXPIRY))
        .hasMessageContaining("device: 0");
    assertThatThrownBy(() -> signer.sign(CELL, address, -1, EXPIRY))
        .hasMessageContaining("epoch: -1");
  }

  private TicketVerdict verify(byte[] ticket) {
    return verifier.verify(ByteBuffer.wrap(ticket), NOW);
  }

  private TicketSigner newSigner(String name) throws IOException {
    TicketKeys.generate(folder.resolve(name + ".pem"), folder.resolve("tickets.pub"));
    return TicketKeys.loadSigner(folder.resolve(name + ".pem"));
  }

  private TicketVerifier newVerifier() throws IOException {
    return new TicketVerifier(CELL, TicketKeys.loadPublicKeys(folder.resolve("tickets.pub")));
  }
}
