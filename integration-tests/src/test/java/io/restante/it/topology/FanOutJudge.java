package io.restante.it.topology;

import io.restante.contract.DirectoryKeys;
import io.restante.contract.EnvelopeCodec;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.RecipientPartitioner;
import io.restante.contract.Slot;
import io.restante.contract.UserId;
import io.restante.it.topology.EnvelopeLog.Seen;
import io.restante.messaging.GroupChanged;
import io.restante.messaging.GroupMessage;
import io.restante.messaging.GroupRefused;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Judges what the fan-out made of messages by what the groups really were (law 9). Pure, and knows
/// nothing of how the fan-out works. Single-use.
///
/// Each record has to name exactly those of its partition who were members at the message's
/// revision and still were at one and the same later revision. A device drops what it has seen
/// already, so what a user sees of a group is each message's first record that names the user: all
/// that are the user's, in the order in which they were appended.
final class FanOutJudge {
  private final Story story;
  private final int partitions;
  private final Map<MessageId, Posted> posted = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private final Set<String> slots = new HashSet<>();
  private final Map<Audience, Set<UserId>> audiences = new HashMap<>();
  private final Map<UserId, Eyes> eyes = new HashMap<>();
  private final Map<MessageId, Set<Integer>> attempts = new HashMap<>();
  private final Set<MessageId> refused = new HashSet<>();
  private final Map<UserId, Map<GroupId, Long>> told = new HashMap<>();

  private FanOutJudge(Story story, int partitions) {
    this.story = story;
    this.partitions = partitions;
    story.posted().forEach(it -> posted.putIfAbsent(it.id(), it));
  }

  /// What is wrong.
  enum Breach {
    /// A member never got what was for it.
    LOST,
    /// Somebody is named who was no member, or a member of the partition is not.
    WRONG_AUDIENCE,
    /// Somebody sees messages of a group in another order than they were appended in.
    DISORDER,
    /// Two records have one slot, so that one takes the other's place.
    SLOT_TWICE,
    /// A record says something else than was posted.
    ALTERED,
    /// A message was refused that was rightfully sent.
    REFUSED,
    /// A message of somebody who was no member was neither refused nor anything else.
    UNANSWERED,
    /// A member does not know of the group's last change.
    UNTOLD
  }

  /// One thing that is wrong.
  record Finding(Breach breach, String claim) {}

  /// The verdict.
  ///
  /// @param findings what is wrong
  /// @param deliveries how often somebody was named as a message's recipient
  /// @param repeated how many messages were fanned out more than once
  record Verdict(List<Finding> findings, long deliveries, long repeated) {
    /// Copies the list.
    Verdict {
      findings = List.copyOf(findings);
    }
  }

  private record Audience(GroupId group, long from, long to, int partition) {}

  /// What a user has seen.
  private static final class Eyes {
    private final Set<MessageId> seen = new HashSet<>();
    private final Map<GroupId, Long> last = new HashMap<>();
  }

  /// Judges a story.
  ///
  /// @param partitions how many `messaging.envelopes` has
  static Verdict judge(Story story, int partitions) {
    FanOutJudge judge = new FanOutJudge(story, partitions);
    long deliveries = story.seen().stream().mapToLong(judge::take).sum();
    story.posted().forEach(judge::settle);
    story.rosters().values().forEach(judge::requireTold);
    long repeated = judge.attempts.values().stream().filter(all -> all.size() > 1).count();
    return new Verdict(judge.findings, deliveries, repeated);
  }

  private void find(Breach breach, String claim) {
    findings.add(new Finding(breach, claim));
  }

  private Roster roster(GroupId group) {
    return Objects.requireNonNull(story.rosters().get(group), "a group that nobody made");
  }

  private long take(Seen seen) {
    @Nullable ByteBuffer value = seen.value();
    if (value == null) {
      return 0;
    }
    if (seen.slot().isShared() && !slots.add(seen.partition() + " " + seen.slot())) {
      find(Breach.SLOT_TWICE, seen.slot().toString());
    }
    return switch (EnvelopeCodec.body(EnvelopeCodec.decode(value)).orElseThrow()) {
      case GroupMessage message -> {
        take(seen, message);
        yield seen.recipients().size();
      }
      case GroupChanged changed -> {
        GroupId group = DirectoryKeys.groupId(changed.getGroup());
        seen.recipients()
            .forEach(
                user ->
                    told.computeIfAbsent(user, _ -> new HashMap<>())
                        .merge(group, changed.getRevision(), Math::max));
        yield 0;
      }
      case GroupRefused refusal -> {
        take(refusal);
        yield 0;
      }
      default -> throw new IllegalStateException("nobody writes this here: " + seen.slot());
    };
  }

  private void take(Seen seen, GroupMessage message) {
    Posted sent = posted.get(id(seen.slot()));
    if (sent == null || !isThatOf(sent, message)) {
      find(Breach.ALTERED, seen.slot().toString());
      return;
    }
    attempts.computeIfAbsent(sent.id(), _ -> new HashSet<>()).add(seen.slot().attempt());
    if (!isRightAudience(sent, seen)) {
      find(
          Breach.WRONG_AUDIENCE,
          sent + " in partition " + seen.partition() + ": " + seen.recipients().size() + " named");
    }
    for (UserId user : seen.recipients()) {
      Eyes of = eyes.computeIfAbsent(user, _ -> new Eyes());
      if (of.seen.add(sent.id())) {
        Long before = of.last.put(sent.group(), sent.place().offset());
        if (before != null && before > sent.place().offset()) {
          find(Breach.DISORDER, sent + " after offset " + before + " for " + user);
        }
      }
    }
  }

  private static MessageId id(Slot slot) {
    return slot.id();
  }

  private static boolean isThatOf(Posted sent, GroupMessage message) {
    return DirectoryKeys.groupId(message.getGroup()).equals(sent.group())
        && DirectoryKeys.userId(message.getSender()).equals(sent.device().user())
        && message.getSenderDevice() == sent.device().device()
        && message.getNumber() == sent.number()
        && message.getRevision() == sent.revision()
        && message.getCiphertext().equals(Ciphertexts.of(sent.id()));
  }

  private boolean isRightAudience(Posted sent, Seen seen) {
    Set<UserId> named = Set.copyOf(seen.recipients());
    if (named.size() != seen.recipients().size()) {
      return false;
    }
    for (long now = sent.revision(); now <= roster(sent.group()).revision(); now++) {
      Set<UserId> due =
          audience(new Audience(sent.group(), sent.revision(), now, seen.partition()));
      if (due.equals(named)) {
        return true;
      }
    }
    return false;
  }

  private Set<UserId> audience(Audience key) {
    Set<UserId> known = audiences.get(key);
    if (known == null) {
      known = new HashSet<>(roster(key.group()).through(key.from(), key.to()));
      known.removeIf(user -> RecipientPartitioner.partition(user, partitions) != key.partition());
      audiences.put(key, known);
    }
    return known;
  }

  private void take(GroupRefused refusal) {
    ByteBuffer bytes = ByteBuffer.wrap(refusal.getId().bytes());
    MessageId id = new MessageId(bytes.getLong(), bytes.getLong());
    refused.add(id);
    Posted sent = posted.get(id);
    if (sent == null) {
      find(Breach.ALTERED, "a refusal of nothing: " + id);
    } else if (isRightful(sent)) {
      find(Breach.REFUSED, sent + ": " + refusal.getReason());
    }
  }

  /// Whether its sender was a member at the message's revision and has been ever since.
  private boolean isRightful(Posted sent) {
    Roster roster = roster(sent.group());
    return roster.through(sent.revision(), roster.revision()).contains(sent.device().user());
  }

  private void settle(Posted sent) {
    Roster roster = roster(sent.group());
    if (isRightful(sent)) {
      for (UserId user : roster.through(sent.revision(), roster.revision())) {
        Eyes of = eyes.get(user);
        if (of == null || !of.seen.contains(sent.id())) {
          find(Breach.LOST, sent + " for " + user);
        }
      }
    } else if (!roster.at(sent.revision()).contains(sent.device().user())) {
      if (attempts.containsKey(sent.id())) {
        find(Breach.WRONG_AUDIENCE, sent + " of somebody who was no member");
      } else if (!refused.contains(sent.id())) {
        find(Breach.UNANSWERED, sent.toString());
      }
    }
  }

  private void requireTold(Roster roster) {
    for (UserId user : roster.at(roster.revision())) {
      long knows = told.getOrDefault(user, Map.of()).getOrDefault(roster.group(), 0L);
      if (knows < roster.revision()) {
        find(Breach.UNTOLD, user + " knows " + knows + " of " + roster.revision());
      }
    }
  }
}
