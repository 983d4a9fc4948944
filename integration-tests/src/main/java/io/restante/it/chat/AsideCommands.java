package io.restante.it.chat;

import io.restante.contract.UserId;
import io.restante.it.account.Account;
import io.restante.it.account.AccountService.Privacy;
import io.restante.it.account.KnownGroup;
import io.restante.it.account.ProblemException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/// What a person does beside writing: typing, asking who has read, and who may see what.
/// Single-threaded.
final class AsideCommands {
  static final List<String> HELP =
      List.of(
          "/typing              let those written to know that you are typing",
          "/receipts            who of the group has and has read your last message",
          "/settings            who may see what of you",
          "/settings read-receipts on|off, last-seen everyone|contacts|nobody,",
          "          group-adds everyone|contacts");

  private static final int TOLD_MAX = 64;

  private final Session session;

  AsideCommands(Session session) {
    this.session = session;
  }

  /// Does a command.
  ///
  /// @return false when there is no such command
  boolean run(String command, String rest) throws ChatException {
    switch (command) {
      case "/typing" -> typing();
      case "/receipts" -> receipts();
      case "/settings" -> settings(rest);
      default -> {
        return false;
      }
    }
    return true;
  }

  private Talk chosen() throws ChatException {
    return session
        .ask(() -> session.conversations().chosen())
        .orElseThrow(() -> new ChatException("whom? /to NAME"));
  }

  private void typing() throws ChatException {
    switch (chosen()) {
      case Talk.With(Contact contact) ->
          session.device().asides().typing(null, List.of(Account.userId(contact.user())));
      case Talk.In in -> {
        KnownGroup group = session.joined(in);
        List<UserId> others =
            group.members().stream()
                .map(member -> Account.userId(member.user()))
                .filter(user -> !user.equals(session.device().account().address().user()))
                .toList();
        if (others.isEmpty() || others.size() > TOLD_MAX) {
          throw new ChatException("in groups of 2 to 65 members only");
        }
        session.device().asides().typing(group.id(), others);
      }
    }
  }

  private void receipts() throws ChatException {
    if (chosen() instanceof Talk.In in) {
      session.device().asides().askReceipts(session.joined(in).id());
    } else {
      throw new ChatException("/receipts is for groups; /history shows the ticks of others");
    }
  }

  private void settings(String rest) throws ChatException {
    String[] words = rest.strip().split("\\s+", -1);
    try {
      Privacy now = session.device().privacy();
      if (!rest.isBlank()) {
        now = changed(now, words);
        session.device().setPrivacy(now);
        session.told(now);
      }
      session.note("read-receipts  " + (now.readReceipts() ? "on" : "off"));
      session.note("last-seen      " + now.lastSeen().toLowerCase(Locale.ROOT));
      session.note("group-adds     " + now.groupAdds().toLowerCase(Locale.ROOT));
    } catch (IOException e) {
      throw new ChatException("the settings cannot be reached: no connection");
    } catch (ProblemException e) {
      throw new ChatException("the settings are refused: " + e.getMessage());
    }
  }

  private static Privacy changed(Privacy now, String... words) throws ChatException {
    if (words.length != 2) {
      throw new ChatException("/settings needs a name and a value; /help lists them");
    }
    String value = words[1].toUpperCase(Locale.ROOT);
    boolean isKnown =
        switch (words[0]) {
          case "read-receipts" -> List.of("ON", "OFF").contains(value);
          case "last-seen" -> List.of("EVERYONE", "CONTACTS", "NOBODY").contains(value);
          case "group-adds" -> List.of("EVERYONE", "CONTACTS").contains(value);
          default -> false;
        };
    if (!isKnown) {
      throw new ChatException("there is no setting '" + words[0] + " " + words[1] + "'; /help");
    }
    return switch (words[0]) {
      case "read-receipts" -> new Privacy(now.lastSeen(), value.equals("ON"), now.groupAdds());
      case "last-seen" -> new Privacy(value, now.readReceipts(), now.groupAdds());
      default -> new Privacy(now.lastSeen(), now.readReceipts(), value);
    };
  }
}
