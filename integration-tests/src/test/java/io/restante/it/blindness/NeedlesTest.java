package io.restante.it.blindness;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.it.blindness.Needles.Hit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The search finds every form wherever it stands, and nothing else.
final class NeedlesTest {
  private static final int CHUNK_BYTES = 4 << 20;
  private static final int REST_BYTES = 64 << 10;

  @TempDir private Path directory;
  private final Random random = new Random(5);

  @Test
  void everyFormIsFoundAcrossChunksAndAtBothEnds() throws IOException {
    // Given
    Marked thing = Marked.ofBytes(Marked.Kind.SECRET, "thing", bytes(32));
    Needles needles = new Needles(List.of(thing));

    // Then
    for (Map.Entry<String, byte[]> form : Forms.of(thing.bytes()).entrySet()) {
      byte[] wanted = form.getValue();
      int length = CHUNK_BYTES + REST_BYTES;
      for (int at : List.of(0, CHUNK_BYTES - 5, CHUNK_BYTES, length - wanted.length)) {
        byte[] file = new byte[length];
        System.arraycopy(wanted, 0, file, at, wanted.length);
        assertThat(needles.in(write(file)))
            .as("%s at %d", form.getKey(), at)
            .extracting(Hit::form)
            .contains(form.getKey());
      }
    }
  }

  @Test
  void base64IsFoundWhateverStandsAround() throws IOException {
    // Given
    byte[] wanted = bytes(32);
    Needles needles = new Needles(List.of(Marked.ofBytes(Marked.Kind.SECRET, "thing", wanted)));

    // Then
    for (int before = 0; before < 7; before++) {
      byte[] all = bytes(before + wanted.length + 5);
      System.arraycopy(wanted, 0, all, before, wanted.length);
      assertThat(needles.in(write(Base64.getEncoder().encode(all)))).isNotEmpty();
      assertThat(needles.in(write(Base64.getUrlEncoder().encode(all)))).isNotEmpty();
      assertThat(needles.in(write(Base64.getEncoder().encode(bytes(all.length))))).isEmpty();
    }
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(directory.resolve("file"), bytes);
  }
}
