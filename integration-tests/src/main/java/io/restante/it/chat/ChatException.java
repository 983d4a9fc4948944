package io.restante.it.chat;

import java.io.Serial;

/// Something that is told to the person in one sentence.
final class ChatException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final String sentence;

  ChatException(String sentence) {
    super(sentence);
    this.sentence = sentence;
  }

  String sentence() {
    return sentence;
  }
}
