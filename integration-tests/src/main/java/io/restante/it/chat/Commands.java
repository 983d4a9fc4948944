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

/// What a person types: a text for whom they are writing to, or a command. Single-threaded.
final class Commands {
  private static final int HISTORY_LINES = 20;
  private static final int HISTORY_LINES_ON_CHOICE = 6;
  private static final int SAFETY_GROUP = 5;
  private static final int SAFETY_GROUPS_IN_LINE = 4;
  private static final List<String> HELP =
      List.of(
          "/add NUMBER [NAME]   look a number up and give it a name",
          "/to NAME|NUMBER      write to somebody; then just type",
          "/contacts            who is known here",
          "/history [NAME]      what was written",
          "/safety [NAME]       60 digits to compare, on the phone or side by side",
          "/devices             the devices of this account",
          "/link CODE           let another device join: start it with --link, it shows the code",
          "/remove DEVICE       remove a device of this account",
          "/quit                leave; what was written goes out next time",
          "A clock: waiting. One tick: the server has it, and will keep it until it is collected.");

  private static final DateTimeFormatter SINCE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

  private final Session session;

  Commands(Session session) {
    this.session = session;
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
      case "/help" -> HELP.forEach(session::note);
      case "/quit", "/exit" -> {
        return false;
      }
      default -> throw new ChatException("there is no " + words[0] + "; /help lists what there is");
    }
    return true;
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
    Contact contact = session.contact(who);
    session.device().with(_ -> session.conversations().choose(contact.user()));
    show(
        contact,
        session.ask(() -> session.conversations().unseen(contact.user(), HISTORY_LINES_ON_CHOICE)));
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

  private void history(Contact contact) {
    show(
        contact,
        session.ask(() -> session.conversations().notes().last(contact.user(), HISTORY_LINES)));
  }

  private void show(Contact contact, List<HistoryEntry> entries) {
    for (HistoryEntry entry : entries) {
      Instant at = Instant.ofEpochMilli(entry.atMs());
      String name = Conversations.nameOf(contact);
      session.show(
          entry.isMine()
              ? new Line.Mine(at, name, entry.text(), entry.mark())
              : new Line.From(at, name, entry.text()));
    }
  }

  private void safety(Contact contact) throws ChatException {
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

  private Contact chosen(String who) throws ChatException {
    if (!who.isEmpty()) {
      return session.contact(who);
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
