package io.restante.it.chat;

import io.restante.contract.UserId;
import io.restante.it.account.Account;
import io.restante.it.account.GroupDesk;
import io.restante.it.account.GroupLink;
import io.restante.it.account.GroupService;
import io.restante.it.account.KnownGroup;
import io.restante.it.account.ProblemException;
import io.restante.it.signal.GroupTitle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What a person does with groups. Single-threaded.
final class GroupCommands {
  static final List<String> HELP =
      List.of(
          "/group NAME WHO…     make a group; /to NAME writes to it",
          "/groups, /members    the groups, and who is in the one written to",
          "/invite WHO, /kick WHO, /rename NAME   for its admins",
          "/grouplink, /join LINK   let others come by a link, come by one",
          "/leave               leave the group written to");

  private final Session session;

  GroupCommands(Session session) {
    this.session = session;
  }

  /// A call on a group.
  @FunctionalInterface
  private interface Call<T> {
    T make(GroupDesk desk) throws IOException, ProblemException;
  }

  /// Does a command.
  ///
  /// @return false when there is no such command
  boolean run(String command, String rest) throws ChatException {
    switch (command) {
      case "/group" -> make(rest);
      case "/groups" -> list();
      case "/members" -> members();
      case "/invite" -> invite(rest);
      case "/kick" -> kick(rest);
      case "/rename" -> rename(rest);
      case "/grouplink" -> link();
      case "/join" -> join(rest);
      case "/leave" -> leave();
      default -> {
        return false;
      }
    }
    return true;
  }

  private void make(String rest) throws ChatException {
    String[] words = rest.strip().split("\\s+", -1);
    requireTitle(words[0]);
    List<UserId> members = new ArrayList<>();
    for (int i = 1; i < words.length; i++) {
      members.add(Account.userId(session.contact(words[i]).user()));
    }
    KnownGroup group = call("the group cannot be made", desk -> desk.create(words[0], members));
    session.device().with(_ -> session.conversations().choose(group.group()));
  }

  private void list() {
    List<KnownGroup> groups = session.device().groups().all();
    if (groups.isEmpty()) {
      session.note("no groups yet; /group NAME WHO…");
    }
    for (KnownGroup group : groups) {
      String name = session.ask(() -> session.conversations().called(group.group()));
      session.note(name + (group.hasLeft() ? "  (left)" : "  " + group.members().size()));
    }
  }

  private void members() throws ChatException {
    for (GroupService.Member member : chosen().members()) {
      String name = session.ask(() -> session.conversations().called(member.user()));
      session.note(name + (member.role() == GroupService.Role.ADMIN ? "  admin" : ""));
    }
  }

  private void invite(String who) throws ChatException {
    KnownGroup group = chosen();
    List<UserId> users = List.of(Account.userId(session.contact(who).user()));
    run("they cannot be added", desk -> desk.add(group.id(), users));
  }

  private void kick(String who) throws ChatException {
    KnownGroup group = chosen();
    UserId user = Account.userId(session.contact(who).user());
    run("they cannot be removed", desk -> desk.remove(group.id(), user));
  }

  private void rename(String title) throws ChatException {
    KnownGroup group = chosen();
    requireTitle(title);
    run("the group cannot be renamed", desk -> desk.rename(group.id(), title.strip()));
  }

  private void link() throws ChatException {
    KnownGroup group = chosen();
    session.note("Whoever has this can join, and read the title, until you make another:");
    session.note(call("there is no link", desk -> desk.makeLink(group.id())));
  }

  private void join(String text) throws ChatException {
    GroupLink link =
        GroupLink.parse(text)
            .orElseThrow(() -> new ChatException("that is no link (restante-group:...)"));
    KnownGroup group = call("you cannot join", desk -> desk.join(link));
    session.device().with(_ -> session.conversations().choose(group.group()));
  }

  private void leave() throws ChatException {
    KnownGroup group = chosen();
    run("you cannot leave", desk -> desk.leave(group.id()));
  }

  private KnownGroup chosen() throws ChatException {
    return session
        .ask(() -> session.conversations().chosen())
        .filter(Talk.In.class::isInstance)
        .flatMap(
            talk ->
                session.device().groups().all().stream()
                    .filter(group -> group.group().equals(talk.id()))
                    .findFirst())
        .orElseThrow(() -> new ChatException("in which group? /to NAME first"));
  }

  private static void requireTitle(String title) throws ChatException {
    if (!GroupTitle.fits(title)) {
      throw new ChatException("a group needs a name of at most " + GroupTitle.BYTES_MAX + " bytes");
    }
  }

  /// A call that answers nothing.
  @FunctionalInterface
  private interface Act {
    void make(GroupDesk desk) throws IOException, ProblemException;
  }

  private void run(String otherwise, Act act) throws ChatException {
    Object _ =
        call(
            otherwise,
            desk -> {
              act.make(desk);
              return "";
            });
  }

  private <T> T call(String otherwise, Call<T> call) throws ChatException {
    try {
      return call.make(session.device().groups());
    } catch (ProblemException e) {
      throw new ChatException(otherwise + ": " + e.getMessage());
    } catch (IOException e) {
      throw new ChatException(otherwise + ": no connection");
    }
  }
}
