package io.restante.local.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BrokerDirectoryTest {
  private static final PrintStream QUIET =
      new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);

  @TempDir Path data;

  @Test
  void formattingThatWasCutShortIsDoneAgain() throws Exception {
    Path halfDone = Files.createDirectories(data.resolve("kafka.formatting").resolve("log"));
    Files.writeString(halfDone.resolve("meta.properties"), "version=");
    BrokerDirectory directory = new BrokerDirectory(data, 1, 1);

    directory.formatIfNew(QUIET);

    assertThat(directory.logs().resolve("meta.properties")).content().contains("cluster.id=");
    assertThat(directory.metadata().resolve("bootstrap.checkpoint")).exists();
    assertThat(halfDone).doesNotExist();
  }

  @Test
  void formattedDirectoryIsLeftAlone() throws Exception {
    BrokerDirectory directory = new BrokerDirectory(data, 1, 1);
    directory.formatIfNew(QUIET);
    String before = Files.readString(directory.logs().resolve("meta.properties"));

    directory.formatIfNew(QUIET);

    assertThat(directory.logs().resolve("meta.properties")).content().isEqualTo(before);
  }

  @Test
  void brokersOfOneDirectoryLiveApart() throws Exception {
    BrokerDirectory second = new BrokerDirectory(data, 2, 3);

    second.formatIfNew(QUIET);

    assertThat(second.logs()).isEqualTo(data.resolve("kafka-2").resolve("log"));
    assertThat(second.logs().resolve("meta.properties")).content().contains("node.id=2");
    assertThat(data.resolve("kafka")).doesNotExist();
  }
}
