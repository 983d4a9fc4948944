package io.restante.it.chat;

import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.account.Account;
import io.restante.it.account.KnownGroup;
import io.restante.it.account.SignalListener;
import io.restante.it.chat.HistoryEntry.Mark;
import io.restante.it.device.ConversationId;
import io.restante.it.signal.Content;
import io.restante.it.signal.GroupLetter;
import io.restante.it.signal.Letter;
import io.restante.it.signal.Opened;
import io.restante.it.vault.Vault;
import io.restante.messaging.MemberReceipts;
import io.restante.messaging.Presence;
import io.restante.messaging.Receipt;
import io.restante.messaging.Typing;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Hears the device: keeps contacts and history in its vault, and lets lines appear once they are
/// on the disk. Called under the device's lock, and by the device's owner through it.
final class Conversations implements SignalListener {
  private static final int SHORT_ID_CHARS = 8;

  private final Notebook notes;
  private final GroupNews groups;
  private final Tidings tidings;
  private final UUID self;
  private final String number;
  private final Consumer<Event> events;
  private final Deque<Event> uncommitted = new ArrayDeque<>();
  // written under the device's lock, read by all
  private volatile boolean isConnected;
  private @Nullable UUID to;
  // Of each conversation, how many of its newest messages this screen has shown.
  private final Map<UUID, Integer> onScreen = new HashMap<>();
  // Own messages that stand on the screen with a clock.
  private final Set<MessageId> shownWaiting = new HashSet<>();

  /// Creates the listener.
  ///
  /// @param events called under the device's lock; must not block
  Conversations(Vault vault, String number, Consumer<Event> events) {
    this.notes = new Notebook(vault);
    this.number = number;
    this.events = events;
    this.self = Account.in(vault).map(Account::user).orElseThrow();
    this.groups = new GroupNews(notes, this::personName, self);
    this.tidings = new Tidings(notes, id -> talk(id).map(Conversations::nameOf), self);
  }

  Notebook notes() {
    return notes;
  }

  Tidings tidings() {
    return tidings;
  }

  /// Chooses who is written to.
  void choose(UUID user) {
    to = user;
    UserId looked = notes.contact(user).map(it -> Account.userId(it.user())).orElse(null);
    uncommitted.add(new Event.Looks(looked));
    stands();
  }

  /// Returns the newest messages of a conversation that this screen has not shown, the oldest
  /// first; from then on they count as shown.
  List<HistoryEntry> unseen(UUID user, int count) {
    int seen = onScreen.getOrDefault(user, 0);
    List<HistoryEntry> last = notes.last(user, seen + count);
    List<HistoryEntry> unseen = last.subList(0, Math.max(0, last.size() - seen));
    onScreen.merge(user, unseen.size(), Integer::sum);
    return unseen;
  }

  Optional<Talk> chosen() {
    return Optional.ofNullable(to).flatMap(this::talk);
  }

  /// Returns what a user or a group is called here.
  String called(UUID id) {
    return talk(id).map(Conversations::nameOf).orElseGet(() -> personName(id));
  }

  boolean isConnected() {
    return isConnected;
  }

  /// Notes an own message before it is on its way.
  void writing(MessageId id, Talk talk, String text, Instant now) {
    HistoryEntry entry = new HistoryEntry(now.toEpochMilli(), true, text, Mark.WAITING);
    notes.addWaiting(talk.id(), id, entry);
    onScreen.merge(talk.id(), 1, Integer::sum);
    if (!isConnected) {
      shownWaiting.add(id);
      show(new Line.Mine(now, nameOf(talk), text, Mark.WAITING));
    }
    stands();
  }

  @Override
  public void text(Letter letter, Content.Text text, long skipped) {
    UUID user = Account.uuid(letter.from().user());
    Contact contact = contactOf(user, text.number());
    if (skipped > 0) {
      warn(skipped + " message(s) from " + contact.name() + " have not arrived before this one");
    }
    long at = text.writtenAt().toEpochMilli();
    add(user, new HistoryEntry(at, false, text.text(), Mark.RECEIVED));
    show(new Line.From(text.writtenAt(), nameOf(contact), text.text()));
    uncommitted.add(new Event.Read(new ConversationId(letter.from()), letter.number()));
    uncommitted.add(new Event.Came(user, text.text()));
    if (to == null) {
      choose(user);
    }
  }

  @Override
  public void sentElsewhere(Content.SentCopy copy) {
    UUID user = Account.uuid(copy.peer());
    Content.Text text = copy.text();
    Contact contact = contactOf(user, text.number());
    long at = text.writtenAt().toEpochMilli();
    add(user, new HistoryEntry(at, true, text.text(), Mark.SENT));
    show(new Line.Mine(text.writtenAt(), nameOf(contact), text.text(), Mark.SENT));
  }

  @Override
  public void groupText(GroupLetter letter, Content.Text text, long skipped) {
    UUID group = GroupNews.uuid(letter.group());
    UUID user = Account.uuid(letter.from().user());
    long at = text.writtenAt().toEpochMilli();
    if (user.equals(self)) {
      add(group, new HistoryEntry(at, true, text.text(), Mark.SENT));
      show(new Line.Mine(text.writtenAt(), groups.nameOf(group), text.text(), Mark.SENT));
      return;
    }
    Contact contact = contactOf(user, text.number());
    if (skipped > 0) {
      warn(skipped + " message(s) from " + contact.name() + " have not arrived before this one");
    }
    add(group, new HistoryEntry(at, false, text.text(), Mark.RECEIVED, user));
    show(new Line.InGroup(text.writtenAt(), groups.nameOf(group), nameOf(contact), text.text()));
    ConversationId conversation = new ConversationId(letter.from(), letter.group());
    uncommitted.add(new Event.Read(conversation, letter.number()));
    uncommitted.add(new Event.Came(group, text.text()));
    if (to == null) {
      choose(group);
    }
  }

  @Override
  public void groupChanged(@Nullable KnownGroup before, KnownGroup now) {
    tidings.grouped(now);
    groups.changed(before, now).forEach(this::show);
  }

  @Override
  public void groupLeft(KnownGroup before) {
    show(groups.left(before));
  }

  @Override
  public void accepted(MessageId id) {
    marked(id, Mark.SENT);
  }

  @Override
  public void numbered(MessageId id, long number) {
    tidings.numbered(id, number);
  }

  @Override
  public void receipt(Receipt receipt) {
    tidings.receipt(receipt).forEach(this::show);
    stands();
  }

  @Override
  public void memberReceipts(MemberReceipts receipts) {
    tidings.members(receipts).forEach(this::show);
  }

  @Override
  public void typing(Typing typing) {
    tidings.typing(typing).forEach(this::show);
  }

  @Override
  public void presence(Presence presence) {
    tidings.presence(presence).forEach(this::show);
    stands();
  }

  @Override
  public void failed(MessageId id, Failure failure) {
    marked(id, Mark.FAILED);
    warn(
        switch (failure) {
          case NO_SUCH_USER -> "not sent: they have no account any more";
          case REFUSED -> "not sent: the server refuses it";
          case NOT_A_MEMBER -> "not sent: you are not in that group any more";
          case EXPIRED -> "a message was not collected within 30 days and is gone";
        });
  }

  @Override
  public void identityChanged(UserId user) {
    Contact contact = contactOf(Account.uuid(user), null);
    warn(
        "your safety number with "
            + contact.name()
            + " has changed: a new phone, or somebody in between. Compare it: /safety");
  }

  @Override
  public void dropped(UserId sender, Opened why) {
    Contact contact = contactOf(Account.uuid(sender), null);
    warn("something from " + contact.name() + " could not be read and was dropped");
  }

  @Override
  public void askedAgain(UserId sender, Opened.Unreadable why) {
    Contact contact = contactOf(Account.uuid(sender), null);
    warn("something from " + contact.name() + " could not be read; it is asked for once more");
  }

  @Override
  public void connected(boolean isNow) {
    isConnected = isNow;
    stands();
  }

  @Override
  public void removed() {
    uncommitted.add(new Event.Over("this device was removed, or the number registered elsewhere"));
  }

  @Override
  public void superseded() {
    uncommitted.add(new Event.Over("this device was started somewhere else"));
  }

  @Override
  public void committed() {
    while (!uncommitted.isEmpty()) {
      events.accept(uncommitted.poll());
    }
  }

  /// Returns somebody, or a group, by name.
  Optional<Talk> findTalk(String who) {
    Optional<Talk> person = find(who).map(Talk.With::new);
    return person.isPresent() ? person : groups.find(who).map(Talk.class::cast);
  }

  /// Returns somebody by name or number.
  Optional<Contact> find(String who) {
    List<Contact> found = new ArrayList<>();
    for (Contact contact : notes.contacts()) {
      if (contact.name().equalsIgnoreCase(who) || who.equals(contact.number())) {
        found.add(contact);
      }
    }
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  /// A claimed number was looked up.
  void checked(UUID user, String claimed, boolean isTheirs) {
    notes
        .contact(user)
        .filter(contact -> !contact.isVerified() && claimed.equals(contact.number()))
        .ifPresent(
            contact -> {
              if (isTheirs) {
                notes.put(new Contact(user, contact.name(), claimed, true));
              } else {
                notes.put(new Contact(user, shortId(user), null, false));
                warn(contact.name() + " is not the number of who wrote under it");
              }
            });
  }

  /// Returns the name to show: a number that only they say is theirs has a mark.
  static String nameOf(Contact contact) {
    boolean isOnlySaid = contact.name().equals(contact.number()) && !contact.isVerified();
    return isOnlySaid ? contact.name() + "?" : contact.name();
  }

  /// Returns the name to show of what is written to.
  static String nameOf(Talk talk) {
    return switch (talk) {
      case Talk.With(Contact contact) -> nameOf(contact);
      case Talk.In(UUID _, String name) -> name;
    };
  }

  private Optional<Talk> talk(UUID id) {
    Optional<Talk> person = notes.contact(id).map(Talk.With::new);
    return person.isPresent()
        ? person
        : Optional.ofNullable(notes.groupNames().get(id)).map(name -> new Talk.In(id, name));
  }

  private String personName(UUID user) {
    return user.equals(self)
        ? "you"
        : notes.contact(user).map(Conversations::nameOf).orElseGet(() -> shortId(user));
  }

  private Contact contactOf(UUID user, @Nullable String claimed) {
    return notes.contact(user).orElseGet(() -> meet(user, claimed));
  }

  private Contact meet(UUID user, @Nullable String claimed) {
    boolean isNumber = claimed != null && ChatOptions.isNumber(claimed);
    String known = isNumber ? claimed : null;
    Contact contact = new Contact(user, known == null ? shortId(user) : known, known, false);
    notes.put(contact);
    if (known != null) {
      uncommitted.add(new Event.Claimed(user, known));
    }
    return contact;
  }

  private void marked(MessageId id, Mark mark) {
    boolean wasShown = shownWaiting.remove(id);
    notes
        .mark(id, mark)
        .filter(_ -> !wasShown || mark == Mark.FAILED)
        .ifPresent(
            entry -> {
              Instant at = Instant.ofEpochMilli(entry.atMs());
              String name = notes.peerOf(id).map(this::called).orElse("?");
              show(new Line.Mine(at, name, entry.text(), mark));
            });
    notes.forgetWaiting(id);
    if (wasShown && shownWaiting.isEmpty()) {
      show(new Line.Note("What was waiting has been sent."));
    }
    stands();
  }

  private void add(UUID user, HistoryEntry entry) {
    notes.add(user, entry);
    onScreen.merge(user, 1, Integer::sum);
  }

  private void stands() {
    String name = chosen().map(Talk::name).orElse("");
    String presence = to == null ? "" : tidings.presenceOf(to);
    Screen.Standing standing =
        new Screen.Standing(isConnected, number, name, presence, notes.waiting());
    uncommitted.add(new Event.Stands(standing));
  }

  private void show(Line line) {
    uncommitted.add(new Event.Shown(line));
  }

  private void warn(String text) {
    show(new Line.Warning(text));
  }

  private static String shortId(UUID user) {
    String id = user.toString();
    return "user " + id.substring(id.length() - SHORT_ID_CHARS);
  }
}
