package io.restante.it.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.vault.Vault;
import io.restante.it.vault.VaultKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.signal.libsignal.protocol.IdentityKeyPair;

/// What the core promises between two devices and more.
final class SignalCoreTest {
  private static final UserId ALICE = new UserId(0x7001, 1);
  private static final UserId BOB = new UserId(0x7002, 2);
  private static final DeviceAddress ALICE1 = new DeviceAddress(ALICE, 1);
  private static final DeviceAddress BOB1 = new DeviceAddress(BOB, 1);
  private static final DeviceAddress BOB2 = new DeviceAddress(BOB, 2);

  @TempDir private Path directory;
  private final List<Vault> vaults = new ArrayList<>();
  private final KeyServer server = new KeyServer();
  private Instant now = Instant.parse("2026-11-22T00:00:00Z");
  private SignalCore alice;
  private SignalCore bob;

  @BeforeEach
  void begin() throws IOException {
    alice = core("alice");
    alice.begin();
    bob = core("bob");
    bob.begin();
    server.publish(ALICE1, alice.registrationId(), alice.keys().all());
    server.publish(BOB1, bob.registrationId(), bob.keys().all());
    alice.begin(BOB, server.claim(BOB1));
  }

  @AfterEach
  void close() throws IOException {
    for (Vault vault : vaults) {
      vault.close();
    }
  }

  @Test
  void textIsReadByTheDeviceItIsFor() {
    Letter letter = letter(1, ALICE1, BOB1, "grüezi");
    assertThat(open(bob, BOB1, letter, alice.seal(letter))).isEqualTo(new Opened.Read(letter, 0));
  }

  @Test
  void answersGoOnInTheSameSession() {
    // Given
    Letter first = letter(1, ALICE1, BOB1, "ping");
    open(bob, BOB1, first, alice.seal(first));

    for (int i = 1; i <= 5; i++) {
      // When
      Letter answer = letter(i, BOB1, ALICE1, "pong " + i);
      Letter next = letter(i + 1, ALICE1, BOB1, "ping " + i);

      // Then
      assertThat(open(alice, ALICE1, answer, bob.seal(answer))).isInstanceOf(Opened.Read.class);
      assertThat(open(bob, BOB1, next, alice.seal(next))).isInstanceOf(Opened.Read.class);
    }
  }

  @Test
  void repeatedDeliveryIsARepeat() {
    Letter letter = letter(1, ALICE1, BOB1, "once");
    byte[] sealed = alice.seal(letter);
    open(bob, BOB1, letter, sealed);
    assertThat(open(bob, BOB1, letter, sealed)).isEqualTo(new Opened.Repeat(letter.id()));
    // The same ciphertext under another number is no new message either.
    Letter moved = letter(2, ALICE1, BOB1, "once");
    assertThat(open(bob, BOB1, moved, sealed)).isEqualTo(new Opened.Repeat(moved.id()));
  }

  @Test
  void letterInAnothersEnvelopeIsMisrouted() throws IOException {
    // Given
    SignalCore bob2 = core("bob2");
    bob2.join(opened(bob.provision(BOB, "+15550002")));
    Letter letter = letter(1, ALICE1, BOB1, "for one device");

    // Then
    assertThat(openAs(bob, BOB2, ALICE1, letter.id(), 1, alice.seal(letter)))
        .isEqualTo(new Opened.Misrouted(Opened.Mismatch.RECIPIENT));
    assertThat(openAs(bob, BOB1, ALICE1, new MessageId(9, 9), 1, alice.seal(letter)))
        .isEqualTo(new Opened.Misrouted(Opened.Mismatch.ID));
    assertThat(openAs(bob, BOB1, ALICE1, letter.id(), 2, alice.seal(letter)))
        .isEqualTo(new Opened.Misrouted(Opened.Mismatch.NUMBER));
    assertThat(openAs(bob2, BOB2, ALICE1, letter.id(), 1, alice.seal(letter)))
        .isEqualTo(new Opened.Unreadable(Opened.Flaw.UNKNOWN_KEY));
    // And what is right is still read.
    assertThat(open(bob, BOB1, letter, alice.seal(letter))).isInstanceOf(Opened.Read.class);
  }

  @Test
  void letterOfAnotherDeviceOfTheSameUserIsMisrouted() {
    Letter letter = letter(1, ALICE1, BOB1, "from the first device");
    DeviceAddress other = new DeviceAddress(ALICE, 7);
    assertThat(openAs(bob, BOB1, other, letter.id(), 1, alice.seal(letter)))
        .isEqualTo(new Opened.Misrouted(Opened.Mismatch.SENDER));
  }

  @Test
  void changedCiphertextIsNotRead() {
    // Given
    Letter first = letter(1, ALICE1, BOB1, "first");
    open(bob, BOB1, first, alice.seal(first));
    Letter answer = letter(1, BOB1, ALICE1, "answer");
    open(alice, ALICE1, answer, bob.seal(answer));
    Letter letter = letter(2, ALICE1, BOB1, "whole");
    byte[] sealed = alice.seal(letter);

    for (int at = 0; at < sealed.length; at++) {
      // When
      byte[] changed = sealed.clone();
      changed[at] ^= 0x10;

      // Then
      assertThat(open(bob, BOB1, letter, changed))
          .as("byte %d", at)
          .isInstanceOf(Opened.Unreadable.class);
    }
    assertThat(open(bob, BOB1, letter, sealed)).isEqualTo(new Opened.Read(letter, 0));
  }

  @Test
  void lengthsAreHidden() {
    Letter first = letter(1, ALICE1, BOB1, "");
    open(bob, BOB1, first, alice.seal(first));
    Letter answer = letter(1, BOB1, ALICE1, "");
    open(alice, ALICE1, answer, bob.seal(answer));
    int shortest = alice.seal(letter(2, ALICE1, BOB1, "")).length;
    int longer = alice.seal(letter(3, ALICE1, BOB1, "x".repeat(60))).length;
    assertThat(longer).isCloseTo(shortest, offset(8));
  }

  @Test
  void textOfTheGreatestLengthFits() {
    String longest = "x".repeat(LetterCodec.TEXT_BYTES_MAX);
    Letter letter = letter(1, ALICE1, BOB1, longest);
    assertThat(open(bob, BOB1, letter, alice.seal(letter))).isInstanceOf(Opened.Read.class);
    Letter tooLong = letter(2, ALICE1, BOB1, longest + "x");
    assertThatThrownBy(() -> alice.seal(tooLong)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bothBeginningAtOnceUnderstandEachOther() {
    // Given
    bob.begin(ALICE, server.claim(ALICE1));
    Letter fromAlice = letter(1, ALICE1, BOB1, "a");
    Letter fromBob = letter(1, BOB1, ALICE1, "b");
    byte[] sealedByAlice = alice.seal(fromAlice);
    byte[] sealedByBob = bob.seal(fromBob);

    // Then
    assertThat(open(bob, BOB1, fromAlice, sealedByAlice)).isInstanceOf(Opened.Read.class);
    assertThat(open(alice, ALICE1, fromBob, sealedByBob)).isInstanceOf(Opened.Read.class);
    for (int i = 2; i < 6; i++) {
      Letter there = letter(i, ALICE1, BOB1, "there");
      Letter back = letter(i, BOB1, ALICE1, "back");
      assertThat(open(bob, BOB1, there, alice.seal(there))).isInstanceOf(Opened.Read.class);
      assertThat(open(alice, ALICE1, back, bob.seal(back))).isInstanceOf(Opened.Read.class);
    }
  }

  @Test
  void sessionBeginsWithoutOneTimeKeysAndItsFirstMessageCannotComeTwice() {
    // Given
    server.drain(BOB1);
    alice.forget(BOB1);
    alice.begin(BOB, server.claim(BOB1));
    Letter letter = letter(1, ALICE1, BOB1, "last resort");
    byte[] sealed = alice.seal(letter);

    // When
    assertThat(open(bob, BOB1, letter, sealed)).isInstanceOf(Opened.Read.class);
    bob.forget(ALICE1);

    // Then
    assertThat(open(bob, BOB1, letter, sealed)).isEqualTo(new Opened.Repeat(letter.id()));
  }

  @Test
  void newIdentityIsReportedAndChangesTheSafetyNumber() throws IOException {
    // Given
    Letter letter = letter(1, ALICE1, BOB1, "before");
    open(bob, BOB1, letter, alice.seal(letter));
    String before = bob.safetyNumber(BOB, ALICE).orElseThrow();
    assertThat(before).hasSize(60).containsOnlyDigits();
    assertThat(alice.safetyNumber(ALICE, BOB)).contains(before);
    assertThat(bob.takeChangedIdentities()).isEmpty();

    // When
    SignalCore again = core("alice again");
    again.begin();
    DeviceAddress newDevice = new DeviceAddress(ALICE, 2);
    again.begin(BOB, server.claim(BOB1));
    Letter hello = letter(1, newDevice, BOB1, "after");
    Opened opened = open(bob, BOB1, hello, again.seal(hello));

    // Then
    assertThat(opened).isInstanceOf(Opened.Read.class);
    assertThat(bob.takeChangedIdentities()).containsExactly(ALICE);
    assertThat(bob.safetyNumber(BOB, ALICE)).isNotEqualTo(Optional.of(before));
    assertThat(bob.hasSession(ALICE1)).isFalse();
    assertThat(bob.hasSession(newDevice)).isTrue();
  }

  @Test
  void keysThatTheIdentityDidNotSignAreRefused() {
    PeerKeys keys = server.claim(BOB1);
    PeerKeys forged =
        new PeerKeys(
            2,
            keys.registrationId(),
            Texts.encode(IdentityKeyPair.generate().getPublicKey().serialize()),
            keys.signedPreKey(),
            keys.preKey(),
            keys.kyberPreKey());
    assertThatThrownBy(() -> alice.begin(new UserId(0x7009, 9), forged))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keysAreReplacedByAgeAndTheOldOnesStillOpen() {
    // Given
    PeerKeys old = server.claim(BOB1);
    assertThat(bob.keys().rotate()).isEmpty();

    // When
    now = now.plus(KeyRing.OFFERED_FOR);
    PublishedKeys next = bob.keys().rotate().orElseThrow();

    // Then
    assertThat(next.preKeys()).isEmpty();
    assertThat(next.signedPreKey()).isNotEqualTo(old.signedPreKey());
    SignalCore carol = core("carol");
    carol.begin();
    carol.begin(BOB, old);
    DeviceAddress carol1 = new DeviceAddress(new UserId(0x7003, 3), 1);
    Letter letter = letter(1, carol1, BOB1, "late");
    byte[] sealed = carol.seal(letter);
    assertThat(open(bob, BOB1, letter, sealed)).isInstanceOf(Opened.Read.class);
    now = now.plus(KeyRing.OFFERED_FOR).plus(KeyRing.KEPT_FOR);
    assertThat(bob.keys().rotate()).isPresent();
    bob.forget(carol1);
    assertThat(open(bob, BOB1, letter, sealed))
        .isEqualTo(new Opened.Unreadable(Opened.Flaw.UNKNOWN_KEY));
  }

  @Test
  void stockIsFilledUpToAHundred() {
    assertThat(bob.keys().refill(100, 100)).isEmpty();
    PublishedKeys refill = bob.keys().refill(19, 97).orElseThrow();
    assertThat(refill.preKeys()).hasSize(81);
    assertThat(refill.kyberPreKeys()).hasSize(3);
    assertThat(refill.signedPreKey()).isNull();
  }

  @Test
  void provisionOpensForItsLinkAlone() {
    // Given
    LinkKey key = new LinkKey();
    LinkCode code = new LinkCode(UUID.randomUUID(), key.publicKey());
    byte[] sealed = bob.provision(BOB, "+15550002").seal(code);

    // Then
    assertThat(LinkCode.parse(code.text())).contains(code);
    assertThat(Provision.open(key, UUID.randomUUID(), sealed)).isEmpty();
    assertThat(Provision.open(new LinkKey(), code.link(), sealed)).isEmpty();
    Provision opened = Provision.open(key, code.link(), sealed).orElseThrow();
    assertThat(opened.user()).isEqualTo(BOB);
    assertThat(opened.number()).isEqualTo("+15550002");
    SignalCore bob2 = core("bob2");
    bob2.join(opened);
    assertThat(bob2.keys().all().identityKey()).isEqualTo(server.claim(BOB1).identityKey());
  }

  @Test
  void newerContentIsReadAsUnknownAndNewerFormIsNot() {
    Letter letter = letter(1, ALICE1, BOB1, "x");
    byte[] bytes = LetterCodec.encode(letter);
    bytes[1 + 16 + 8 + 17 + 17] = 99;
    assertThat(LetterCodec.decode(bytes).content()).isEqualTo(new Content.Unknown(99));
    bytes[0] = 2;
    assertThatThrownBy(() -> LetterCodec.decode(bytes))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Provision opened(Provision provision) {
    LinkKey key = new LinkKey();
    LinkCode code = new LinkCode(UUID.randomUUID(), key.publicKey());
    return Provision.open(key, code.link(), provision.seal(code)).orElseThrow();
  }

  private SignalCore core(String name) {
    try {
      Path place = directory.resolve(name);
      Files.createDirectories(place);
      Vault vault = Vault.open(place, VaultKey.ofFile(place.resolve("key")));
      vaults.add(vault);
      InstantSource clock = () -> now;
      return new SignalCore(vault, clock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Letter letter(long number, DeviceAddress from, DeviceAddress to, String text) {
    Content content = new Content.Text(Instant.EPOCH, text, "+15550001");
    return new Letter(new MessageId(0x7000, number), number, from, to, content);
  }

  private static Opened open(SignalCore core, DeviceAddress self, Letter letter, byte[] sealed) {
    return openAs(core, self, letter.from(), letter.id(), letter.number(), sealed);
  }

  private static Opened openAs(
      SignalCore core,
      DeviceAddress self,
      DeviceAddress from,
      MessageId id,
      long number,
      byte[] sealed) {
    return core.open(self, from, id, number, ByteBuffer.wrap(sealed));
  }
}
