package io.restante.it.account;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.it.account.GroupDepartures.Departure;
import io.restante.it.account.GroupLine.Refused;
import io.restante.it.account.GroupPost.Sealed;
import io.restante.it.account.GroupPost.Written;
import io.restante.it.account.GroupService.Group;
import io.restante.it.device.GroupParcel;
import io.restante.it.signal.Content;
import io.restante.it.signal.GroupLetter;
import io.restante.it.signal.SignalCore;
import io.restante.it.signal.Texts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a device writes to groups, without a network and without a thread: it sees to the keys,
/// seals in order, keeps what it sealed until that comes back, and puts right what was refused.
///
/// Nothing counts, and nothing may leave, before the vault's commit. Owned by one thread at a time.
final class GroupMail {
  private final SignalCore core;
  private final DeviceAddress self;
  private final SignalListener listener;
  private final GroupPost post;
  private final GroupKeys keys;
  private final GroupDepartures departures = new GroupDepartures();

  GroupMail(
      SignalCore core,
      DeviceAddress self,
      SignalListener listener,
      GroupPost post,
      GroupKeys keys) {
    this.core = core;
    this.self = self;
    this.listener = listener;
    this.post = post;
    this.keys = keys;
  }

  GroupPost post() {
    return post;
  }

  GroupDepartures departures() {
    return departures;
  }

  /// Takes a text for a group.
  void write(GroupId group, MessageId id, Content.Text text) {
    post.enqueue(group, Written.of(id, text));
    pump(group);
  }

  /// Lets all members have the own key, and with it the title's, though nothing is written.
  void tellAll(GroupId group) {
    post.put(group, post.line(group).telling(true));
    pump(group);
  }

  /// Sends what the last process left.
  void resume() {
    for (GroupId group : post.busy()) {
      GroupLine line = post.line(group);
      if (line.waits()) {
        later(group, line);
      } else if (!line.isHeld()) {
        post.unaccepted(group).forEach(this::depart);
      }
      pump(group);
    }
  }

  /// Seals what waits for every group, as far as possible now.
  void pumpAll() {
    post.busy().forEach(this::pump);
  }

  /// Seals what waits for a group, in order, or finds out what is missing for that.
  void pump(GroupId group) {
    GroupLine line = post.line(group);
    KnownGroup known = post.known(group);
    boolean isIdle = !line.mustTell() && post.queue(group).isEmpty();
    if (known == null || line.waits() || isIdle) {
      return;
    }
    if (known.hasLeft()) {
      giveUp(group);
    } else if (keys.areOut(known)) {
      seal(known, line);
    }
  }

  /// The log has a message: it is kept until it comes back, and not repeated meanwhile.
  void accepted(GroupId group, MessageId id) {
    if (!post.line(group).waits()) {
      for (Sealed sealed : post.outFrom(group, 0)) {
        if (sealed.text().messageId().equals(id)) {
          post.markAccepted(group, sealed, true);
        }
      }
    }
  }

  /// An own message has come back: it is on its way to everybody.
  void returned(GroupId group, MessageId id, long number) {
    GroupLine line = post.line(group).delivered();
    Sealed sealed = post.out(group, number);
    if (sealed != null && sealed.text().messageId().equals(id)) {
      post.takeOut(group, number);
      listener.accepted(id);
    }
    String queued = post.queued(group, id).orElse(null);
    if (queued != null) {
      // It was refused and delivered nevertheless, by a fan-out that began again.
      post.unqueue(queued);
      line = line.at(Math.max(number, line.lastNumber()));
      listener.accepted(id);
    }
    post.put(group, line);
    pump(group);
  }

  /// A message, and everything after it, went to nobody. If that one has come back, or was replaced
  /// meanwhile, it was in the log twice: then what follows is sent once more as it was.
  void refused(GroupId group, Refused refused) {
    GroupLine line = post.line(group);
    List<Sealed> turned = post.outFrom(group, refused.number());
    turned.forEach(entry -> post.markAccepted(group, entry, false));
    if (!turned.isEmpty() && turned.getFirst().is(refused)) {
      GroupLine waiting = line.refusedFrom(refused.number(), refused.why());
      post.put(group, waiting);
      later(group, waiting);
    } else if (!line.waits()) {
      rewind(group);
    }
  }

  /// The node has refused a message for good; those after it take other numbers.
  void rejected(GroupParcel parcel) {
    GroupId group = parcel.group();
    GroupLine line = post.line(group);
    Sealed first = post.out(group, parcel.number());
    if (first != null && !line.waits()) {
      post.outFrom(group, parcel.number()).forEach(entry -> post.unseal(group, entry));
      post.queued(group, parcel.id()).ifPresent(post::unqueue);
      post.put(group, line.at(parcel.number() - 1));
      listener.failed(parcel.id(), SignalListener.Failure.REFUSED);
    }
    rewind(group);
    pump(group);
  }

  /// A refusal was waited out.
  void goOn(GroupId group) {
    GroupLine line = post.line(group);
    switch (line.refused()) {
      case null -> {}
      case DIRECTORY_BEHIND -> {
        post.put(group, line.putRight());
        rewind(group);
        pump(group);
      }
      case NOT_A_MEMBER, UNKNOWN_GROUP -> departures.want(group);
    }
  }

  /// Somebody says that a group is at a revision; 0 that it is gone.
  void changed(GroupId group, long revision) {
    KnownGroup known = post.known(group);
    if (known == null || revision == 0 || revision > known.revision() || known.hasLeft()) {
      departures.want(group);
    }
  }

  /// The directory says what a group is like.
  void learn(Group group) {
    GroupId id = GroupPart.groupId(group.group());
    KnownGroup before = post.known(id);
    KnownGroup now =
        post.withOfferedKey(KnownGroup.of(group, before == null ? null : before.titleKey()));
    boolean isNews = before == null || now.revision() > before.revision();
    if (isNews) {
      if (before != null && (before.hasLeft() || !since(before).equals(since(now)))) {
        core.groups().rejoin(id);
      }
      post.put(now);
      listener.groupChanged(before, now);
    }
    switch (post.line(id).refused()) {
      case NOT_A_MEMBER -> putRight(id, since(now));
      case UNKNOWN_GROUP -> putRight(id, 0);
      case DIRECTORY_BEHIND -> {}
      case null -> {}
    }
    pump(id);
  }

  /// What was sent before this user came, or came back, needs a newer revision; anything else goes
  /// as it was.
  private void putRight(GroupId group, long since) {
    GroupLine line = post.line(group);
    List<Sealed> turned = post.outFrom(group, line.refusedFrom());
    if (!turned.isEmpty() && turned.getFirst().revision() < since) {
      post.put(group, unsealed(group, line, turned).putRight());
    } else {
      post.put(group, line.putRight());
      rewind(group);
    }
  }

  private GroupLine unsealed(GroupId group, GroupLine line, List<Sealed> turned) {
    turned.forEach(entry -> post.unseal(group, entry));
    return turned.isEmpty() ? line : line.at(turned.getFirst().number() - 1);
  }

  /// The directory knows no such group, or this user is not in it any more.
  void lost(GroupId group) {
    KnownGroup before = post.known(group);
    if (before != null && !before.hasLeft()) {
      post.put(before.left());
      listener.groupLeft(before);
    }
    keys.forget(group);
    giveUp(group);
  }

  /// Everything that waited in the mailbox has come: keys of groups that were left are of no use.
  void drained() {
    for (KnownGroup known : post.all()) {
      if (known.hasLeft()) {
        core.groups().forget(known.id());
      }
    }
  }

  /// Returns the groups that this user is in, or was when this device last heard of them.
  Set<GroupId> joined() {
    Set<GroupId> groups = new HashSet<>();
    post.all().stream().filter(known -> !known.hasLeft()).forEach(known -> groups.add(known.id()));
    return groups;
  }

  /// A device of a member says what the title is sealed with.
  void learnTitleKey(GroupId group, String titleKey) {
    KnownGroup known = post.known(group);
    if (titleKey.isEmpty()) {
      return;
    }
    post.offerTitleKey(group, titleKey);
    if (known != null && known.title().isEmpty()) {
      KnownGroup now = post.withOfferedKey(known);
      if (now.title().isPresent()) {
        post.put(now);
        listener.groupChanged(known, now);
      }
    }
  }

  /// The log has a sender key, or it cannot be written to a user.
  void settled(Draft draft, @Nullable Set<Integer> devices) {
    GroupId group = devices == null ? keys.undeliverable(draft) : keys.distributed(draft, devices);
    if (group != null) {
      pump(group);
    }
  }

  private void seal(KnownGroup known, GroupLine line) {
    GroupId group = known.id();
    OwnKey key = post.key(group);
    if (key == null) {
      throw new IllegalStateException("a key that is out is not there");
    }
    long settled = post.settled(group);
    long number = line.lastNumber();
    List<GroupParcel> parcels = new ArrayList<>();
    for (Map.Entry<String, byte[]> entry : post.queue(group).entrySet()) {
      if (post.hasRoom(group)) {
        Written text = Json.readOwn(entry.getValue(), Written.class);
        GroupLetter letter =
            new GroupLetter(text.messageId(), ++number, self, group, text.content());
        String sealed = Texts.encode(core.groups().seal(letter, key.key()));
        Sealed out = new Sealed(text, number, known.revision(), sealed, false);
        post.unqueue(entry.getKey());
        post.putOut(group, out);
        listener.numbered(text.messageId(), number);
        parcels.add(out.parcel(group, settled));
      }
    }
    post.put(group, line.at(number).telling(false));
    if (line.isHeld()) {
      rewind(group);
    } else {
      parcels.forEach(this::depart);
    }
  }

  private void giveUp(GroupId group) {
    GroupLine line = post.line(group);
    if (line.waits()) {
      line = unsealed(group, line, post.outFrom(group, line.refusedFrom()));
    }
    post.queue(group)
        .forEach(
            (name, json) -> {
              post.unqueue(name);
              MessageId id = Json.readOwn(json, Written.class).messageId();
              listener.failed(id, SignalListener.Failure.NOT_A_MEMBER);
            });
    post.put(group, line.putRight().telling(false));
    if (line.isHeld()) {
      rewind(group);
    }
  }

  /// Lets the transport go on with what was not accepted.
  private void rewind(GroupId group) {
    post.put(group, post.line(group).goingOn());
    departures.add(new Departure.Rewind(group, post.unaccepted(group)));
  }

  private void later(GroupId group, GroupLine line) {
    departures.add(new Departure.Later(group, Duration.ofMillis(line.waitMs())));
  }

  private void depart(GroupParcel parcel) {
    departures.add(new Departure.Message(parcel));
  }

  private Long since(KnownGroup known) {
    return known.member(self.user()).map(GroupService.Member::since).orElse(0L);
  }
}
