package io.restante.it.chat;

import io.restante.it.account.Account;
import io.restante.it.account.AccountService.OwnDevice;
import io.restante.it.account.AccountService.OwnDevices;
import io.restante.it.account.ProblemException;
import io.restante.it.signal.LinkCode;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// What a person types: a text for whom they are writing to, or a command. Single-threaded.
final class Commands {
  private static final int HISTORY_LINES = 20;
  private static final int HISTORY_LINES_ON_CHOICE = 6;
  private static final int SAFETY_GROUP = 5;
  private static final int SAFETY_GROUPS_IN_LINE = 4;
  private static final List<String> HELP =
      List.of(
          "/add NUMBER [NAME]   look a number up and give it a name",
          "/to NAME|NUMBER      write to somebody or to a group; then just type",
          "/contacts            who is known here",
          "/history [NAME]      what was written",
          "/safety [NAME]       60 digits to compare, on the phone or side by side",
          "/devices             the devices of this account",
          "/link CODE           let another device join: start it with --link, it shows the code",
          "/remove DEVICE       remove a device of this account",
          "/quit                leave; what was written goes out next time");

  private static final DateTimeFormatter SINCE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

  private final Session session;
  private final GroupCommands groups;
  private final AsideCommands asides;

  Commands(Session session) {
    this.session = session;
    this.groups = new GroupCommands(session);
    this.asides = new AsideCommands(session);
  }

  /// Does what a line says.
  ///
  /// @return false when the person wants to leave
  boolean run(String line) throws ChatException {
    String text = line.strip();
    if (text.isEmpty()) {
      return true;
    }
    if (!text.startsWith("/")) {
      session.write(chosen(""), text);
      return true;
    }
    String[] words = text.split("\\s+", 2);
    String rest = words.length > 1 ? words[1] : "";
    switch (words[0]) {
      case "/add" -> add(rest);
      case "/to" -> choose(rest);
      case "/contacts" -> contacts();
      case "/history" -> history(chosen(rest));
      case "/safety" -> safety(chosen(rest));
      case "/devices" -> devices();
      case "/link" -> link(rest);
      case "/remove" -> remove(rest);
      case "/help" -> help();
      case "/quit", "/exit" -> {
        return false;
      }
      default -> {
        if (!groups.run(words[0], rest) && !asides.run(words[0], rest)) {
          throw new ChatException("there is no " + words[0] + "; /help lists what there is");
        }
      }
    }
    return true;
  }

  private void help() {
    HELP.forEach(session::note);
    GroupCommands.HELP.forEach(session::note);
    AsideCommands.HELP.forEach(session::note);
    session.note(
        "A clock: waiting. One tick: the server has it, and keeps it until it is collected.");
    session.note("Two ticks: their phone has it; and then whether they have read it.");
  }

  private void add(String rest) throws ChatException {
    String[] words = rest.split("\\s+", 2);
    if (!ChatOptions.isNumber(words[0])) {
      throw new ChatException("/add needs a number first, such as /add +15550002 Bob");
    }
    Contact contact = session.add(words[0], words.length > 1 ? words[1].strip() : words[0]);
    session.note(contact.name() + " is " + contact.number());
    choose(contact.name());
  }

  private void choose(String who) throws ChatException {
    if (who.isEmpty()) {
      throw new ChatException("/to needs a name or a number");
    }
    Talk talk = session.talk(who);
    session.device().with(_ -> session.conversations().choose(talk.id()));
    show(
        talk,
        session.ask(() -> session.conversations().unseen(talk.id(), HISTORY_LINES_ON_CHOICE)));
  }

  private void contacts() {
    List<Contact> all = session.ask(() -> session.conversations().notes().contacts());
    if (all.isEmpty()) {
      session.note("nobody yet; /add +15550002 Bob");
    }
    for (Contact contact : all) {
      String number = contact.number() == null ? "" : "  " + contact.number();
      session.note(contact.name() + number + (contact.isVerified() ? "" : "  (not checked)"));
    }
  }

  private void history(Talk talk) {
    show(talk, session.ask(() -> session.conversations().notes().last(talk.id(), HISTORY_LINES)));
  }

  private void show(Talk talk, List<HistoryEntry> entries) {
    String name = Conversations.nameOf(talk);
    for (HistoryEntry entry : entries) {
      Instant at = Instant.ofEpochMilli(entry.atMs());
      UUID author = entry.author();
      if (entry.isMine()) {
        session.show(new Line.Mine(at, name, entry.text(), entry.mark()));
      } else if (author == null) {
        session.show(new Line.From(at, name, entry.text()));
      } else {
        String who = session.ask(() -> session.conversations().called(author));
        session.show(new Line.InGroup(at, name, who, entry.text()));
      }
    }
  }

  private void safety(Talk talk) throws ChatException {
    if (!(talk instanceof Talk.With(Contact contact))) {
      throw new ChatException("safety numbers are of people: /safety NAME");
    }
    Optional<String> digits = session.device().safetyNumber(Account.userId(contact.user()));
    String number =
        digits.orElseThrow(
            () -> new ChatException("there is none before the first message; write something"));
    session.note("Your safety number with " + contact.name() + ":");
    StringBuilder line = new StringBuilder();
    for (int at = 0; at < number.length(); at += SAFETY_GROUP) {
      line.append("  ").append(number, at, at + SAFETY_GROUP);
      if ((at / SAFETY_GROUP + 1) % SAFETY_GROUPS_IN_LINE == 0) {
        session.note(line.toString());
        line.setLength(0);
      }
    }
    session.note("The same digits on both sides: nobody is in between.");
  }

  private void devices() throws ChatException {
    try {
      OwnDevices all = session.device().devices();
      for (OwnDevice device : all.devices()) {
        boolean isThis = device.device() == session.device().account().device();
        session.note(
            "device "
                + device.device()
                + "  since "
                + SINCE.format(device.registeredAt())
                + (isThis ? "  this one" : ""));
      }
    } catch (IOException | ProblemException e) {
      throw refused("the devices cannot be listed", e);
    }
  }

  private void link(String rest) throws ChatException {
    if (rest.isEmpty()) {
      session.note("On the other device: ./restante chat NUMBER --link");
      session.note("Then here: /link and the code that it shows");
      return;
    }
    LinkCode code =
        LinkCode.parse(rest)
            .orElseThrow(() -> new ChatException("that is no code (restante-link:...)"));
    try {
      session.device().confirmLink(code);
      session.note("confirmed; the other device is about to join");
    } catch (IOException | ProblemException | IllegalArgumentException e) {
      throw refused("the device cannot join", e);
    }
  }

  private void remove(String rest) throws ChatException {
    int device;
    try {
      device = Integer.parseInt(rest);
    } catch (NumberFormatException e) {
      throw new ChatException("/remove needs the number of a device; /devices lists them");
    }
    try {
      session.device().removeDevice(device);
      session.note("device " + device + " is removed");
    } catch (IOException | ProblemException e) {
      throw refused("the device cannot be removed", e);
    }
  }

  private Talk chosen(String who) throws ChatException {
    if (!who.isEmpty()) {
      return session.talk(who);
    }
    return session
        .ask(() -> session.conversations().chosen())
        .orElseThrow(() -> new ChatException("write to whom? /to NAME, or /add NUMBER NAME"));
  }

  private static ChatException refused(String what, Exception e) {
    return new ChatException(
        what + (e instanceof ProblemException ? ": " + e.getMessage() : ": no connection"));
  }
}
