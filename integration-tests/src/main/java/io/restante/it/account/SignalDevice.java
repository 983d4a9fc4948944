package io.restante.it.account;

import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.contract.UuidV7;
import io.restante.it.account.AccountService.OwnDevices;
import io.restante.it.account.AccountService.Privacy;
import io.restante.it.device.Parcel;
import io.restante.it.signal.Content;
import io.restante.it.signal.LetterCodec;
import io.restante.it.signal.LinkCode;
import io.restante.it.signal.SignalCore;
import io.restante.it.signal.Texts;
import io.restante.it.vault.Vault;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A person's device, end to end encrypted: writes to users rather than to devices, and gets by
/// with lost connections, lost processes, and devices that come and go.
///
/// Thread-safe: everything about messages happens under one lock, in short turns that end with the
/// vault's commit; what blocks runs as errands outside. The vault belongs to the device from its
/// making on.
public final class SignalDevice implements AutoCloseable {
  private static final Duration NEXT_TICKET_AFTER = Duration.ofSeconds(1);
  private static final Duration UPKEEP_EVERY = Duration.ofHours(6);
  private static final int LINK_CHECKS = 30;
  private static final String DEVICE_REMOVED = "device-removed";

  private final ReentrantLock lock = new ReentrantLock();
  private final Vault vault;
  private final SignalCore core;
  private final Account account;
  private final AccountService accounts;
  private final Tickets tickets;
  private final SignalListener listener;
  private final InstantSource clock;
  private final UuidV7 ids;
  private final Errands errands = new Errands();
  private final KeyUpkeep upkeep;
  private final Mailroom mail;
  private final Transport transport;
  private final DeviceLists lists;
  private final GroupDesk groups;

  // guarded by lock
  private boolean isClosed;
  private boolean isLeaving;

  /// What a device is made of.
  ///
  /// @param vault holds an [Account]
  public record Parts(
      Vault vault,
      SignalCore core,
      AccountService accounts,
      GroupService groups,
      Transport.Factory transports,
      InstantSource clock) {}

  /// Makes a device that is not started.
  ///
  /// @throws IllegalStateException when the vault holds no account
  public SignalDevice(Parts parts, SignalListener listener) {
    this.vault = parts.vault();
    this.core = parts.core();
    this.accounts = parts.accounts();
    this.clock = parts.clock();
    this.listener = listener;
    this.account = Account.in(vault).orElseThrow(() -> new IllegalStateException("no account"));
    this.tickets = new Tickets(accounts, account.credential(), clock);
    this.ids = new UuidV7(clock, new SecureRandom());
    this.upkeep = new KeyUpkeep(accounts, tickets, core.keys(), task -> with(_ -> task.run()));
    this.mail = new Mailroom(vault, core, account.address(), listener, ids::nextMessageId);
    this.lists = new DeviceLists(this, accounts, tickets, errands, clock);
    this.groups =
        new GroupDesk(this, parts.groups(), tickets, errands, new GroupDesk.Making(ids, clock));
    this.transport =
        parts.transports().create(account.address(), tickets, new TransportEvents(this));
  }

  /// Returns who this is.
  public Account account() {
    return account;
  }

  /// Sends what was left from before, connects, and stays connected until closed.
  public void start() {
    turn(() -> mail.post().outbox().stream().map(Post.Sealed::parcel).toList());
    errands.run(
        () -> {
          String _ = tickets.renew();
          transport.connect();
          renewLater();
          upkeep();
          turn(this::resume);
        },
        this::onCredentialRefused);
  }

  /// Writes a text to a user; it is on its way, whatever happens, once this returns.
  ///
  /// @param text at most [LetterCodec#TEXT_BYTES_MAX] bytes of UTF-8
  /// @param peerNumber the user's phone number, for the own other devices, or null
  public MessageId send(UserId peer, String text, @Nullable String peerNumber) {
    return send(peer, text, peerNumber, _ -> {});
  }

  /// Writes a text to a user, and what the caller notes of it in the vault, in one commit.
  ///
  /// @param note called with the message's id before the commit; must not call the device
  public MessageId send(
      UserId peer, String text, @Nullable String peerNumber, Consumer<MessageId> note) {
    if (!LetterCodec.fits(text)) {
      throw new IllegalArgumentException("text: longer than " + LetterCodec.TEXT_BYTES_MAX);
    }
    MessageId id = ids.nextMessageId();
    turn(
        () -> {
          Instant now = Instant.ofEpochMilli(clock.millis());
          Content.Text content = new Content.Text(now, text, account.number());
          mail.write(id, ids.nextMessageId(), peer, content, peerNumber);
          note.accept(id);
          List<Parcel> parcels = new ArrayList<>(pump(peer));
          parcels.addAll(pump(ownUser()));
          return parcels;
        });
    return id;
  }

  /// Runs something while nothing else touches the vault, and commits it.
  public void with(Consumer<Vault> task) {
    turn(
        () -> {
          task.accept(vault);
          return List.of();
        });
  }

  /// Returns the 60 digits to compare with a user, or nothing before the first message.
  public Optional<String> safetyNumber(UserId peer) {
    lock.lock();
    try {
      return core.safetyNumber(ownUser(), peer);
    } finally {
      lock.unlock();
    }
  }

  /// Finds out whose a phone number is. Blocks.
  public Optional<UserId> discover(String number) throws IOException, ProblemException {
    return accounts.discover(tickets.forApi(), List.of(number)).stream()
        .filter(found -> found.number().equals(number))
        .map(found -> Account.userId(found.user()))
        .findFirst();
  }

  /// Lets another device join, by the code that it shows. Blocks.
  public void confirmLink(LinkCode code) throws IOException, ProblemException {
    byte[] sealed;
    lock.lock();
    try {
      sealed = core.provision(ownUser(), account.number()).seal(code);
    } finally {
      lock.unlock();
    }
    accounts.confirmLink(tickets.forApi(), code.link(), Texts.encode(sealed));
    expectNewDevice(LINK_CHECKS);
  }

  /// Lists the own devices. Blocks.
  public OwnDevices devices() throws IOException, ProblemException {
    return accounts.devices(tickets.forApi());
  }

  /// Removes one of the own devices. Blocks.
  public void removeDevice(int device) throws IOException, ProblemException {
    accounts.removeDevice(tickets.forApi(), device);
    ask(ownUser());
  }

  /// Returns who may see and do what. Blocks.
  public Privacy privacy() throws IOException, ProblemException {
    return accounts.privacy(tickets.forApi());
  }

  /// Sets who may see and do what. Blocks.
  public void setPrivacy(Privacy privacy) throws IOException, ProblemException {
    accounts.putPrivacy(tickets.forApi(), privacy);
  }

  /// Lets a user count as a contact. Blocks.
  public void addContact(UserId user) throws IOException, ProblemException {
    accounts.addContact(tickets.forApi(), Account.uuid(user));
  }

  /// Returns what is said without being written: typing, reading, watching. Thread-safe; what is
  /// said without a connection is lost, except for whom to watch.
  public Transport asides() {
    return transport;
  }

  /// Breaks off; what was not sent goes out after the next start.
  @Override
  public void close() throws IOException {
    errands.close();
    lock.lock();
    try {
      isLeaving = true;
    } finally {
      lock.unlock();
    }
    transport.close();
    lock.lock();
    try {
      isClosed = true;
      vault.close();
    } finally {
      lock.unlock();
    }
  }

  /// Returns what there is to do with groups.
  public GroupDesk groups() {
    return groups;
  }

  Mailroom mail() {
    return mail;
  }

  SignalListener listener() {
    return listener;
  }

  /// One turn: changes, then the commit, then what leaves.
  void turn(Supplier<List<Parcel>> changes) {
    lock.lock();
    try {
      if (isClosed) {
        return;
      }
      List<Parcel> parcels = new ArrayList<>(changes.get());
      mail.takeAnswered().forEach(user -> parcels.addAll(pump(user)));
      vault.commit();
      if (!isLeaving) {
        parcels.forEach(transport::send);
        groups.depart(transport);
      }
      listener.committed();
    } finally {
      lock.unlock();
    }
  }

  /// Like a turn, but what it does counts only with the next one's commit.
  void withoutCommit(Runnable changes) {
    lock.lock();
    try {
      if (!isClosed) {
        changes.run();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Seals what waits for a user, or finds out what is missing for that. Called in a turn.
  List<Parcel> pump(UserId user) {
    List<Parcel> parcels = new ArrayList<>(mail.settle(user));
    if (mail.isReady(user)) {
      parcels.addAll(mail.seal(user));
    }
    if (lists.isOld(user) || mail.needsList(user)) {
      ask(user);
    }
    return parcels;
  }

  /// Fetches a user's device list, and keys of those devices that there is no session with.
  void ask(UserId user) {
    lists.ask(user);
  }

  /// Fills the server's stock of one-time keys up.
  void refill() {
    errands.run(upkeep::refill, this::onRefused);
  }

  /// The ticket was refused, or the connection for it.
  void onTicketRefused() {
    errands.runAfter(
        NEXT_TICKET_AFTER,
        () -> {
          String _ = tickets.renew();
          transport.connect();
        },
        this::onCredentialRefused);
  }

  UserId ownUser() {
    return account.address().user();
  }

  /// Goes on with what the last process left.
  private List<Parcel> resume() {
    List<Parcel> parcels = new ArrayList<>();
    mail.post().sentToAnybody().forEach(user -> parcels.addAll(mail.settle(user)));
    mail.post().queuedFor().forEach(user -> parcels.addAll(pump(user)));
    mail.groups().resume();
    return parcels;
  }

  void onRefused(Problem problem) {
    if (problem.name().equals(DEVICE_REMOVED)) {
      onCredentialRefused(problem);
    } else if (problem.isUnauthorized()) {
      onTicketRefused();
    }
  }

  private void onCredentialRefused(Problem problem) {
    if (problem.isUnauthorized()) {
      errands.close();
      transport.disconnect();
      turn(
          () -> {
            listener.removed();
            return List.of();
          });
    }
  }

  private void upkeep() {
    refill();
    errands.run(upkeep::rotate, this::onRefused);
    errands.runAfter(UPKEEP_EVERY, this::upkeep, this::onRefused);
  }

  private void renewLater() {
    Duration wait = tickets.untilRenewal().plusSeconds(1);
    errands.runAfter(
        wait,
        () -> {
          String _ = tickets.renew();
          renewLater();
        },
        this::onCredentialRefused);
  }

  /// Looks for the device that is being linked, every second.
  private void expectNewDevice(int checks) {
    ask(ownUser());
    if (checks > 0) {
      errands.runAfter(Duration.ofSeconds(1), () -> expectNewDevice(checks - 1), this::onRefused);
    }
  }
}
