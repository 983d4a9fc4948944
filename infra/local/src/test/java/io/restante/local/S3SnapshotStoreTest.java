package io.restante.local;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.gateway.snapshot.S3Settings;
import io.restante.gateway.snapshot.S3SnapshotStore;
import io.restante.gateway.snapshot.SnapshotStore;
import io.restante.gateway.snapshot.SnapshotStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A real S3 server keeps the contract too, and lets nobody in who has not its key.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class S3SnapshotStoreTest extends SnapshotStoreContract {
  private Path directory;
  private EstateObjects objects;
  private S3SnapshotStore store;

  @BeforeAll
  void start(@TempDir Path temporary) throws IOException {
    directory = temporary;
    EstateOptions options = EstateOptions.in(directory).withObjects();
    new DataDirectory(options.dataDirectory()).generateObjectsCredentialsIfNew();
    objects = new EstateObjects(options, EstateListener.QUIET);
    objects.start();
    store = open(objects.credentials());
  }

  @AfterAll
  void stop() {
    store.close();
    objects.stop();
  }

  private S3SnapshotStore open(Path credentials) throws IOException {
    return S3SnapshotStore.open(
        new S3Settings(objects.uri(), "us-east-1", objects.bucket(), true, credentials));
  }

  @Override
  protected SnapshotStore store() {
    return store;
  }

  @Test
  void anotherKeyIsRefused() throws IOException {
    Path wrong = Files.writeString(directory.resolve("wrong"), "local\nanother\n");

    try (S3SnapshotStore stranger = open(wrong)) {
      assertThatThrownBy(() -> stranger.list("", 1)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void credentialsOfAnotherFormAreRefused() throws IOException {
    Path wrong = Files.writeString(directory.resolve("one-line"), "local another\n");

    assertThatThrownBy(() -> open(wrong))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("first line")
        .hasMessageNotContaining("another");
  }

  @Test
  void aServerThatIsAwayIsAnErrorAndThenThereAgain() throws IOException {
    objects.kill();
    assertThatThrownBy(() -> store.list("", 1)).isInstanceOf(IOException.class);

    objects.start();
    store.list("", 1);
  }
}
