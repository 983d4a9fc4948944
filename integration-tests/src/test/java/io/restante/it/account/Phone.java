package io.restante.it.account;

import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.device.DeviceSettings;
import io.restante.it.signal.Content;
import io.restante.it.signal.GroupLetter;
import io.restante.it.signal.Letter;
import io.restante.it.signal.LinkCode;
import io.restante.it.signal.Opened;
import io.restante.it.signal.SignalCore;
import io.restante.it.vault.Vault;
import io.restante.it.vault.VaultKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A [SignalDevice] with what a test needs: a directory, a memory of what was shown, and a process
/// that can end. Thread-safe.
public final class Phone implements SignalListener, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final DeviceSettings EAGER =
      new DeviceSettings(
          10_000,
          32,
          Duration.ofMillis(5),
          Duration.ofMillis(20),
          Duration.ofMillis(250),
          Duration.ofSeconds(20),
          3,
          Duration.ofSeconds(2));

  private final Path directory;
  private final AccountService accounts;
  private final GroupService groups;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // guarded by lock
  private final List<Runnable> uncommitted = new ArrayList<>();
  private final List<String> read = new ArrayList<>();
  private final List<String> copied = new ArrayList<>();
  private final List<MessageId> accepted = new ArrayList<>();
  private final List<KnownGroup> groupsSeen = new ArrayList<>();
  private final List<GroupId> left = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();
  private final List<UserId> identities = new ArrayList<>();
  private final List<Opened> dropped = new ArrayList<>();
  private boolean isConnected;
  private boolean isRemoved;
  private @Nullable SignalDevice device;

  /// Makes a phone that is nobody's yet.
  public Phone(Path directory, AccountService accounts) throws IOException {
    this(directory, accounts, new NoGroups());
  }

  /// Makes a phone that is nobody's yet.
  public Phone(Path directory, AccountService accounts, GroupService groups) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.accounts = accounts;
    this.groups = groups;
  }

  /// Registers and starts.
  Phone register(String number, String code) throws IOException, ProblemException {
    return register(number, _ -> code);
  }

  /// Registers with the code that is found for the registration, and starts.
  public Phone register(String number, CodeSource codes) throws IOException, ProblemException {
    try (Vault vault = open()) {
      SignalCore core = new SignalCore(vault, InstantSource.system());
      Enrolment enrolment = new Enrolment(vault, core, accounts);
      AccountService.Registration registration = enrolment.requestCode(number);
      Account _ = enrolment.confirm(registration, number, codes.codeOf(registration));
    }
    start();
    return this;
  }

  /// Becomes another phone's further device, and starts.
  public Phone linkTo(Phone other) throws IOException, ProblemException {
    try (Vault vault = open()) {
      SignalCore core = new SignalCore(vault, InstantSource.system());
      Enrolment enrolment = new Enrolment(vault, core, accounts);
      Enrolment.Attempt attempt = enrolment.openLink();
      if (enrolment.linked(attempt).isPresent()) {
        throw new IllegalStateException("linked before it was confirmed");
      }
      other.device().confirmLink(LinkCode.parse(attempt.code().text()).orElseThrow());
      Account _ = enrolment.linked(attempt).orElseThrow();
    }
    start();
    return this;
  }

  /// Where a code can be found.
  @FunctionalInterface
  public interface CodeSource {
    /// Returns the code of a registration.
    String codeOf(AccountService.Registration registration);
  }

  /// Begins a process over what is on the disk.
  public void start() throws IOException {
    Vault vault = open();
    SignalCore core = new SignalCore(vault, InstantSource.system());
    SignalDevice.Parts parts =
        new SignalDevice.Parts(
            vault, core, accounts, groups, DeviceTransport.with(EAGER), InstantSource.system());
    SignalDevice started = new SignalDevice(parts, this);
    device = started;
    started.start();
  }

  /// Ends the process; what is not on the disk is gone.
  public void stop() throws IOException {
    if (device != null) {
      device.close();
      device = null;
      uncommitted.clear();
    }
  }

  /// Returns the running device.
  public SignalDevice device() {
    return Objects.requireNonNull(device, "the process has ended");
  }

  /// Returns whose it is.
  public UserId user() {
    return device().account().address().user();
  }

  /// Writes to another phone's user.
  public MessageId write(UserId to, String text) {
    return device().send(to, text, null);
  }

  /// Writes to a group.
  MessageId write(GroupId group, String text) {
    return device().groups().send(group, text, _ -> {});
  }

  /// Waits until this phone is in a group and can read its title.
  void awaitGroup(GroupId group, String title) throws InterruptedException {
    await(
        "groups",
        () -> groupsSeen,
        all ->
            all.stream()
                .filter(known -> known.id().equals(group))
                .reduce((_, last) -> last)
                .filter(known -> !known.hasLeft() && known.title().equals(Optional.of(title)))
                .isPresent());
  }

  /// Waits until a group has so many members.
  void awaitMembers(GroupId group, int count) throws InterruptedException {
    await(
        "groups",
        () -> groupsSeen,
        all ->
            all.stream()
                .filter(known -> known.id().equals(group))
                .reduce((_, last) -> last)
                .filter(known -> known.members().size() == count)
                .isPresent());
  }

  /// Waits until this phone is in a group no more.
  void awaitLeft(GroupId group) throws InterruptedException {
    await("left", () -> left, all -> all.contains(group));
  }

  /// Waits until exactly these texts were shown, in order.
  public void awaitRead(String... texts) throws InterruptedException {
    await("read", () -> read, List.of(texts)::equals);
  }

  /// Waits until a text is the last that was shown.
  public void awaitReadLast(String text) throws InterruptedException {
    await("read", () -> read, list -> !list.isEmpty() && list.getLast().equals(text));
  }

  /// Waits until a text was shown, whatever it skipped and whatever came after it.
  public void awaitReadSomewhere(String text) throws InterruptedException {
    await(
        "read",
        () -> read,
        list -> list.stream().anyMatch(it -> it.equals(text) || it.startsWith(text + " after ")));
  }

  /// Waits until exactly these copies of texts sent elsewhere were shown, in order.
  public void awaitCopied(String... texts) throws InterruptedException {
    await("copied", () -> copied, List.of(texts)::equals);
  }

  /// Waits until a message is in the log.
  public void awaitAccepted(MessageId id) throws InterruptedException {
    await("accepted", () -> accepted, list -> list.contains(id));
  }

  /// Waits until messages failed like this.
  void awaitFailures(Failure... expected) throws InterruptedException {
    await("failures", () -> failures, List.of(expected)::equals);
  }

  /// Waits until users' identities changed.
  public void awaitIdentityChanged(UserId user) throws InterruptedException {
    await("identities", () -> identities, list -> list.contains(user));
  }

  /// Waits until there is a connection.
  public void awaitConnected() throws InterruptedException {
    await("connected", () -> List.of(isConnected), List.of(true)::equals);
  }

  /// Waits until the device knows that it was removed.
  public void awaitRemoved() throws InterruptedException {
    await("removed", () -> List.of(isRemoved), List.of(true)::equals);
  }

  /// Waits until so many texts were shown, and returns them.
  List<String> awaitReadCount(int count) throws InterruptedException {
    await("read", () -> read, list -> list.size() >= count);
    return List.copyOf(read);
  }

  /// Returns what was shown so far.
  List<String> read() {
    lock.lock();
    try {
      return List.copyOf(read);
    } finally {
      lock.unlock();
    }
  }

  boolean isRunning() {
    return device != null;
  }

  /// Waits until so many envelopes were dropped.
  void awaitDropped(int count) throws InterruptedException {
    await("dropped", () -> dropped, list -> list.size() == count);
  }

  /// Returns how many envelopes were dropped.
  public int dropped() {
    lock.lock();
    try {
      return dropped.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void text(Letter letter, Content.Text text, long skipped) {
    note(() -> read.add(skipped == 0 ? text.text() : text.text() + " after " + skipped));
  }

  @Override
  public void sentElsewhere(Content.SentCopy copy) {
    note(() -> copied.add(copy.text().text()));
  }

  @Override
  public void groupText(GroupLetter letter, Content.Text text, long skipped) {
    note(() -> read.add(skipped == 0 ? text.text() : text.text() + " after " + skipped));
  }

  @Override
  public void groupChanged(@Nullable KnownGroup before, KnownGroup now) {
    note(() -> groupsSeen.add(now));
  }

  @Override
  public void groupLeft(KnownGroup before) {
    note(() -> left.add(before.id()));
  }

  @Override
  public void accepted(MessageId id) {
    note(() -> accepted.add(id));
  }

  @Override
  public void failed(MessageId id, Failure failure) {
    note(() -> failures.add(failure));
  }

  @Override
  public void identityChanged(UserId user) {
    note(() -> identities.add(user));
  }

  @Override
  public void dropped(UserId sender, Opened why) {
    note(() -> dropped.add(why));
  }

  @Override
  public void askedAgain(UserId sender, Opened.Unreadable why) {
    dropped(sender, why);
  }

  @Override
  public void connected(boolean now) {
    note(() -> isConnected = now);
  }

  @Override
  public void removed() {
    note(() -> isRemoved = true);
  }

  @Override
  public void close() throws IOException {
    stop();
  }

  /// What counts is what is on the disk: the rest is gone with the process.
  @Override
  public void committed() {
    lock.lock();
    try {
      uncommitted.forEach(Runnable::run);
      uncommitted.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void note(Runnable change) {
    lock.lock();
    try {
      uncommitted.add(change);
    } finally {
      lock.unlock();
    }
  }

  private <T> void await(String what, Supplier<List<T>> state, Predicate<List<T>> wish)
      throws InterruptedException {
    long left = PATIENCE.toNanos();
    lock.lock();
    try {
      while (!wish.test(state.get())) {
        if (left <= 0) {
          throw new AssertionError(what + " after " + PATIENCE + ": " + state.get());
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  Vault open() throws IOException {
    return Vault.open(directory, VaultKey.ofFile(directory.resolve("key")));
  }
}
