package io.restante.it.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.signal.Opened.Flaw;
import io.restante.it.signal.Opened.Mismatch;
import io.restante.it.vault.Vault;
import io.restante.it.vault.VaultKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What sender keys promise between a device that seals and one that opens.
final class GroupCoreTest {
  private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");
  private static final DeviceAddress ALICE1 = new DeviceAddress(new UserId(0x7001, 1), 1);
  private static final DeviceAddress ALICE2 = new DeviceAddress(new UserId(0x7001, 1), 2);
  private static final GroupId GROUP = new GroupId(0x7100, 1);
  private static final GroupId OTHER = new GroupId(0x7100, 2);
  private static final UUID KEY = new UUID(1, 1);

  @TempDir private Path directory;
  private final List<Vault> vaults = new ArrayList<>();
  private GroupCore alice;
  private GroupCore bob;

  @BeforeEach
  void begin() throws IOException {
    alice = core("alice");
    bob = core("bob");
  }

  @AfterEach
  void close() throws IOException {
    for (Vault vault : vaults) {
      vault.close();
    }
  }

  @Test
  void whoHasTheKeyReadsEachMessageOnce() {
    give(KEY);
    for (int number = 1; number <= 5; number++) {
      GroupLetter letter = letter(number);
      byte[] sealed = alice.seal(letter, KEY);
      assertThat(open(letter, sealed)).isEqualTo(new Opened.GroupRead(letter, 0));
      assertThat(open(letter, sealed)).isEqualTo(new Opened.Repeat(letter.id()));
    }
  }

  @Test
  void whoHasNoKeyReadsNothing() {
    String _ = alice.distribution(ALICE1, KEY);
    GroupLetter letter = letter(1);
    assertThat(open(letter, alice.seal(letter, KEY)))
        .isEqualTo(new Opened.Unreadable(Flaw.NO_SESSION));
  }

  @Test
  void keyOpensNothingThatWasSealedBeforeItWasTold() {
    String _ = alice.distribution(ALICE1, KEY);
    GroupLetter before = letter(1);
    byte[] sealedBefore = alice.seal(before, KEY);
    give(KEY);
    GroupLetter after = letter(2);

    assertThat(open(before, sealedBefore)).isEqualTo(new Opened.Unreadable(Flaw.UNKNOWN_KEY));
    assertThat(open(after, alice.seal(after, KEY))).isInstanceOf(Opened.GroupRead.class);
  }

  @Test
  void keyToldOnceMoreTakesNothingBack() {
    give(KEY);
    GroupLetter first = letter(1);
    byte[] sealed = alice.seal(first, KEY);

    give(KEY);

    assertThat(open(first, sealed)).isInstanceOf(Opened.GroupRead.class);
  }

  @Test
  void messagesUnderTheKeyBeforeCanStillBeOpened() {
    UUID next = new UUID(1, 2);
    give(KEY);
    GroupLetter old = letter(1);
    byte[] sealedOld = alice.seal(old, KEY);
    give(next);
    GroupLetter fresh = letter(2);

    assertThat(open(fresh, alice.seal(fresh, next))).isInstanceOf(Opened.GroupRead.class);
    assertThat(open(old, sealedOld)).isInstanceOf(Opened.GroupRead.class);
  }

  @Test
  void ofManyKeysTheLastAreKept() {
    give(KEY);
    GroupLetter old = letter(1);
    byte[] sealed = alice.seal(old, KEY);
    for (int more = 0; more < GroupCore.KEYS_MAX; more++) {
      give(new UUID(2, more));
    }

    assertThat(open(old, sealed)).isEqualTo(new Opened.Unreadable(Flaw.NO_SESSION));
  }

  @Test
  void forgottenKeySealsNothing() {
    give(KEY);
    alice.forgetOwn(ALICE1, KEY);
    assertThatThrownBy(() -> alice.seal(letter(1), KEY)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatAGroupThatWasLeftSentIsForgotten() {
    give(KEY);
    bob.forget(GROUP);
    GroupLetter letter = letter(1);
    assertThat(open(letter, alice.seal(letter, KEY)))
        .isEqualTo(new Opened.Unreadable(Flaw.NO_SESSION));
  }

  @Test
  void envelopeThatIsNotTheLettersOwnIsMisrouted() {
    give(KEY);
    GroupLetter letter = letter(1);
    byte[] sealed = alice.seal(letter, KEY);

    assertThat(bob.open(ALICE1, OTHER, letter.id(), 1, ByteBuffer.wrap(sealed)))
        .isEqualTo(new Opened.Misrouted(Mismatch.GROUP));
    assertThat(openNext(2, new MessageId(9, 9), 2)).isEqualTo(new Opened.Misrouted(Mismatch.ID));
    assertThat(openNext(3, letter(3).id(), 4)).isEqualTo(new Opened.Misrouted(Mismatch.NUMBER));
  }

  @Test
  void anotherDevicesNameOpensNothing() {
    give(KEY);
    GroupLetter letter = letter(1);
    byte[] sealed = alice.seal(letter, KEY);
    assertThat(bob.open(ALICE2, GROUP, letter.id(), 1, ByteBuffer.wrap(sealed)))
        .isEqualTo(new Opened.Unreadable(Flaw.NO_SESSION));
  }

  @Test
  void changedBytesOpenNothingAndTakeNothingBack() {
    give(KEY);
    GroupLetter letter = letter(1);
    byte[] sealed = alice.seal(letter, KEY);
    for (int at = 0; at < sealed.length; at++) {
      byte[] changed = sealed.clone();
      changed[at] ^= 1;
      assertThat(open(letter, changed)).as("byte %d", at).isInstanceOf(Opened.Unreadable.class);
    }
    assertThat(open(letter, sealed)).isInstanceOf(Opened.GroupRead.class);
  }

  @Test
  void whatIsNoKeyIsRefused() {
    assertThat(bob.takeKey(ALICE1, new Content.SenderKey(GROUP, "AAAA", ""))).isFalse();
    assertThat(bob.takeKey(ALICE1, new Content.SenderKey(GROUP, "not base64url!", ""))).isFalse();
  }

  @Test
  void lateMemberMissesNothingAndGapsAreCounted() {
    give(KEY);
    GroupLetter first = letter(41);
    GroupLetter later = letter(44);
    assertThat(open(first, alice.seal(first, KEY))).isEqualTo(new Opened.GroupRead(first, 0));
    assertThat(open(later, alice.seal(later, KEY))).isEqualTo(new Opened.GroupRead(later, 2));
  }

  @Test
  void letterToAGroupIsNeverReadAsAnother() {
    byte[] bytes = GroupLetterCodec.encode(letter(1));
    assertThat(GroupLetterCodec.decode(bytes)).isEqualTo(letter(1));
    assertThatThrownBy(() -> LetterCodec.decode(bytes))
        .isInstanceOf(IllegalArgumentException.class);
    Letter toDevice = new Letter(new MessageId(3, 3), 1, ALICE1, ALICE2, letter(1).content());
    assertThatThrownBy(() -> GroupLetterCodec.decode(LetterCodec.encode(toDevice)))
        .isInstanceOf(IllegalArgumentException.class);
    int end = bytes.length - 1;
    while (bytes[end] == 0) {
      end--;
    }
    for (int length = 0; length <= end; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> GroupLetterCodec.decode(cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private void give(UUID key) {
    String told = alice.distribution(ALICE1, key);
    assertThat(bob.takeKey(ALICE1, new Content.SenderKey(GROUP, told, ""))).isTrue();
  }

  private Opened openNext(long sealedNumber, MessageId id, long number) {
    byte[] sealed = alice.seal(letter(sealedNumber), KEY);
    return bob.open(ALICE1, GROUP, id, number, ByteBuffer.wrap(sealed));
  }

  private Opened open(GroupLetter letter, byte[] sealed) {
    return bob.open(ALICE1, GROUP, letter.id(), letter.number(), ByteBuffer.wrap(sealed));
  }

  private static GroupLetter letter(long number) {
    Content.Text text = new Content.Text(NOW, "grüezi " + number, "+15550001");
    return new GroupLetter(new MessageId(0x7200, number), number, ALICE1, GROUP, text);
  }

  private GroupCore core(String name) throws IOException {
    Path folder = Files.createDirectory(directory.resolve(name));
    Vault vault = Vault.open(folder, VaultKey.ofFile(folder.resolve("key")));
    vaults.add(vault);
    SignalCore core = new SignalCore(vault, InstantSource.fixed(NOW));
    core.begin();
    return core.groups();
  }
}
