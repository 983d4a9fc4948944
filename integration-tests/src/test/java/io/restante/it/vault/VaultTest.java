package io.restante.it.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The store's promises.
final class VaultTest {
  @TempDir private Path directory;
  private VaultKey key;

  @BeforeEach
  void makeKey() throws IOException {
    key = VaultKey.ofFile(directory.resolve("key"));
  }

  @Test
  void whatIsCommittedSurvivesAndWhatIsNotIsGone() throws IOException {
    // Given
    try (Vault vault = open()) {
      put(vault, "kept", "1");
      put(vault, "removed", "2");
      vault.commit();
      vault.remove("removed");
      vault.commit();
      put(vault, "kept", "lost");
      put(vault, "never", "lost");
    }

    // When
    try (Vault vault = open()) {

      // Then
      assertThat(text(vault, "kept")).isEqualTo("1");
      assertThat(vault.under("").keySet()).containsExactly("kept");
    }
  }

  @Test
  void fileCutAnywhereHoldsTheCommitsBeforeTheCut() throws IOException {
    // Given
    try (Vault vault = open()) {
      for (int i = 1; i <= 5; i++) {
        put(vault, "count", Integer.toString(i));
        put(vault, "same", Integer.toString(i));
        vault.commit();
      }
    }
    byte[] whole = Files.readAllBytes(directory.resolve("state"));
    int snapshotEnds = snapshotEnd(whole);

    for (int end = whole.length; end >= snapshotEnds; end--) {
      // When
      Files.write(directory.resolve("state"), Arrays.copyOf(whole, end));
      String count;
      String same;
      try (Vault vault = open()) {
        count = text(vault, "count");
        same = text(vault, "same");
      }

      // Then
      assertThat(count).as("cut at %d", end).isEqualTo(same);
      assertThat(count.equals("5")).isEqualTo(end == whole.length);
    }
  }

  @Test
  void blankTailOfAFileThatGrewBeforeItWasWrittenIsCutOff() throws IOException {
    // Given
    commitOnce();
    byte[] whole = Files.readAllBytes(directory.resolve("state"));

    // When
    Files.write(directory.resolve("state"), Arrays.copyOf(whole, whole.length + 4096));

    // Then
    try (Vault vault = open()) {
      assertThat(text(vault, "name")).isEqualTo("value");
    }
  }

  @Test
  void changedByteBeforeTheLastCommitIsRefused() throws IOException {
    // Given
    try (Vault vault = open()) {
      for (int i = 0; i < 3; i++) {
        put(vault, "name", "value " + i);
        vault.commit();
      }
    }
    byte[] whole = Files.readAllBytes(directory.resolve("state"));
    int from = snapshotEnd(whole);
    int to = from + (whole.length - from) / 3;

    for (int at = from; at < to; at++) {
      // When
      byte[] changed = whole.clone();
      changed[at] ^= 1;
      Files.write(directory.resolve("state"), changed);

      // Then
      assertThatThrownBy(this::open)
          .as("byte %d", at)
          .isInstanceOfSatisfying(
              VaultException.class,
              e -> assertThat(e.why()).isEqualTo(VaultException.Cause.DAMAGED));
    }
  }

  @Test
  void otherPassphraseOrKeyFileIsRefused() throws IOException {
    // Given
    Path locked = directory.resolve("locked");
    VaultKey right = VaultKey.ofPassphrase("correct horse".toCharArray());
    Vault.open(locked, right).close();

    // When
    VaultKey wrong = VaultKey.ofPassphrase("battery staple".toCharArray());

    // Then
    assertRefused(locked, wrong, VaultException.Cause.WRONG_KEY);
    assertRefused(locked, key, VaultException.Cause.WRONG_KEY);
    Vault.open(locked, right).close();
  }

  @Test
  void storeThatIsOpenIsTaken() throws IOException {
    try (Vault _ = open()) {
      assertRefused(directory, key, VaultException.Cause.TAKEN);
    }
    open().close();
  }

  @Test
  void keyFileIsItsOwnersAlone() throws IOException {
    // Given
    Path file = directory.resolve("key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");

    // When
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    // Then
    assertThatThrownBy(() -> VaultKey.ofFile(file)).hasMessageContaining("others may read it");
  }

  @Test
  void nothingIsReadableOnDisk() throws IOException {
    commitOnce();
    String disk = Files.readString(directory.resolve("state"), StandardCharsets.ISO_8859_1);
    assertThat(disk).doesNotContain("name").doesNotContain("value");
  }

  @Test
  void overwrittenValuesDoNotLetTheFileGrowForEver() throws IOException {
    try (Vault vault = open()) {
      byte[] large = new byte[1 << 20];
      for (int i = 0; i < 24; i++) {
        vault.put("large", large);
        vault.commit();
      }
    }
    assertThat(Files.size(directory.resolve("state"))).isLessThan(8 << 20);
    try (Vault vault = open()) {
      assertThat(vault.get("large")).hasSize(1 << 20);
    }
  }

  @Test
  void prefixSelectsItsNames() throws IOException {
    try (Vault vault = open()) {
      Map.of("a", "1", "a/1", "2", "a/2", "3", "b/1", "4").forEach((k, v) -> put(vault, k, v));
      assertThat(vault.under("a/").keySet()).containsExactly("a/1", "a/2");
    }
  }

  private void commitOnce() throws IOException {
    try (Vault vault = open()) {
      put(vault, "name", "value");
      vault.commit();
    }
  }

  private Vault open() throws IOException {
    return Vault.open(directory, key);
  }

  private static void assertRefused(Path directory, VaultKey key, VaultException.Cause cause) {
    assertThatThrownBy(() -> Vault.open(directory, key))
        .isInstanceOfSatisfying(VaultException.class, e -> assertThat(e.why()).isEqualTo(cause));
  }

  private static void put(Vault vault, String name, String value) {
    vault.put(name, value.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Vault vault, String name) {
    byte[] value = vault.get(name);
    return value == null ? "" : new String(value, StandardCharsets.UTF_8);
  }

  /// Returns where the first commit after the snapshot begins; an empty snapshot has 4 + 16 bytes.
  private static int snapshotEnd(byte[] file) {
    int header = 8 + 1 + 16 + 16;
    int length = ByteBuffer.wrap(file).getInt(header);
    return Objects.checkIndex(header + 8 + length, file.length);
  }
}
