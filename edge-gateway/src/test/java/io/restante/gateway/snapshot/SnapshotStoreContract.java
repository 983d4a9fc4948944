package io.restante.gateway.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What every [SnapshotStore] keeps.
public abstract class SnapshotStoreContract {
  private static final int LARGE = 9 << 20;

  /// Returns the store; empty, or with what other tests of this class left.
  protected abstract SnapshotStore store();

  private void put(String key, byte[] bytes) throws IOException {
    store().put(key, bytes.length, () -> new ByteArrayInputStream(bytes));
  }

  @Test
  void whatIsPutIsThereWholeAndListed() throws IOException {
    byte[] large = new byte[LARGE];
    new Random(1).nextBytes(large);

    put("there/large", large);
    put("there/empty", new byte[0]);

    try (InputStream in = store().get("there/large")) {
      assertThat(in.readAllBytes()).isEqualTo(large);
    }
    try (InputStream in = store().get("there/empty")) {
      assertThat(in.readAllBytes()).isEmpty();
    }
    assertThat(store().list("there/", 10)).containsExactlyInAnyOrder("there/empty", "there/large");
    assertThat(store().list("elsewhere/", 10)).isEmpty();
  }

  @Test
  void anObjectNeedNotBeReadToItsEnd() throws IOException {
    put("partly/read", new byte[LARGE]);

    for (int i = 0; i < 20; i++) {
      try (InputStream in = store().get("partly/read")) {
        assertThat(in.readNBytes(10)).hasSize(10);
      }
    }
  }

  @Test
  void moreThanAPageIsListedAndNoMoreThanWasAskedFor() throws IOException {
    for (int i = 0; i < 1_100; i++) {
      put("many/" + i, new byte[1]);
    }

    assertThat(store().list("many/", 10_000)).hasSize(1_100).doesNotHaveDuplicates();
    assertThat(store().list("many/", 1_050)).hasSize(1_050);
    assertThat(store().list("many/", 7)).hasSize(7);
  }

  @Test
  void whatIsDeletedIsGoneAndMayBeDeletedAgain() throws IOException {
    put("gone/one", new byte[3]);

    store().delete("gone/one");
    store().delete("gone/one");

    assertThat(store().list("gone/", 10)).isEmpty();
    assertThatThrownBy(() -> store().get("gone/one")).isInstanceOf(NoSuchFileException.class);
  }
}
