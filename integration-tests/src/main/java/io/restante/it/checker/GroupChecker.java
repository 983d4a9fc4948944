package io.restante.it.checker;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.checker.GroupEvent.Changed;
import io.restante.it.checker.GroupEvent.Left;
import io.restante.it.checker.GroupEvent.Posted;
import io.restante.it.checker.GroupEvent.Rejected;
import io.restante.it.checker.GroupEvent.Seen;
import io.restante.it.checker.GroupEvent.Shaken;
import io.restante.it.checker.GroupEvent.Taken;
import io.restante.it.checker.GroupEvent.Told;
import io.restante.it.checker.GroupEvent.Turned;
import io.restante.it.device.ConversationId;
import io.restante.it.topology.Roster;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Judges messages to groups by who was in them (law 9). Pure; used once.
///
/// A message is for those who were members at its revision and still are. Whoever leaves while it
/// is under way may get it or not, unless somebody had been told of the change before the message
/// was sent: then the fan-out knew of it, and may not have forgotten as long as no harm was done to
/// it. A member since a later revision never gets it.
final class GroupChecker {
  /// The reason of a refusal that a member may be given.
  private static final String BEHIND = "DIRECTORY_BEHIND";

  private final History history;
  private final Storyteller storyteller;
  private final Map<GroupId, Roster> rosters = new HashMap<>();
  private final Map<UserId, Set<DeviceAddress>> devices = new HashMap<>();
  private final Map<MessageId, Fate> fates = new LinkedHashMap<>();
  private final Map<DeviceAddress, Screen> screens = new HashMap<>();
  private final Map<GroupId, Map<DeviceAddress, Long>> told = new HashMap<>();
  private final Map<GroupId, Long> known = new HashMap<>();
  private final List<Draft> findings = new ArrayList<>();
  private boolean isShaken;

  GroupChecker(History history, Storyteller storyteller) {
    this.history = history;
    this.storyteller = storyteller;
  }

  /// A revision that a message was posted with.
  ///
  /// @param known the group's newest revision that anybody had been told of by then
  private record Posting(Posted posted, long known) {}

  /// What became of one message.
  private static final class Fate {
    private final List<Posting> postings = new ArrayList<>();
    private final Set<DeviceAddress> seenOn = new HashSet<>();
    private boolean isTaken;
    private boolean isRejected;
    private boolean isTurned;

    private Posted last() {
      return postings.getLast().posted;
    }
  }

  List<Draft> judge(List<Event> events) {
    for (Event event : events) {
      if (event instanceof Changed changed) {
        change(changed);
      }
      isShaken |= event instanceof Shaken;
    }
    for (Event event : events) {
      if (event instanceof GroupEvent ofGroup) {
        take(ofGroup);
      }
    }
    fates.values().forEach(this::judge);
    rosters.values().forEach(this::requireTold);
    return findings;
  }

  private void change(Changed changed) {
    Set<UserId> coming = new HashSet<>();
    for (DeviceAddress device : changed.coming()) {
      coming.add(device.user());
      devices.computeIfAbsent(device.user(), _ -> new HashSet<>()).add(device);
    }
    rosters.computeIfAbsent(changed.group(), Roster::new).change(coming, changed.going());
  }

  private void take(GroupEvent event) {
    switch (event) {
      case Posted posted -> onPosted(posted);
      case Taken taken -> fate(taken.id()).isTaken = true;
      case Rejected rejected -> onRejected(rejected);
      case Turned turned -> onTurned(turned);
      case Seen seen -> onSeen(seen);
      case Told(var _, var on, var group, long revision) -> {
        known.merge(group, revision, Math::max);
        told.computeIfAbsent(group, _ -> new HashMap<>()).merge(on, revision, Math::max);
      }
      case Left(var _, var id, var where) -> {
        Posted post = fate(id).last();
        add(
            Breach.KEPT,
            message(post) + " was delivered and is still in " + where,
            post,
            post.by());
      }
      case Changed _, Shaken _ -> {}
    }
  }

  private void onPosted(Posted posted) {
    Fate fate = fates.computeIfAbsent(posted.id(), _ -> new Fate());
    fate.isTurned = false;
    long sure = isShaken ? 0 : known.getOrDefault(posted.group(), 0L);
    fate.postings.add(new Posting(posted, Math.max(sure, posted.revision())));
  }

  private void onRejected(Rejected rejected) {
    if (rejected.isFinal()) {
      Fate fate = fate(rejected.id());
      fate.isRejected = true;
      String claim = message(fate.last()) + " was refused for good: " + rejected.why();
      add(Breach.REFUSED, claim, fate.last(), rejected.by());
    }
  }

  /// A refusal may come twice, of each record that one posting left in the log; so it need not be
  /// of the last one.
  private void onTurned(Turned turned) {
    Fate fate = fate(turned.id());
    fate.isTurned = true;
    Posted post = fate.last();
    boolean isOfMember = fate.postings.stream().allMatch(posting -> isOfMember(posting.posted));
    if (turned.isTold() && !turned.why().equals(BEHIND) && isOfMember) {
      add(Breach.REFUSED, message(post) + " went to nobody: " + turned.why(), post, turned.by());
    }
  }

  /// Whether the sender was a member at the message's revision and has been ever since.
  private boolean isOfMember(Posted post) {
    return stayed(post).contains(post.by().user());
  }

  /// Returns who was a member at a message's revision and has been ever since.
  private Set<UserId> stayed(Posted post) {
    Roster roster = roster(post.group());
    return roster.through(post.revision(), roster.revision());
  }

  private Roster roster(GroupId group) {
    return Objects.requireNonNull(rosters.get(group), "a group that nobody made");
  }

  private void onSeen(Seen seen) {
    Fate fate = fates.get(seen.id());
    if (fate == null) {
      String claim = history.name(seen.on()) + " was shown a message that nobody had sent";
      findings.add(
          new Draft(Breach.INVENTED, claim, () -> storyteller.ofDevice(seen.on(), seen.atNanos())));
      return;
    }
    fate.seenOn.add(seen.on());
    Posted post = fate.last();
    String on = " was shown on " + history.name(seen.on());
    if (fate.postings.stream().noneMatch(posting -> isFor(posting, seen.on().user()))) {
      add(Breach.MISDELIVERED, message(post) + on + ", no member for it", post, seen.on());
      return;
    }
    if (fate.postings.stream().noneMatch(posting -> isOf(seen, posting.posted))) {
      add(Breach.ALTERED, message(post) + on + " as another", post, seen.on());
    }
    judgeOrder(fate, seen);
  }

  /// Whether the fan-out may have found that a user and the sender both were members, at the
  /// message's revision and at one that it knew.
  private boolean isFor(Posting posting, UserId user) {
    Posted post = posting.posted;
    Set<UserId> members = roster(post.group()).through(post.revision(), posting.known);
    return members.contains(user) && members.contains(post.by().user());
  }

  private static boolean isOf(Seen seen, Posted post) {
    return seen.by().equals(post.by())
        && seen.group().equals(post.group())
        && seen.number() == post.number()
        && seen.content() == post.content();
  }

  private void judgeOrder(Fate fate, Seen seen) {
    Screen screen = screens.computeIfAbsent(seen.on(), _ -> new Screen());
    ConversationId conversation = new ConversationId(seen.by(), seen.group());
    Screen.Sight sight = screen.look(conversation, seen.number(), seen.id());
    MessageId met = screen.other(conversation, seen.number(), seen.id());
    Fate other = met == null ? null : fates.get(met);
    Posted post = fate.last();
    String on = " on " + history.name(seen.on());
    switch (sight) {
      case NEXT -> {}
      case REPEATED -> add(Breach.REPEATED, message(post) + " was shown twice" + on, seen, fate);
      case LATE -> {
        if (!mayBeLate(fate, seen.on().user())) {
          add(
              Breach.REORDERED,
              message(post) + " was shown after " + name(other) + on,
              seen,
              other);
        }
      }
      case OTHER -> {
        String claim = message(post) + " bore the number of another message" + on;
        add(Breach.RENUMBERED, claim, seen, other);
      }
    }
  }

  /// Whether somebody came between the revisions of a message that was refused, delivered all the
  /// same by a fan-out that began again, and sent once more (ADR 0019).
  private boolean mayBeLate(Fate fate, UserId user) {
    Posted first = fate.postings.getFirst().posted;
    Posted last = fate.last();
    return fate.postings.size() > 1
        && !roster(first.group()).through(first.revision(), last.revision()).contains(user);
  }

  private static String name(@Nullable Fate other) {
    return other == null ? "a later one" : "no. " + other.last().number();
  }

  private void judge(Fate fate) {
    Posted post = fate.last();
    if (fate.isRejected) {
      return;
    }
    boolean isOfMember = isOfMember(post);
    boolean isBack = fate.seenOn.contains(post.by());
    boolean isAnswered = isOfMember ? fate.isTaken || isBack : fate.isTurned || isBack;
    if (!isAnswered || (isOfMember && fate.isTurned)) {
      String what = fate.isTaken ? " went neither to anybody nor back" : " was not answered";
      add(Breach.UNANSWERED, message(post) + what, post, post.by());
      return;
    }
    if (isOfMember) {
      for (UserId user : stayed(post)) {
        for (DeviceAddress device : devices.getOrDefault(user, Set.of())) {
          if (!fate.seenOn.contains(device)) {
            String claim =
                message(post) + " was accepted and never shown on " + history.name(device);
            add(Breach.LOST, claim, post, device);
          }
        }
      }
    }
  }

  private void requireTold(Roster roster) {
    GroupId group = roster.group();
    for (UserId user : roster.at(roster.revision())) {
      for (DeviceAddress device : devices.getOrDefault(user, Set.of())) {
        long knows = told.getOrDefault(group, Map.of()).getOrDefault(device, 0L);
        if (knows < roster.revision()) {
          String claim =
              "%s was told of revision %d of %s at last, not of %d"
                  .formatted(history.name(device), knows, history.name(group), roster.revision());
          findings.add(new Draft(Breach.UNTOLD, claim, () -> storyteller.ofGroup(group, device)));
        }
      }
    }
  }

  private String message(Posted post) {
    return "no. %d of %s to %s at revision %d"
        .formatted(
            post.number(), history.name(post.by()), history.name(post.group()), post.revision());
  }

  private Fate fate(MessageId id) {
    Fate fate = fates.get(id);
    if (fate == null) {
      throw new IllegalArgumentException(id + ": not in the history (expected: posted before)");
    }
    return fate;
  }

  private void add(Breach breach, String claim, Posted post, DeviceAddress on) {
    findings.add(new Draft(breach, claim, () -> storyteller.ofPosts(post, post, on)));
  }

  private void add(Breach breach, String claim, Seen seen, @Nullable Fate other) {
    Posted post = fate(seen.id()).last();
    Supplier<List<String>> story =
        () -> storyteller.ofPosts(other == null ? post : other.last(), post, seen.on());
    findings.add(new Draft(breach, claim, story));
  }
}
