package io.restante.it.chat;

import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.account.Account;
import io.restante.it.account.AccountService.Privacy;
import io.restante.it.account.KnownGroup;
import io.restante.it.account.ProblemException;
import io.restante.it.account.SignalDevice;
import io.restante.it.chat.HistoryEntry.Mark;
import io.restante.it.device.ConversationId;
import io.restante.messaging.PresenceState;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A device with a screen: what happens appears, and what is asked for is done. Thread-safe.
///
/// Lines are shown by a thread of their own, so that a slow terminal holds nobody up; the queue to
/// it is as long as what has come and is not shown, and is on the disk anyway.
final class Session implements AutoCloseable {
  private static final long SHOWN_WITHIN_MS = 1_000;

  private final BlockingQueue<Event> events;
  private final Screen screen;
  private final InstantSource clock;
  private final SignalDevice device;
  private final Conversations conversations;
  private final Thread shower;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile boolean tellsWhatIsRead = true; // written by commands, read by the screen's
  // owned by the screen's thread
  private final Map<ConversationId, Long> reads = new HashMap<>();
  private final Set<ConversationId> unsaid = new HashSet<>();
  private boolean wasConnected;
  private @Nullable UserId looked;
  // guarded by lock: what came and no script has expected yet
  private final List<Event.Came> unexpected = new ArrayList<>();
  private String over = "";

  /// The device with who hears it, and the queue in between.
  record Wired(SignalDevice device, Conversations conversations, BlockingQueue<Event> events) {
    static BlockingQueue<Event> queue() {
      return new LinkedBlockingQueue<>();
    }
  }

  Session(Wired wired, Screen screen, InstantSource clock) {
    this.device = wired.device();
    this.conversations = wired.conversations();
    this.events = wired.events();
    this.screen = screen;
    this.clock = clock;
    this.shower = Thread.ofPlatform().daemon().name("screen").unstarted(this::showAll);
  }

  void start() {
    shower.start();
    List<KnownGroup> known = device.groups().all();
    device.with(_ -> known.forEach(conversations.tidings()::grouped));
    device.start();
  }

  SignalDevice device() {
    return device;
  }

  void note(String text) {
    screen.show(new Line.Note(text));
  }

  void show(Line line) {
    screen.show(line);
  }

  /// Returns something of the notebook, read while nothing else touches it.
  <T> T ask(Supplier<T> question) {
    List<T> answer = new ArrayList<>(1);
    device.with(_ -> answer.add(question.get()));
    if (answer.isEmpty()) {
      throw new IllegalStateException("ask after close");
    }
    return answer.getFirst();
  }

  Conversations conversations() {
    return conversations;
  }

  /// Returns somebody by name or number; a number that is not known is looked up. Blocks.
  Contact contact(String who) throws ChatException {
    Optional<Contact> known = ask(() -> conversations.find(who));
    if (known.isPresent()) {
      return known.get();
    }
    if (!ChatOptions.isNumber(who)) {
      throw new ChatException("nobody here is called '" + who + "'; /add NUMBER NAME");
    }
    return add(who, who);
  }

  /// Returns somebody, or a group, by name or number. Blocks.
  Talk talk(String who) throws ChatException {
    Optional<Talk> known = ask(() -> conversations.findTalk(who));
    return known.isPresent() ? known.get() : new Talk.With(contact(who));
  }

  /// Looks a number up and names who has it. Blocks.
  Contact add(String number, String name) throws ChatException {
    Optional<UserId> found;
    try {
      found = device.discover(number);
    } catch (ProblemException e) {
      throw new ChatException("the server refuses to look up numbers now: " + e.getMessage());
    } catch (IOException e) {
      throw new ChatException("there is no connection to look " + number + " up");
    }
    UserId user =
        found.orElseThrow(
            () ->
                new ChatException(
                    number + " is not registered here yet; they start ./restante chat " + number));
    Contact contact = new Contact(Account.uuid(user), name, number, true);
    device.with(_ -> conversations.notes().put(contact));
    try {
      device.addContact(user);
    } catch (IOException | ProblemException e) {
      note(name + " cannot be told apart by the server from others now: " + e.getMessage());
    }
    return contact;
  }

  /// Writes to somebody or to a group.
  void write(Talk talk, String text) throws ChatException {
    Consumer<MessageId> note = id -> conversations.writing(id, talk, text, clock.instant());
    try {
      MessageId _ =
          switch (talk) {
            case Talk.With(Contact contact) ->
                device.send(Account.userId(contact.user()), text, contact.number(), note);
            case Talk.In in -> device.groups().send(joined(in).id(), text, note);
          };
    } catch (IllegalArgumentException e) {
      throw new ChatException("that is too long for one message");
    }
  }

  /// Waits until a text has come that nothing else has expected before.
  boolean expect(Talk talk, String text, Duration patience) throws InterruptedException {
    return await(patience, () -> unexpected.remove(new Event.Came(talk.id(), text)));
  }

  /// Waits until this user is in a group, or in it no more.
  boolean awaitGroup(String name, boolean isIn, Duration patience) throws InterruptedException {
    return await(patience, () -> isIn == isIn(name));
  }

  /// This user's settings are these from now on.
  void told(Privacy privacy) {
    tellsWhatIsRead = privacy.readReceipts();
  }

  /// Returns a group that this user is in.
  KnownGroup joined(Talk.In talk) throws ChatException {
    return group(talk.id())
        .orElseThrow(() -> new ChatException("you are not in " + talk.name() + " any more"));
  }

  /// Waits until the newest own message has been stored, or read, by all whom it is for.
  boolean awaitMark(Talk talk, boolean isRead, Duration patience) throws InterruptedException {
    return await(
        patience,
        () -> {
          List<HistoryEntry> own =
              ask(() -> conversations.notes().last(talk.id(), Notebook.HISTORY_MAX)).stream()
                  .filter(HistoryEntry::isMine)
                  .toList();
          Mark last = own.isEmpty() ? Mark.WAITING : own.getLast().mark();
          return last == Mark.READ || (last == Mark.DELIVERED && !isRead);
        });
  }

  /// Waits until somebody has been typing to this user, or to a group.
  boolean awaitTyping(Talk talk, Duration patience) throws InterruptedException {
    return await(patience, () -> ask(() -> conversations.tidings().hasTyped(talk.id())));
  }

  /// Waits until it is said how it is with somebody.
  boolean awaitPresence(Talk talk, PresenceState state, Duration patience)
      throws InterruptedException {
    return await(
        patience,
        () -> ask(() -> conversations.tidings().stateOf(talk.id())).equals(Optional.of(state)));
  }

  /// Waits for a connection.
  boolean awaitConnected(Duration patience) throws InterruptedException {
    return await(patience, conversations::isConnected);
  }

  /// Waits until everything written is sent.
  boolean awaitSent(Duration patience) throws InterruptedException {
    return await(patience, () -> ask(() -> conversations.notes().waiting()) == 0);
  }

  /// Tells why nothing will come any more, empty while something may.
  String over() {
    lock.lock();
    try {
      return over;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    shower.interrupt();
    try {
      // No more status, so that the terminal is left as it was found; but lines to the last.
      shower.join(SHOWN_WITHIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Event left = events.poll(); left != null; left = events.poll()) {
      if (left instanceof Event.Shown shown) {
        screen.show(shown.line());
      }
    }
    device.close();
    screen.close();
  }

  private boolean isIn(String name) {
    Optional<Talk> talk = ask(() -> conversations.findTalk(name));
    return talk.isPresent() && group(talk.get().id()).isPresent();
  }

  private Optional<KnownGroup> group(UUID group) {
    return device.groups().all().stream()
        .filter(known -> known.group().equals(group) && !known.hasLeft())
        .findFirst();
  }

  private boolean await(Duration patience, BooleanSupplier wish) throws InterruptedException {
    long left = patience.toNanos();
    lock.lock();
    try {
      while (!wish.getAsBoolean()) {
        if (left <= 0 || !over.isEmpty()) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void showAll() {
    try {
      while (true) {
        show(events.take());
        if (events.isEmpty()) {
          sayWhatWasRead();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void show(Event event) {
    switch (event) {
      case Event.Shown shown -> screen.show(shown.line());
      case Event.Stands stands -> stand(stands.standing());
      case Event.Claimed claimed -> check(claimed.user(), claimed.number());
      case Event.Read read -> read(read);
      case Event.Looks looks -> look(looks.user());
      case Event.Came came -> remember(() -> unexpected.add(came));
      case Event.Over end -> {
        remember(() -> over = end.why());
        screen.show(new Line.Warning(end.why()));
      }
    }
    remember(() -> {});
  }

  /// What was shown is read, unless this user keeps that to himself. Said when nothing more is to
  /// be shown, once for each conversation, and again with every connection, because what is said to
  /// one that breaks may be lost.
  private void read(Event.Read read) {
    reads.merge(read.conversation(), read.number(), Math::max);
    unsaid.add(read.conversation());
  }

  private void stand(Screen.Standing standing) {
    if (standing.isConnected() && !wasConnected) {
      unsaid.addAll(reads.keySet());
    }
    wasConnected = standing.isConnected();
    screen.status(standing);
  }

  private void sayWhatWasRead() {
    if (!wasConnected) {
      return;
    }
    if (tellsWhatIsRead) {
      unsaid.forEach(each -> device.asides().read(each, reads.getOrDefault(each, 1L)));
    }
    unsaid.clear();
  }

  private void look(@Nullable UserId user) {
    UserId before = looked;
    if (before != null && !before.equals(user)) {
      device.asides().unwatch(List.of(before));
    }
    looked = user;
    if (user != null) {
      device.asides().watch(List.of(user));
    }
  }

  private void remember(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void check(UUID user, String number) {
    Thread checking =
        Thread.ofVirtual()
            .name("check-number")
            .unstarted(
                () -> {
                  try {
                    Optional<UserId> found = device.discover(number);
                    boolean isTheirs = found.map(Account::uuid).equals(Optional.of(user));
                    device.with(_ -> conversations.checked(user, number, isTheirs));
                  } catch (IOException | ProblemException e) {
                    // It stays as it is: only said, and shown as such.
                    remember(() -> {});
                  }
                });
    checking.start();
  }
}
