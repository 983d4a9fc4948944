package io.restante.it.chat;

import java.io.PrintStream;
import java.util.Optional;

/// Plain lines, for scripts. Thread-safe.
final class PlainScreen implements Screen {
  private final PrintStream out;
  private final Painter painter;

  PlainScreen(PrintStream out, boolean isUnicode) {
    this.out = out;
    this.painter = new Painter(isUnicode);
  }

  @Override
  public void show(Line line) {
    out.println(painter.paint(line));
  }

  @Override
  public void status(Standing standing) {}

  @Override
  public Optional<String> read(String prompt) {
    return Optional.empty();
  }

  @Override
  public void close() {
    out.flush();
  }
}
