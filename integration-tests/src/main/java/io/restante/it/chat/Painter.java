package io.restante.it.chat;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/// Lines as styled text. Immutable.
///
/// What others wrote is shown without control characters, so that nobody can move the cursor of
/// somebody else's terminal.
final class Painter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());
  private static final int TICKED_CHARS = 40;
  private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
  private static final AttributedStyle DIM = AttributedStyle.DEFAULT.faint();
  private static final AttributedStyle OWN = PLAIN.foreground(AttributedStyle.GREEN);
  private static final AttributedStyle ALARM = PLAIN.foreground(AttributedStyle.RED).bold();
  private static final List<Integer> COLOURS =
      List.of(
          AttributedStyle.CYAN,
          AttributedStyle.MAGENTA,
          AttributedStyle.YELLOW,
          AttributedStyle.BLUE);

  private final boolean isUnicode;

  Painter(boolean isUnicode) {
    this.isUnicode = isUnicode;
  }

  AttributedString paint(Line line) {
    AttributedStringBuilder out = new AttributedStringBuilder();
    switch (line) {
      case Line.From from ->
          out.styled(DIM, TIME.format(from.at()) + " ")
              .styled(colourOf(from.name()).bold(), clean(from.name()))
              .append("  " + clean(from.text()));
      case Line.InGroup from ->
          out.styled(DIM, TIME.format(from.at()) + " " + clean(from.group()) + " ")
              .styled(colourOf(from.name()).bold(), clean(from.name()))
              .append("  " + clean(from.text()));
      case Line.Mine mine ->
          out.styled(DIM, TIME.format(mine.at()) + " ")
              .styled(OWN, "to " + clean(mine.name()))
              .append("  " + clean(mine.text()) + " ")
              .styled(mine.mark() == HistoryEntry.Mark.FAILED ? ALARM : DIM, mark(mine.mark()));
      case Line.Ticks ticks -> out.styled(DIM, ticks(ticks));
      case Line.Note note -> out.styled(DIM, clean(note.text()));
      case Line.Warning warning ->
          out.styled(ALARM, isUnicode ? "▲ " : "! ").append(clean(warning.text()));
    }
    return out.toAttributedString();
  }

  AttributedString paint(Screen.Standing status) {
    AttributedStringBuilder out = new AttributedStringBuilder();
    AttributedStyle lamp = status.isConnected() ? OWN : PLAIN.foreground(AttributedStyle.YELLOW);
    out.styled(lamp, isUnicode ? (status.isConnected() ? "●" : "○") : "*");
    out.styled(DIM, " " + status.number());
    if (!status.isConnected()) {
      out.styled(DIM, isUnicode ? " reconnecting…" : " reconnecting...");
    }
    if (status.waiting() > 0) {
      out.styled(DIM, "  " + mark(HistoryEntry.Mark.WAITING) + " " + status.waiting());
    }
    String presence = status.presence().isEmpty() ? "" : ", who " + status.presence();
    out.styled(DIM, status.to().isEmpty() ? "  /help" : "  to " + clean(status.to()) + presence);
    return out.toAttributedString();
  }

  String prompt(String to) {
    String arrow = isUnicode ? " › " : " > ";
    return to.isEmpty() ? arrow.stripLeading() : clean(to) + arrow;
  }

  /// Returns the sign of a mark.
  String mark(HistoryEntry.Mark mark) {
    return switch (mark) {
      case RECEIVED -> "";
      case WAITING -> isUnicode ? "◷" : "~";
      case SENT -> isUnicode ? "✓" : "+";
      case FAILED -> isUnicode ? "✗" : "x";
      case DELIVERED -> isUnicode ? "✓✓" : "++";
      case READ -> isUnicode ? "✓✓ read" : "++ read";
    };
  }

  private String ticks(Line.Ticks ticks) {
    String text = clean(ticks.text()).lines().findFirst().orElse("");
    String begin = text.length() > TICKED_CHARS ? text.substring(0, TICKED_CHARS) + "..." : text;
    String who = clean(ticks.name());
    String what =
        ticks.of() == 1
            ? who + (ticks.read() > 0 ? " has read: " : " has: ")
            : who + ": " + counts(ticks) + ": ";
    return mark(HistoryEntry.Mark.DELIVERED) + " " + what + begin;
  }

  private static String counts(Line.Ticks ticks) {
    String of = ticks.of() == Integer.MAX_VALUE ? "" : " of " + ticks.of();
    return "delivered to "
        + ticks.delivered()
        + of
        + (ticks.read() > 0 ? ", read by " + ticks.read() : "");
  }

  /// Returns a text without control characters; line ends become spaces in front of the next line.
  static String clean(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              if (point == '\n') {
                clean.append("\n      ");
              } else if (point == '\t') {
                clean.append(' ');
              } else if (isHarmless(point)) {
                clean.appendCodePoint(point);
              } else {
                clean.append('\uFFFD');
              }
            });
    return clean.toString();
  }

  private static boolean isHarmless(int point) {
    int type = Character.getType(point);
    boolean turnsText =
        (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
    return type != Character.CONTROL && type != Character.SURROGATE && !turnsText;
  }

  private static AttributedStyle colourOf(String name) {
    return PLAIN.foreground(COLOURS.get(Math.floorMod(name.hashCode(), COLOURS.size())));
  }
}
