package io.restante.streams.fanout.rules;

import io.restante.contract.DeviceAddress;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.GroupId;
import io.restante.contract.RecipientPartitioner;
import io.restante.contract.UserId;
import io.restante.messaging.GroupEnvelope;
import io.restante.streams.fanout.rules.FanOutWorld.Sent;
import io.restante.streams.fanout.rules.TruthfulDirectory.Entry;
import io.restante.streams.fanout.rules.TruthfulDirectory.Group;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/// Sees what comes out, and judges it by the directory as it was. Knows nothing of how the fan-out
/// works.
final class Eyes {
  private final TruthfulDirectory directory;
  private final Senders senders;

  /// The newest revision whose marker this incarnation has processed, and any has.
  private final Map<GroupId, Long> processed = new HashMap<>();

  private final Map<GroupId, Long> everProcessed = new HashMap<>();
  private final Set<GroupId> gone = new HashSet<>();
  private final Map<GroupId, List<long[]>> markers = new HashMap<>();
  private final List<Seen> unsettled = new ArrayList<>();

  /// What each user has seen of each conversation, and been told of each group.
  private final Map<String, List<Long>> numbers = new HashMap<>();

  private final Map<String, Long> told = new HashMap<>();
  private final Set<String> announced = new HashSet<>();

  /// When each message was delivered last, by the revision that it was sent with.
  private final Map<String, Map<Long, Integer>> delivered = new HashMap<>();

  private final Map<String, List<Refusal>> refusals = new HashMap<>();
  private int crashes;

  Eyes(TruthfulDirectory directory, Senders senders) {
    this.directory = directory;
    this.senders = senders;
  }

  /// A device was told to repeat from a number on.
  ///
  /// @param crashes how many there had been
  private record Refusal(long number, int crashes) {}

  /// Something for one user, in one partition.
  private record Seen(UserId user, Outcome outcome) {
    int partition() {
      return RecipientPartitioner.partition(user, FanOutWorld.partitions());
    }
  }

  void onMarker(Entry marker, int next) {
    GroupId group = marker.group();
    if (marker.number() == 0) {
      gone.add(group);
    }
    markers.computeIfAbsent(group, _ -> new ArrayList<>()).add(new long[] {next, marker.number()});
    processed.merge(group, marker.number(), Math::max);
    everProcessed.merge(group, marker.number(), Math::max);
  }

  void take(Outcome outcome) {
    switch (outcome) {
      case Outcome.Deliver deliver -> {
        judge(deliver);
        see(deliver.audience().users(), deliver);
      }
      case Outcome.Announce announce -> {
        announced.add(announce.group() + " " + announce.revision());
        see(announce.audience().users(), announce);
      }
      case Outcome.Refuse refuse -> {
        judge(refuse);
        see(List.of(refuse.device().user()), refuse);
      }
      case Outcome.Correct correct -> see(List.of(correct.device().user()), correct);
    }
  }

  private void see(List<UserId> users, Outcome outcome) {
    users.forEach(user -> unsettled.add(new Seen(user, outcome)));
  }

  boolean hasAnnounced(Outcome.Announce announce) {
    return announced.contains(announce.group() + " " + announce.revision());
  }

  /// Exactly the members of the message's revision who still are members.
  private void judge(Outcome.Deliver deliver) {
    Group group = directory.group(deliver.group());
    long revision = deliver.message().getRevision();
    Set<UserId> to = Set.copyOf(deliver.audience().users());
    require(to.size() == deliver.audience().users().size(), "somebody is named twice", deliver);
    require(
        revisions(deliver.group(), revision)
            .anyMatch(now -> group.members(revision, now).equals(to)),
        "not exactly the members",
        deliver);
  }

  /// Between what this incarnation knows for certain and what tables may have from earlier ones.
  private LongStream revisions(GroupId group, long revision) {
    long from = Math.max(revision, processed.getOrDefault(group, 0L));
    return LongStream.rangeClosed(from, everProcessed.getOrDefault(group, 0L));
  }

  private void judge(Outcome.Refuse refuse) {
    Group group = directory.group(refuse.group());
    long revision = refuse.message().getRevision();
    boolean isRight =
        switch (refuse.reason()) {
          case NOT_A_MEMBER ->
              revisions(refuse.group(), revision)
                  .anyMatch(now -> !group.members(revision, now).contains(refuse.device().user()));
          case UNKNOWN_GROUP ->
              gone.contains(refuse.group()) || !processed.containsKey(refuse.group());
          case DIRECTORY_BEHIND -> processed.getOrDefault(refuse.group(), 0L) < revision;
        };
    require(isRight, "refused without reason", refuse);
  }

  private static void require(boolean holds, String what, Outcome outcome) {
    if (!holds) {
      throw new AssertionError(what + ": " + outcome);
    }
  }

  /// All that came out is in the log.
  void onCommit() {
    settle(List.copyOf(unsettled));
  }

  /// Of each partition some of what came last is lost.
  void onCrash(RandomGenerator random, int nextMember) {
    Map<Integer, List<Seen>> byPartition = new LinkedHashMap<>();
    unsettled.forEach(
        seen -> byPartition.computeIfAbsent(seen.partition(), _ -> new ArrayList<>()).add(seen));
    List<Seen> kept = new ArrayList<>();
    byPartition
        .values()
        .forEach(all -> kept.addAll(all.subList(0, random.nextInt(all.size() + 1))));
    settle(kept);
    crashes++;
    processed.clear();
    markers.forEach(
        (group, all) ->
            all.stream()
                .filter(marker -> marker[0] <= nextMember)
                .forEach(marker -> processed.merge(group, marker[1], Math::max)));
  }

  private void settle(List<Seen> kept) {
    for (Seen seen : kept) {
      switch (seen.outcome()) {
        case Outcome.Deliver(var group, var message, _) -> {
          delivered
              .computeIfAbsent(
                  conversation(group, message) + number(message.getNumber()), _ -> new HashMap<>())
              .merge(message.getRevision(), crashes, Math::max);
          arrive(seen.user(), group, message);
          DeviceAddress from = from(message);
          if (seen.user().equals(from.user())) {
            senders.returned(group, from, message.getNumber(), message.getRevision());
          }
        }
        case Outcome.Announce(var group, long revision, _) ->
            told.merge(
                group + " " + seen.user(), revision == 0 ? Long.MAX_VALUE : revision, Math::max);
        case Outcome.Refuse(var group, var device, var message, var reason) -> {
          refusals
              .computeIfAbsent(conversation(group, message), _ -> new ArrayList<>())
              .add(new Refusal(message.getNumber(), crashes));
          senders.refused(
              new Sent(group, device, message.getNumber(), message.getRevision(), 0), reason);
        }
        case Outcome.Correct _ -> {}
      }
    }
    unsettled.clear();
  }

  /// A device drops what it has seen; the rest comes in the order of its numbers. Two exceptions,
  /// the price of not having transactions (ADR 0019): see [#isRepeatedNeedlessly] and [#wasUndone].
  private void arrive(UserId user, GroupId group, GroupEnvelope message) {
    List<Long> seen =
        numbers.computeIfAbsent(user + " " + conversation(group, message), _ -> new ArrayList<>());
    long number = message.getNumber();
    if (!seen.contains(number)) {
      if (!seen.isEmpty()
          && seen.getLast() > number
          && !isRepeatedNeedlessly(user, group, message)
          && !wasUndone(conversation(group, message), seen.getLast(), number)) {
        throw new AssertionError(number + " after " + seen.getLast() + " at " + user);
      }
      seen.add(number);
    }
  }

  private static String conversation(GroupId group, GroupEnvelope message) {
    return group + " " + from(message);
  }

  private static DeviceAddress from(GroupEnvelope message) {
    return new DeviceAddress(DirectoryKeys.userId(message.getSender()), message.getSenderDevice());
  }

  /// Whether a device was told to repeat a message, a fan-out that began again after that delivered
  /// it after all, and the device repeated it, as it was told, with a newer revision, so that it is
  /// new to a user who has become a member in between. Nobody else may see it out of order.
  private boolean isRepeatedNeedlessly(UserId user, GroupId group, GroupEnvelope message) {
    long number = message.getNumber();
    long revision = message.getRevision();
    String from = conversation(group, message);
    return delivered.getOrDefault(from + number(number), Map.of()).entrySet().stream()
        .filter(it -> it.getKey() < revision)
        .filter(it -> !directory.group(group).members(it.getKey(), revision).contains(user))
        .anyMatch(
            it ->
                refusals.getOrDefault(from, List.of()).stream()
                    .anyMatch(told -> told.number() <= number && told.crashes() < it.getValue()));
  }

  private static String number(long number) {
    return " no. " + number;
  }

  /// Nothing is lost, and everybody knows of the last change.
  void atTheEnd() {
    for (Sent sent : senders.due()) {
      String from = sent.group() + " " + sent.device();
      if (wasUndone(from, sent.number(), sent.number())) {
        continue;
      }
      Group group = directory.group(sent.group());
      for (UserId user : group.members(sent.revision(), group.revision())) {
        if (!numbers.getOrDefault(user + " " + from, List.of()).contains(sent.number())) {
          throw new AssertionError(sent.name() + " never came to " + user);
        }
      }
    }
    directory.ids().forEach(this::everybodyKnows);
  }

  /// Whether a message was delivered, a crash undid a part of that, and a fan-out that began again
  /// found that its sender had gone meanwhile, so that it refused a number up to some other.
  private boolean wasUndone(String from, long number, long refusedUpTo) {
    return delivered.getOrDefault(from + number(number), Map.of()).values().stream()
        .anyMatch(
            at ->
                refusals.getOrDefault(from, List.of()).stream()
                    .anyMatch(told -> told.number() <= refusedUpTo && told.crashes() > at));
  }

  private void everybodyKnows(GroupId id) {
    Group group = directory.group(id);
    for (int revision = 1; revision <= group.revision(); revision++) {
      for (UserId user : group.history.get(revision)) {
        boolean isLeaver =
            revision < group.revision() && !group.history.get(revision + 1).contains(user);
        long due = group.isGone && revision == group.revision() ? Long.MAX_VALUE : revision;
        long least = isLeaver ? revision + 1L : due;
        if (told.getOrDefault(id + " " + user, 0L) < least) {
          throw new AssertionError(user + " was not told of revision " + least + " of " + id);
        }
      }
    }
  }
}
