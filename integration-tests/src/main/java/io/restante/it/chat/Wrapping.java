package io.restante.it.chat;

import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.WCWidth;

/// Breaks lines between words, so that a terminal does not break them anywhere.
///
/// A word that is longer than a line stays in one piece: what it is, such as a code, is to be
/// copied.
final class Wrapping {
  private static final int COLUMNS_MIN = 20;
  private static final String INDENT = "      ";

  private Wrapping() {}

  /// Returns a text with line ends for a width.
  ///
  /// @param columns the terminal's; below 20 nothing is broken
  static AttributedString at(int columns, AttributedString text) {
    if (columns < COLUMNS_MIN) {
      return text;
    }
    AttributedStringBuilder out = new AttributedStringBuilder();
    String characters = text.toString();
    int from = 0;
    int room = columns;
    while (true) {
      int to = end(characters, from, room);
      out.append(text.subSequence(from, to));
      if (to == text.length()) {
        return out.toAttributedString();
      }
      boolean isOwnEnd = text.charAt(to) == '\n';
      out.append(isOwnEnd ? "\n" : "\n" + INDENT);
      room = isOwnEnd ? columns : columns - INDENT.length();
      from = to + 1;
    }
  }

  /// Returns where a line ends: at its own end, or before a space.
  private static int end(String text, int from, int room) {
    int lastSpace = -1;
    int width = 0;
    boolean hasWord = false;
    int at = from;
    while (at < text.length() && text.charAt(at) != '\n') {
      int point = text.codePointAt(at);
      if (point == ' ' && hasWord) {
        lastSpace = at;
      }
      hasWord |= point != ' ';
      width += Math.max(0, WCWidth.wcwidth(point));
      if (width > room && lastSpace > from) {
        return lastSpace;
      }
      at += Character.charCount(point);
    }
    return at;
  }
}
