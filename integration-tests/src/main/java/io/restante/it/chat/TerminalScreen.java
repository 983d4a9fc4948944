package io.restante.it.chat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Status;
import org.jspecify.annotations.Nullable;

/// A terminal: lines scroll by above the one that is typed in, the status stands below it. On a
/// dumb terminal there is no status, and without colour (`NO_COLOR`) there is none.
///
/// Thread-safe, but for [#read].
final class TerminalScreen implements Screen {
  private static final int LINES_FOR_STATUS = 6;
  private static final int COLUMNS_FOR_STATUS = 24;

  private final Terminal terminal;
  private final LineReader reader;
  private final Painter painter;
  private final boolean isColoured;
  private final @Nullable Status footer;

  TerminalScreen() throws IOException {
    this.terminal = TerminalBuilder.builder().system(true).dumb(true).build();
    this.reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("restante")
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.ERASE_LINE_ON_FINISH, !isDumb())
            .build();
    this.painter = new Painter(terminal.encoding().equals(StandardCharsets.UTF_8));
    this.isColoured = !isDumb() && System.getenv("NO_COLOR") == null;
    this.footer = isDumb() ? null : Status.getStatus(terminal);
    // The place for the status is made before the first line: made later, it would cover that.
    if (footer != null && hasRoomForStatus()) {
      footer.update(List.of(AttributedString.EMPTY));
    }
  }

  @Override
  public void show(Line line) {
    AttributedString painted = Wrapping.at(terminal.getWidth(), painter.paint(line));
    String text = isColoured ? painted.toAnsi(terminal) : painted.toString();
    if (isDumb()) {
      terminal.writer().println(text);
      terminal.flush();
      return;
    }
    reader.printAbove(text);
  }

  @Override
  public void status(Standing standing) {
    if (footer == null || !hasRoomForStatus()) {
      return;
    }
    AttributedString painted = painter.paint(standing);
    if (!isColoured) {
      painted = new AttributedString(painted.toString());
    }
    footer.update(List.of(painted.columnSubSequence(0, terminal.getWidth() - 1)));
  }

  @Override
  public Optional<String> read(String to) {
    try {
      return Optional.of(reader.readLine(painter.prompt(to)));
    } catch (UserInterruptException e) {
      if (e.getPartialLine().isEmpty()) {
        return Optional.empty();
      }
      return Optional.of("");
    } catch (EndOfFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    try {
      if (footer != null) {
        footer.hide();
        footer.close();
      }
      terminal.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the terminal cannot be closed", e);
    }
  }

  private boolean hasRoomForStatus() {
    return terminal.getHeight() >= LINES_FOR_STATUS && terminal.getWidth() >= COLUMNS_FOR_STATUS;
  }

  private boolean isDumb() {
    return terminal.getType().startsWith(Terminal.TYPE_DUMB);
  }
}
