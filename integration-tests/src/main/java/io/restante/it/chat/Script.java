package io.restante.it.chat;

import io.restante.messaging.PresenceState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Commands and expectations from a file, one a line; see [ChatOptions#USAGE]. Single-threaded.
final class Script {
  private static final Duration USUAL_PATIENCE = Duration.ofSeconds(30);

  private static final String WAITS =
      "sent, connected, group NAME, left NAME, delivered NAME, read NAME, typing NAME, online NAME,"
          + " offline NAME or hidden NAME";
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

  private final Session session;
  private final Commands commands;
  private Duration patience = USUAL_PATIENCE;

  Script(Session session) {
    this.session = session;
    this.commands = new Commands(session);
  }

  /// Goes through a file.
  ///
  /// @return whether every expectation held
  boolean run(Path file) throws IOException, InterruptedException {
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      try {
        step(line);
      } catch (ChatException e) {
        session.show(new Line.Warning(file + ", line " + (i + 1) + ": " + e.sentence()));
        return false;
      }
      if (line.equals("/quit")) {
        return true;
      }
    }
    return true;
  }

  private void step(String line) throws ChatException, InterruptedException {
    String[] words = line.split("\\s+", 3);
    switch (words[0]) {
      case "send" -> {
        require(words.length == 3, "send needs somebody and a text");
        session.write(talk(words[1]), words[2]);
      }
      case "expect" -> {
        require(words.length == 3, "expect needs somebody and a text");
        boolean held = session.expect(talk(words[1]), words[2], patience);
        require(held, "did not come within " + patience.toSeconds() + " s " + session.over());
      }
      case "wait" -> {
        require(words.length > 1, "wait for what? " + WAITS);
        String what = line.substring(line.indexOf(' ') + 1);
        require(await(words), "not " + what + " within " + patience.toSeconds() + " s");
      }
      case "within" -> patience = seconds(words);
      default -> {
        require(line.startsWith("/"), "there is no '" + words[0] + "'");
        require(commands.run(line) || line.equals("/quit"), "left");
      }
    }
  }

  /// Returns somebody; who is not registered yet may still do so.
  private Talk talk(String who) throws ChatException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return session.talk(who);
      } catch (ChatException e) {
        if (!ChatOptions.isNumber(who) || System.nanoTime() > end) {
          throw e;
        }
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
      }
    }
  }

  private boolean await(String... words) throws ChatException, InterruptedException {
    String name = words.length > 2 ? words[2] : "";
    return switch (words[1]) {
      case "sent" -> session.awaitSent(patience);
      case "connected" -> session.awaitConnected(patience);
      case "group" -> session.awaitGroup(name, true, patience);
      case "left" -> session.awaitGroup(name, false, patience);
      case "delivered" -> session.awaitMark(talk(name), false, patience);
      case "read" -> session.awaitMark(talk(name), true, patience);
      case "typing" -> session.awaitTyping(talk(name), patience);
      case "online" -> session.awaitPresence(talk(name), PresenceState.ONLINE, patience);
      case "offline" -> session.awaitPresence(talk(name), PresenceState.OFFLINE, patience);
      case "hidden" -> session.awaitPresence(talk(name), PresenceState.HIDDEN, patience);
      default -> throw new ChatException("there is no 'wait " + words[1] + "'; " + WAITS);
    };
  }

  private static Duration seconds(String[] words) throws ChatException {
    try {
      return Duration.ofSeconds(Long.parseLong(words[words.length - 1]));
    } catch (NumberFormatException e) {
      throw new ChatException("within needs seconds");
    }
  }

  private static void require(boolean holds, String otherwise) throws ChatException {
    if (!holds) {
      throw new ChatException(otherwise);
    }
  }
}
