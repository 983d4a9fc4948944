package io.restante.it.account;

import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.account.Post.Sealed;
import io.restante.it.account.Post.Sent;
import io.restante.it.device.Parcel;
import io.restante.it.device.Received;
import io.restante.it.signal.Content;
import io.restante.it.signal.Letter;
import io.restante.it.signal.Opened;
import io.restante.it.signal.PeerKeys;
import io.restante.it.signal.SignalCore;
import io.restante.it.signal.Texts;
import io.restante.it.vault.Vault;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a device does with messages, without a network and without a thread: seals drafts in order,
/// opens what comes, and makes up for devices that a message missed.
///
/// Nothing counts, and nothing may leave, before the vault's commit. Owned by one thread at a time.
final class Mailroom {
  /// How many ciphertexts one SEND carries.
  static final int COPIES_MAX = 16;

  /// How many copies for the own other devices wait while there are none; the oldest go first.
  static final int UNCLAIMED_MAX = 100;

  private final Vault vault;
  private final SignalCore core;
  private final DeviceAddress self;
  private final SignalListener listener;
  private final Post post;
  private final Retries retries;
  private final GroupMail groups;
  private final GroupReading groupReading;
  private final Supplier<MessageId> ids;
  // Those whose devices may have missed a message; after a start, all who were written to.
  private final Set<UserId> owed = new HashSet<>();
  // Those that a device has written for which is not on the list that is known.
  private final Set<UserId> unlisted = new HashSet<>();
  // Those that something follows for, from what happened since the last call of takeAnswered.
  private final Set<UserId> answered = new LinkedHashSet<>();

  Mailroom(
      Vault vault,
      SignalCore core,
      DeviceAddress self,
      SignalListener listener,
      Supplier<MessageId> ids) {
    this.vault = vault;
    this.core = core;
    this.self = self;
    this.listener = listener;
    this.post = new Post(vault);
    this.retries = new Retries(vault, core);
    this.ids = ids;
    GroupKeys keys = new GroupKeys(vault, core, self, this::enqueue, ids);
    this.groups = new GroupMail(core, self, listener, new GroupPost(vault), keys);
    this.groupReading =
        new GroupReading(
            vault, core, self, listener, new GroupReading.Desk(groups, keys, this::enqueue, ids));
    this.owed.addAll(post.sentToAnybody());
  }

  Post post() {
    return post;
  }

  GroupMail groups() {
    return groups;
  }

  GroupReading groupReading() {
    return groupReading;
  }

  /// Takes a text for a user, and its copy for the own other devices.
  ///
  /// @param copyId the id of that copy
  /// @param peerNumber the user's phone number, for the own other devices
  void write(
      MessageId id, MessageId copyId, UserId peer, Content.Text text, @Nullable String peerNumber) {
    if (!peer.equals(self.user())) {
      post.enqueue(Draft.of(id, peer, text));
    }
    Content.Text copied = new Content.Text(text.writtenAt(), text.text(), peerNumber);
    post.enqueue(Draft.of(copyId, self.user(), new Content.SentCopy(peer, id, copied)));
    if (Peer.of(vault, self.user()).hasNoDevice()) {
      post.trim(self.user(), UNCLAIMED_MAX);
    }
  }

  /// Tells whether drafts for a user can be sealed now.
  boolean isReady(UserId user) {
    Peer peer = Peer.of(vault, user);
    return peer.isKnown()
        && !peer.devices().isEmpty()
        && !owed.contains(user)
        && peer.devices().stream().allMatch(device -> hasSession(user, device));
  }

  /// Tells whether a user's device list should be asked for now. Copies for own other devices,
  /// where there are none, can wait for the next occasion.
  boolean needsList(UserId user) {
    if (unlisted.contains(user)) {
      return true;
    }
    if (Peer.of(vault, user).hasNoDevice()) {
      return !user.equals(self.user()) && !post.queue(user).isEmpty();
    }
    return !isReady(user) && !post.isUnderWay(user);
  }

  /// Seals what waits for a user, in order, as far as there is room.
  List<Parcel> seal(UserId user) {
    List<Parcel> sealed = new ArrayList<>();
    for (Map.Entry<String, Draft> entry : post.queue(user).entrySet()) {
      if (post.hasRoom()) {
        Peer peer = Peer.of(vault, user);
        long number = peer.lastNumber() + 1;
        peer.withNumber(number).putInto(vault, user);
        post.unqueue(entry.getKey());
        List<Integer> devices = peer.devices().stream().limit(COPIES_MAX).toList();
        sealed.add(putOut(entry.getValue(), number, peer.revision(), devices, List.of()));
      }
    }
    return sealed;
  }

  /// Gives up what was written to a user that does not exist, or has no device.
  ///
  /// @param mark see [Post#mark]; what was written later is kept
  void giveUp(UserId user, long mark) {
    post.queue(user, mark)
        .forEach(
            (name, draft) -> {
              post.unqueue(name);
              giveUp(draft, SignalListener.Failure.NO_SUCH_USER);
            });
  }

  /// A user's device list was fetched, and keys of those devices that there was no session with.
  ///
  /// @param mark [Post#mark] from before: that there is no device says nothing of later messages
  /// @return what earlier messages are owed to devices that they missed
  List<Parcel> learn(
      UserId user, long revision, List<Integer> devices, List<PeerKeys> keys, long mark) {
    Peer before = Peer.of(vault, user);
    List<Integer> others = new ArrayList<>(devices);
    if (user.equals(self.user())) {
      others.remove(Integer.valueOf(self.device()));
    }
    for (int known : core.sessions(user)) {
      if (!others.contains(known)) {
        core.forget(new DeviceAddress(user, known));
      }
    }
    keys.stream()
        .filter(peer -> others.contains(peer.device()) && !begins(user, peer))
        .forEach(peer -> others.remove(Integer.valueOf(peer.device())));
    reportIdentities();
    unlisted.remove(user);
    before.withList(revision, others).putInto(vault, user);
    if (others.isEmpty()) {
      giveUp(user, mark);
    }
    if (before.isKnown() && before.revision() == revision && !post.isUnderWay(user)) {
      post.sentTo(user).forEach(post::settle);
    }
    owed.add(user);
    groups.pumpAll();
    return settle(user);
  }

  /// Sends earlier messages to the devices that they missed, once all of them are accepted, so that
  /// those devices too get them in order.
  List<Parcel> settle(UserId user) {
    if (!owed.contains(user) || post.isUnderWay(user)) {
      return List.of();
    }
    owed.remove(user);
    Peer peer = Peer.of(vault, user);
    List<Parcel> parcels = new ArrayList<>();
    for (Sent sent : post.sentTo(user)) {
      List<Integer> missing = new ArrayList<>(peer.devices());
      missing.removeAll(sent.devices());
      List<Integer> next = missing.stream().limit(COPIES_MAX).toList();
      if (!next.isEmpty()) {
        Draft draft = sent.draft();
        parcels.add(putOut(draft, sent.number(), peer.revision(), next, sent.devices()));
      }
      if (missing.size() > COPIES_MAX) {
        owed.add(user);
      }
    }
    return parcels;
  }

  /// Tells whether a notice says something new about a user.
  boolean isNews(UserId user, long revision) {
    Peer peer = Peer.of(vault, user);
    return revision == 0 || !peer.isKnown() || revision > peer.revision();
  }

  /// Returns which devices of a list there is no session with.
  List<Integer> strangers(UserId user, List<Integer> devices) {
    return devices.stream()
        .filter(device -> !self.equals(new DeviceAddress(user, device)))
        .filter(device -> !hasSession(user, device))
        .toList();
  }

  void received(Received envelope) {
    DeviceAddress from = envelope.conversation().sender();
    Opened opened = core.open(self, from, envelope.id(), envelope.number(), envelope.ciphertext());
    reportIdentities();
    switch (opened) {
      case Opened.Read read -> {
        retries.opened(from, read.letter().number());
        if (!Peer.of(vault, from.user()).devices().contains(from.device())) {
          unlisted.add(from.user());
        }
        read(read.letter(), read.skipped());
      }
      case Opened.Repeat _ -> {}
      case Opened.Misrouted _, Opened.GroupRead _ -> listener.dropped(from.user(), opened);
      case Opened.Unreadable unreadable -> {
        if (retries.asksFor(from, envelope.number(), unreadable.flaw())) {
          Content.Unread request =
              new Content.Unread(from.device(), envelope.id(), envelope.number());
          enqueue(from.user(), Draft.of(ids.get(), from.user(), request));
          listener.askedAgain(from.user(), unreadable);
        } else {
          listener.dropped(from.user(), opened);
        }
      }
    }
  }

  /// Returns the users that something was written to because of what happened.
  Set<UserId> takeAnswered() {
    Set<UserId> taken = new LinkedHashSet<>(answered);
    answered.clear();
    return taken;
  }

  /// The log has a message.
  ///
  /// @return the users that it was for
  List<UserId> accepted(MessageId id) {
    List<UserId> users = new ArrayList<>();
    for (Sealed sealed : post.takeOut(id)) {
      users.add(sealed.draft().recipientId());
      groups.settled(sealed.draft(), sealed.copies().keySet());
      if (!sealed.isSupplement() && sealed.draft().isOriginal()) {
        listener.accepted(id);
      }
    }
    return users;
  }

  /// The node has refused a message for good; those after it take other numbers.
  void refused(MessageId id) {
    for (Sealed sealed : post.takeOut(id)) {
      if (!sealed.isSupplement()) {
        UserId user = sealed.draft().recipientId();
        post.removeSent(user, sealed.number());
        Peer peer = Peer.of(vault, user);
        peer.withNumber(peer.lastNumber() - 1).putInto(vault, user);
        giveUp(sealed.draft(), SignalListener.Failure.REFUSED);
      }
    }
  }

  /// Seals a message of the outbox again, under another number.
  Map<Integer, ByteBuffer> renumbered(Parcel parcel, long number) {
    for (Sealed sealed : post.takeOut(parcel.id())) {
      List<Integer> devices =
          sealed.copies().keySet().stream()
              .filter(device -> hasSession(parcel.recipient(), device))
              .toList();
      post.removeSent(parcel.recipient(), sealed.number());
      return putOut(sealed.draft(), number, sealed.revision(), devices, List.of()).copies();
    }
    return parcel.copies();
  }

  /// Begins a session, unless the keys are not the identity's: then the device gets nothing.
  private boolean begins(UserId user, PeerKeys peer) {
    try {
      core.begin(user, peer);
      return true;
    } catch (IllegalArgumentException e) {
      listener.dropped(user, new Opened.Unreadable(Opened.Flaw.FORGED));
      return false;
    }
  }

  private void read(Letter letter, long skipped) {
    switch (letter.content()) {
      case Content.Text text -> listener.text(letter, text, skipped);
      case Content.SentCopy copy -> {
        if (letter.from().user().equals(self.user())) {
          listener.sentElsewhere(copy);
        }
      }
      case Content.Unread unread -> {
        if (unread.device() == self.device()) {
          answer(letter.from(), unread);
        }
      }
      case Content.Again again -> {
        if (again.device() == self.device()
            && again.number() < letter.number()
            && core.readsFirst(letter.from(), again.number())) {
          retries.came(letter.from(), again.number());
          read(original(letter, again), 0);
        }
      }
      case Content.SenderKey key -> groupReading.read(letter.from(), key);
      case Content.GroupUnread unread -> groupReading.read(letter.from(), unread);
      case Content.GroupAgain again -> groupReading.read(letter, again);
      case Content.Unknown _ -> {}
    }
  }

  /// Sends a message once more, under a new number.
  private void answer(DeviceAddress from, Content.Unread unread) {
    post.takeForRetry(from, unread.original(), unread.number())
        .ifPresent(
            draft -> enqueue(from.user(), draft.again(ids.get(), from.device(), unread.number())));
  }

  private static Letter original(Letter letter, Content.Again again) {
    return new Letter(
        again.original(), again.number(), letter.from(), letter.to(), again.content());
  }

  private Parcel putOut(
      Draft draft, long number, long revision, List<Integer> devices, List<Integer> earlier) {
    Map<Integer, String> copies = new HashMap<>();
    for (int device : devices) {
      DeviceAddress to = new DeviceAddress(draft.recipientId(), device);
      Letter letter = new Letter(draft.messageId(), number, self, to, draft.content());
      copies.put(device, Texts.encode(core.seal(letter)));
    }
    Sealed sealed = new Sealed(draft, number, revision, copies, !earlier.isEmpty());
    post.putOut(sealed);
    if (draft.isOriginal()) {
      listener.numbered(draft.messageId(), number);
    }
    List<Integer> all = new ArrayList<>(earlier);
    all.addAll(devices);
    post.putSent(new Sent(draft, number, revision, all));
    return sealed.parcel();
  }

  private void giveUp(Draft draft, SignalListener.Failure why) {
    if (draft.isOriginal()) {
      listener.failed(draft.messageId(), why);
    }
    groups.settled(draft, null);
  }

  private void enqueue(UserId user, Draft draft) {
    post.enqueue(draft);
    answered.add(user);
  }

  private void reportIdentities() {
    core.takeChangedIdentities().forEach(listener::identityChanged);
  }

  private boolean hasSession(UserId user, int device) {
    return core.hasSession(new DeviceAddress(user, device));
  }
}
