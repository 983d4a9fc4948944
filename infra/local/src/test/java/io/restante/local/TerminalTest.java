package io.restante.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TerminalTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @Test
  void fileGetsPlainLines() {
    assertThat(written(false, true)).doesNotContain("\u001b").contains("\nready ws://");
  }

  @Test
  void terminalGetsColourUnlessItIsUnwanted() {
    assertThat(written(true, true)).contains("\u001b[1;32mready");
    assertThat(written(true, false)).doesNotContain("\u001b[1").contains("ready ws://");
  }

  private String written(boolean isTerminal, boolean isColoured) {
    written.reset();
    PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(out, isTerminal, isColoured, message -> {});
    terminal.onBegin("Kafka");
    terminal.onStep("Kafka at 127.0.0.1:19092", Duration.ofMillis(1234));
    terminal.onStep("messages flow at ws://127.0.0.1:8480/v1");
    terminal.ready("ws://127.0.0.1:8480/v1");
    return written.toString(StandardCharsets.UTF_8);
  }
}
