package io.restante.it.account;

import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.contract.UuidV7;
import io.restante.it.account.GroupDepartures.Departure;
import io.restante.it.account.GroupService.Group;
import io.restante.it.account.GroupService.GroupStand;
import io.restante.it.signal.Content;
import io.restante.it.signal.GroupTitle;
import io.restante.it.signal.LetterCodec;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/// What a person does with groups, and the errands that groups need. Part of a [SignalDevice],
/// under whose lock its state is; thread-safe. What changes a group blocks until the directory has
/// answered.
public final class GroupDesk {
  private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(5);
  private static final String UNKNOWN_GROUP = "unknown-group";

  private final SignalDevice device;
  private final GroupService service;
  private final Tickets tickets;
  private final Errands errands;
  private final Making making;
  // guarded by the device's lock: groups that are being asked for, and those to ask for once more
  private final Set<GroupId> asking = new HashSet<>();
  private final Set<GroupId> askAgain = new HashSet<>();

  /// What new things are made with.
  record Making(UuidV7 ids, InstantSource clock) {}

  GroupDesk(
      SignalDevice device, GroupService service, Tickets tickets, Errands errands, Making making) {
    this.device = device;
    this.service = service;
    this.tickets = tickets;
    this.errands = errands;
    this.making = making;
  }

  /// Makes a group with this user as its admin.
  ///
  /// @param title at most [GroupTitle#BYTES_MAX] bytes of UTF-8
  /// @param members the others
  public KnownGroup create(String title, List<UserId> members)
      throws IOException, ProblemException {
    GroupId group = making.ids().nextGroupId();
    String key = GroupTitle.newKey();
    List<UUID> others = members.stream().map(Account::uuid).toList();
    String sealed = GroupTitle.seal(group, key, title);
    long _ = service.create(tickets.forApi(), GroupPart.uuid(group), sealed, others);
    return fetchAndTell(group, key);
  }

  /// Writes a text to a group, and what the caller notes of it in the vault, in one commit.
  ///
  /// @param text at most [LetterCodec#TEXT_BYTES_MAX] bytes of UTF-8
  /// @param note called with the message's id before the commit; must not call the device
  public MessageId send(GroupId group, String text, Consumer<MessageId> note) {
    if (!LetterCodec.fits(text)) {
      throw new IllegalArgumentException("text: longer than " + LetterCodec.TEXT_BYTES_MAX);
    }
    MessageId id = making.ids().nextMessageId();
    turn(
        () -> {
          Instant now = Instant.ofEpochMilli(making.clock().millis());
          Content.Text content = new Content.Text(now, text, device.account().number());
          note.accept(id);
          device.mail().groups().write(group, id, content);
        });
    return id;
  }

  /// Adds members.
  public void add(GroupId group, List<UserId> members) throws IOException, ProblemException {
    List<UUID> added = members.stream().map(Account::uuid).toList();
    long _ = service.addMembers(tickets.forApi(), GroupPart.uuid(group), added);
    KnownGroup _ = fetchAndTell(group, "");
  }

  /// Removes a member.
  public void remove(GroupId group, UserId member) throws IOException, ProblemException {
    long _ = service.removeMember(tickets.forApi(), GroupPart.uuid(group), Account.uuid(member));
    KnownGroup _ = fetch(group, "");
  }

  /// Leaves a group.
  public void leave(GroupId group) throws IOException, ProblemException {
    UUID self = Account.uuid(device.ownUser());
    long _ = service.removeMember(tickets.forApi(), GroupPart.uuid(group), self);
    turn(() -> device.mail().groups().lost(group));
  }

  /// Replaces a group's title.
  public void rename(GroupId group, String title) throws IOException, ProblemException {
    KnownGroup known = fetch(group, "");
    String key =
        known.title().isPresent() && known.titleKey() != null
            ? known.titleKey()
            : GroupTitle.newKey();
    String sealed = GroupTitle.seal(group, key, title);
    long _ = service.rename(tickets.forApi(), GroupPart.uuid(group), known.revision(), sealed);
    KnownGroup _ = fetchAndTell(group, key);
  }

  /// Makes a link by which others can join, in place of the one before. Whoever has it can read the
  /// title, too.
  public String makeLink(GroupId group) throws IOException, ProblemException {
    KnownGroup known = fetch(group, "");
    String secret = service.makeJoinLink(tickets.forApi(), GroupPart.uuid(group)).secret();
    String key = known.titleKey() == null ? "" : known.titleKey();
    return new GroupLink(GroupPart.uuid(group), secret, key).text();
  }

  /// Joins by a link.
  public KnownGroup join(GroupLink link) throws IOException, ProblemException {
    long _ = service.join(tickets.forApi(), link.group(), link.secret());
    return fetch(GroupPart.groupId(link.group()), link.titleKey());
  }

  /// Returns all groups that this device has heard of.
  public List<KnownGroup> all() {
    List<KnownGroup> all = new ArrayList<>();
    device.withoutCommit(() -> all.addAll(device.mail().groups().post().all()));
    return all;
  }

  /// Returns a group that this device has heard of.
  public Optional<KnownGroup> group(GroupId group) {
    return all().stream().filter(known -> known.id().equals(group)).findFirst();
  }

  /// Asks how far all groups are.
  void sync() {
    errands.run(
        () -> {
          List<GroupStand> stands = service.groups(tickets.forApi());
          turn(() -> compare(stands));
        },
        device::onRefused);
  }

  /// Lets out what is due. Called after a turn's commit.
  void depart(Transport transport) {
    GroupDepartures departures = device.mail().groups().departures();
    for (Departure departure : departures.take()) {
      switch (departure) {
        case Departure.Message message -> transport.send(message.parcel());
        case Departure.Rewind rewind -> transport.rewind(rewind.group(), rewind.parcels());
        case Departure.Later later ->
            errands.runAfter(
                later.after(),
                () -> turn(() -> device.mail().groups().goOn(later.group())),
                device::onRefused);
      }
    }
    departures.takeWanted().forEach(this::ask);
  }

  private void compare(List<GroupStand> stands) {
    GroupMail groups = device.mail().groups();
    Set<GroupId> gone = groups.joined();
    for (GroupStand stand : stands) {
      GroupId group = GroupPart.groupId(stand.group());
      gone.remove(group);
      groups.changed(group, stand.revision());
    }
    gone.forEach(group -> groups.departures().want(group));
  }

  private void ask(GroupId group) {
    if (!asking.add(group)) {
      askAgain.add(group);
      return;
    }
    errands.run(
        () -> {
          Group found = service.group(tickets.forApi(), GroupPart.uuid(group));
          turn(
              () -> {
                answered(group);
                device.mail().groups().learn(found);
              });
        },
        problem -> onRefused(group, problem));
  }

  private void onRefused(GroupId group, Problem problem) {
    boolean isUnknown = problem.name().equals(UNKNOWN_GROUP);
    turn(
        () -> {
          boolean isOld = askAgain.contains(group);
          answered(group);
          if (isUnknown && !isOld) {
            device.mail().groups().lost(group);
          }
        });
    if (!isUnknown) {
      device.onRefused(problem);
      errands.runAfter(
          ASK_AGAIN_AFTER,
          () -> turn(() -> device.mail().groups().departures().want(group)),
          device::onRefused);
    }
  }

  private void answered(GroupId group) {
    asking.remove(group);
    if (askAgain.remove(group)) {
      device.mail().groups().departures().want(group);
    }
  }

  /// Fetches a group, and lets its members have the keys.
  private KnownGroup fetchAndTell(GroupId group, String titleKey)
      throws IOException, ProblemException {
    KnownGroup known = fetch(group, titleKey);
    turn(() -> device.mail().groups().tellAll(group));
    return known;
  }

  private KnownGroup fetch(GroupId group, String titleKey) throws IOException, ProblemException {
    Group found = service.group(tickets.forApi(), GroupPart.uuid(group));
    turn(
        () -> {
          device.mail().groups().learn(found);
          device.mail().groups().learnTitleKey(group, titleKey);
        });
    return group(group).orElseThrow(() -> new IOException("closed meanwhile"));
  }

  private void turn(Runnable changes) {
    device.turn(
        () -> {
          changes.run();
          return List.of();
        });
  }
}
