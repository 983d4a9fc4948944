package io.restante.it.account;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.account.GroupLine.Refusal;
import io.restante.it.account.GroupLine.Refused;
import io.restante.it.account.GroupService.Group;
import io.restante.it.account.GroupService.Member;
import io.restante.it.account.GroupService.Role;
import io.restante.it.device.ConversationId;
import io.restante.it.device.GroupParcel;
import io.restante.it.device.Parcel;
import io.restante.it.device.Received;
import io.restante.it.signal.KeyServer;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Directory, log and fan-out of one group, as devices see them, in one thread.
final class GroupServer {
  static final GroupId GROUP = new GroupId(0x7000, 1);

  final KeyServer keys = new KeyServer();
  final List<Delivered> delivered = new ArrayList<>();
  // Planted: the directory's answers have those who were removed; the log loses what it accepted;
  // the fan-out waits for a refused number though it has come back.
  boolean hidesRemovals;
  boolean losesMail;
  boolean waitsForEver;
  private final Map<UserId, Long> members = new LinkedHashMap<>();
  private final Map<Long, Set<UserId>> history = new HashMap<>();
  private final Map<UserId, List<Integer>> devices = new HashMap<>();
  private final Map<DeviceAddress, Deque<Letter>> mailboxes = new HashMap<>();
  private final Deque<Sent> log = new ArrayDeque<>();
  private final Map<DeviceAddress, Long> last = new HashMap<>();
  private final Map<DeviceAddress, Set<Long>> holds = new HashMap<>();
  private long revision;
  private long offset;
  private long lastId;

  /// Something in a mailbox.
  sealed interface Letter {
    /// To a user, or to the group.
    record Mail(Received message) implements Letter {}

    /// The group has changed.
    record Changed(long revision) implements Letter {}

    /// A message went to nobody.
    record Turned(Refused refused) implements Letter {}

    /// A user has other devices.
    record Devices(UserId user) implements Letter {}
  }

  /// A message that was fanned out.
  record Delivered(
      DeviceAddress from, GroupParcel parcel, Set<DeviceAddress> to, Set<UserId> members) {}

  private record Sent(DeviceAddress from, GroupParcel parcel) {}

  MessageId nextId() {
    return new MessageId(0x7000, ++lastId);
  }

  void register(DeviceAddress address) {
    devices.computeIfAbsent(address.user(), _ -> new ArrayList<>()).add(address.device());
    mailboxes.put(address, new ArrayDeque<>());
  }

  List<Integer> devicesOf(UserId user) {
    return List.copyOf(devices.getOrDefault(user, List.of()));
  }

  long listRevision(UserId user) {
    return devicesOf(user).size();
  }

  Deque<Letter> mailbox(DeviceAddress address) {
    return mailboxes.getOrDefault(address, new ArrayDeque<>());
  }

  boolean isMember(UserId user) {
    return members.containsKey(user);
  }

  Set<UserId> membersAt(long at) {
    return history.getOrDefault(at, Set.of());
  }

  /// Adds or removes a member, and tells whoever is or was one.
  void change(UserId user) {
    Set<UserId> told = new HashSet<>(members.keySet());
    revision++;
    if (members.remove(user) == null) {
      members.put(user, revision);
    }
    told.addAll(members.keySet());
    history.put(revision, Set.copyOf(members.keySet()));
    told.forEach(each -> deposit(each, new Letter.Changed(revision)));
  }

  /// Answers as the API does.
  Optional<Group> group(UserId asker) {
    if (!members.containsKey(asker)) {
      return Optional.empty();
    }
    Map<UserId, Long> shown = new LinkedHashMap<>(members);
    if (hidesRemovals) {
      history.values().forEach(all -> all.forEach(user -> shown.putIfAbsent(user, 1L)));
    }
    List<Member> list = new ArrayList<>();
    shown.forEach((user, since) -> list.add(new Member(Account.uuid(user), Role.MEMBER, since)));
    return Optional.of(new Group(GroupPart.uuid(GROUP), revision, "AQ", list, null));
  }

  void send(DeviceAddress from, Parcel parcel, Random random) {
    if (losesMail && random.nextInt(3) == 0) {
      return;
    }
    parcel
        .copies()
        .forEach(
            (device, copy) -> {
              DeviceAddress to = new DeviceAddress(parcel.recipient(), device);
              mailbox(to)
                  .add(new Letter.Mail(received(from, null, parcel.number(), parcel.id(), copy)));
            });
    if (parcel.deviceListRevision() < listRevision(parcel.recipient())) {
      mailbox(from).add(new Letter.Devices(parcel.recipient()));
    }
  }

  void send(DeviceAddress from, GroupParcel parcel) {
    log.add(new Sent(from, parcel));
  }

  boolean hasWork() {
    return !log.isEmpty();
  }

  /// Fans out the oldest message.
  ///
  /// @param isBehind whether the directory is behind
  void fanOut(boolean isBehind) {
    Sent sent = log.poll();
    if (sent == null) {
      return;
    }
    DeviceAddress from = sent.from();
    GroupParcel parcel = sent.parcel();
    long number = parcel.number();
    Set<Long> held = holds.computeIfAbsent(from, _ -> new HashSet<>());
    boolean isNext = parcel.settled() == number - 1 && !waitsForEver;
    if (!isNext && held.stream().anyMatch(hold -> number > hold)) {
      return; // Behind a refused one, refused silently.
    }
    held.removeIf(hold -> number == hold || (isNext && number > hold));
    if (number > last.getOrDefault(from, 0L) + 1) {
      throw new AssertionError("no. " + number + " of " + from + " comes ahead of its turn");
    }
    boolean isMember = members.getOrDefault(from.user(), Long.MAX_VALUE) <= parcel.revision();
    if (isBehind || !isMember) {
      held.add(number);
      Refusal why = isBehind ? Refusal.DIRECTORY_BEHIND : Refusal.NOT_A_MEMBER;
      mailbox(from)
          .add(new Letter.Turned(new Refused(parcel.id(), number, parcel.revision(), why)));
      return;
    }
    last.merge(from, number, Math::max);
    Set<DeviceAddress> to = new HashSet<>();
    members.forEach(
        (user, since) -> {
          if (since <= parcel.revision()) {
            devicesOf(user).forEach(device -> to.add(new DeviceAddress(user, device)));
          }
        });
    Received message = received(from, GROUP, number, parcel.id(), parcel.ciphertext());
    to.forEach(address -> mailbox(address).add(new Letter.Mail(message)));
    delivered.add(new Delivered(from, parcel, to, membersAt(parcel.revision())));
  }

  private Received received(
      DeviceAddress from,
      @Nullable GroupId group,
      long number,
      MessageId id,
      ByteBuffer ciphertext) {
    ConversationId conversation = new ConversationId(from, group);
    return new Received(conversation, number, id, offset++, Instant.EPOCH, ciphertext);
  }

  private void deposit(UserId user, Letter letter) {
    devicesOf(user).forEach(device -> mailbox(new DeviceAddress(user, device)).add(letter));
  }
}
