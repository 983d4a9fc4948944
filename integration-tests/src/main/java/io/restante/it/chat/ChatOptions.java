package io.restante.it.chat;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The command line. Immutable.
///
/// @param number the own phone number
/// @param state where everything is kept, encrypted
/// @param data the estate's data directory
/// @param api where the API is, or null for the estate's
/// @param script commands instead of a person, or null
/// @param isLinking whether to become a further device of somebody who is registered
/// @param takesCodeFromEstate whether to read the code from the estate's file
/// @param passphraseFile what the state is locked with, or null for a key file beside it
record ChatOptions(
    String number,
    Path state,
    Path data,
    @Nullable URI api,
    @Nullable Path script,
    boolean isLinking,
    boolean takesCodeFromEstate,
    @Nullable Path passphraseFile) {

  static final String USAGE =
      """
      ./restante chat NUMBER [options]

      Chats from this terminal, end to end encrypted, against a running "./restante up". Registers
      the number on first use: where the code for that is found, is said.

        --link                 become a further device of NUMBER instead: shows a code for /link
        --state DIR            where everything is kept, encrypted
                               (default: .restante/chat/NUMBER in the clone)
        --passphrase-file FILE lock it with the first line of FILE instead of a key file beside it
        --code-from-estate     read the code from the estate on this machine instead of asking
        --script FILE          do what FILE says instead of asking a person; ends with 0 when every
                               expectation held, with 1 otherwise (implies --code-from-estate)
        --data DIR             the estate's data directory (default: .restante/data in the clone)
        --api URL              where the API is            (default: as the estate says)

      In a script, one per line: "send WHO TEXT", "expect WHO TEXT", "wait sent", "wait connected",
      "wait group NAME" (until you are in it), "wait left NAME" (until you are not),
      "wait delivered|read|typing|online|offline|hidden NAME",
      "within SECONDS", any /command, and "# remarks". WHO is a number, or the name of a
      contact or a group.\
      """;

  private static final Pattern NUMBER = Pattern.compile("\\+[1-9][0-9]{6,14}");

  /// Reads the command line.
  ///
  /// @throws ChatException when it is wrong
  static ChatOptions parse(Path home, List<String> arguments) throws ChatException {
    Reading reading = new Reading(home);
    Deque<String> rest = new ArrayDeque<>(arguments);
    while (!rest.isEmpty()) {
      reading.take(rest.pop(), rest);
    }
    return reading.options();
  }

  /// Tells whether a text is a phone number, E.164.
  static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  private static final class Reading {
    private final Path home;
    private @Nullable String number;
    private @Nullable Path state;
    private @Nullable Path data;
    private @Nullable URI api;
    private @Nullable Path script;
    private @Nullable Path passphraseFile;
    private boolean isLinking;
    private boolean takesCode;

    private Reading(Path home) {
      this.home = home;
    }

    private void take(String word, Deque<String> rest) throws ChatException {
      switch (word) {
        case "--link" -> isLinking = true;
        case "--code-from-estate" -> takesCode = true;
        case "--state" -> state = Path.of(value(word, rest));
        case "--data" -> data = Path.of(value(word, rest));
        case "--passphrase-file" -> passphraseFile = Path.of(value(word, rest));
        case "--script" -> script = Path.of(value(word, rest));
        case "--api" -> api = URI.create(value(word, rest));
        default -> {
          if (number != null || word.startsWith("-")) {
            throw new ChatException("'" + word + "' is not expected here");
          }
          number = word;
        }
      }
    }

    private ChatOptions options() throws ChatException {
      String own = number;
      if (own == null || !isNumber(own)) {
        throw new ChatException(
            own == null
                ? "a phone number is needed, such as +15550001"
                : "'" + own + "' is no phone number (expected: such as +15550001)");
      }
      Path restante = home.resolve(".restante");
      return new ChatOptions(
          own,
          state == null ? restante.resolve("chat").resolve(own) : state,
          data == null ? restante.resolve("data") : data,
          api,
          script,
          isLinking,
          takesCode || script != null,
          passphraseFile);
    }

    private static String value(String option, Deque<String> rest) throws ChatException {
      if (rest.isEmpty()) {
        throw new ChatException(option + " needs a value");
      }
      return rest.pop();
    }
  }
}
