package io.restante.streams.fanout.rules;

import io.restante.contract.ContractException;
import io.restante.contract.DeviceAddress;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.messaging.GroupEnvelope;
import io.restante.messaging.GroupRefusalReason;
import io.restante.streams.fanout.rules.GroupState.Departed;
import io.restante.streams.fanout.rules.GroupState.Gone;
import io.restante.streams.fanout.rules.GroupState.Known;
import io.restante.streams.fanout.rules.MembershipRules.Taking;
import io.restante.streams.fanout.rules.Outcome.Announce;
import io.restante.streams.fanout.rules.Outcome.Correct;
import io.restante.streams.fanout.rules.Outcome.Deliver;
import io.restante.streams.fanout.rules.Outcome.Refuse;
import io.restante.streams.fanout.rules.Parked.Waiting;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The fan-out of one task: what becomes of members' rows, markers and messages to groups. Pure:
/// tables, time and what is committed are given to it.
///
/// Used by one thread at a time. [#open] first; after each input [#onProcessed].
public final class FanOut {
  /// In `groups`: when the table was begun, milliseconds since 1970 UTC.
  private static final byte[] BEGUN = {0};

  private final Tables tables;
  private final Limits limits;
  private final Groups groups;
  private final Parked parked;
  private final Holds holds;
  private final Counts counts;
  private final Retirement retirement = new Retirement();
  private Tick last = new Tick(0, Committed.NOTHING, false);
  private long begunMs;
  private boolean isFresh = true;

  /// Creates it.
  ///
  /// @param partitions how many `messaging.envelopes` has
  /// @param cacheBytes how many bytes decoded groups may take now, about
  public FanOut(
      Tables tables, Limits limits, int partitions, LongSupplier cacheBytes, Counts counts) {
    this.tables = tables;
    this.limits = limits;
    this.groups = new Groups(tables.groups(), partitions, cacheBytes, counts);
    this.parked = new Parked(tables.parked(), limits, counts);
    this.holds = new Holds(tables.refused(), limits, counts);
    this.counts = counts;
  }

  /// Takes the tables over. What waits is looked at with the first tick.
  ///
  /// @param committed from where on inputs come again
  public void open(long nowMs, Committed committed) {
    last = new Tick(nowMs, committed, false);
    byte[] begun = tables.groups().get(BEGUN);
    if (begun == null || begun.length != Long.BYTES) {
      begunMs = nowMs;
      tables.groups().put(BEGUN, ByteBuffer.allocate(Long.BYTES).putLong(nowMs).array());
    } else {
      begunMs = ByteBuffer.wrap(begun).getLong();
    }
    clearPending(committed);
    holds.open(committed);
    counts.parkedTaken.add(parked.open(committed, retirement));
  }

  /// Rows that were taken with a marker that is committed, and whose deletion a crash undid.
  private void clearPending(Committed committed) {
    List<byte[]> taken = new ArrayList<>();
    tables
        .pending()
        .scan(
            new byte[0],
            (key, value) -> {
              GroupState state = groups.get(Keys.group(key));
              if (state != null
                  && state.takenAt() < committed.members()
                  && Keys.rowOffset(key) < state.takenAt()) {
                taken.add(key);
              }
            });
    taken.forEach(tables.pending()::delete);
  }

  /// Lets the tables go.
  public void close() {
    counts.parkedLeft.add(parked.size());
  }

  /// Takes in a member's row, which counts when its group's marker comes.
  ///
  /// @param since the group's revision with which the member came, 1 or more; 0 when it is none any
  ///   more
  /// @param offset where the row stands
  public void onRow(GroupId group, UserId user, long since, long offset) {
    PendingRow row = new PendingRow(user, offset, since);
    tables.pending().put(Keys.row(group, user, offset), row.value());
  }

  /// A marker as it came.
  ///
  /// @param revision 1 or more; 0 when it was removed
  /// @param memberCount how many members the group has
  /// @param offset where it stands
  /// @param appendedMs when it was appended
  public record MarkerRow(long revision, int memberCount, long offset, long appendedMs) {}

  /// Takes in a group's marker: all rows before it count now.
  public List<Outcome> onMarker(GroupId group, MarkerRow row, long nowMs) {
    boolean isNews = row.appendedMs() >= begunMs;
    Marker marker = new Marker(row.revision(), row.memberCount(), row.offset(), isNews);
    List<PendingRow> rows = rowsOf(group, row.offset());
    GroupState before = groups.get(group);
    return switch (MembershipRules.take(before, marker, rows, last.committed().members())) {
      case Taking.Passed _ -> List.of();
      case Taking.Taken(GroupState state, boolean isAnnounced) -> {
        groups.put(group, state);
        rows.forEach(it -> retire(Keys.row(group, it.user(), it.offset())));
        count(state);
        List<Outcome> out = new ArrayList<>();
        if (isAnnounced) {
          announce(group, state, out);
        }
        drain(group, nowMs, out);
        lookAtAll(nowMs, out);
        yield out;
      }
    };
  }

  private void retire(byte[] row) {
    retirement.retire(new Retirement.Entry(() -> tables.pending().delete(row)));
  }

  private void count(GroupState state) {
    counts.revisions.increment();
    if (state instanceof Known known && !known.isComplete()) {
      counts.incomplete.increment();
    }
  }

  /// Returns the rows before a marker, in their order.
  private List<PendingRow> rowsOf(GroupId group, long before) {
    List<PendingRow> rows = new ArrayList<>();
    tables
        .pending()
        .scan(
            Keys.of(group),
            (key, value) -> {
              try {
                rows.add(PendingRow.read(key, value));
              } catch (ContractException e) {
                // The count of members will not fit then.
                counts.damaged.increment();
              }
            });
    return rows.stream()
        .filter(it -> it.offset() < before)
        .sorted(Comparator.comparingLong(PendingRow::offset))
        .toList();
  }

  private void announce(GroupId group, GroupState state, List<Outcome> out) {
    Stream<UserId> departed = state.departed().stream().map(Departed::user);
    Stream<UserId> members =
        switch (state) {
          case Gone _ -> Stream.of();
          case Known known -> known.people().members().stream().map(Member::user);
        };
    Audience audience = groups.audience(Stream.concat(members, departed).distinct().toList());
    if (audience.size() > 0) {
      counts.announcements.increment();
      out.add(new Announce(group, state instanceof Known known ? known.revision() : 0, audience));
    }
  }

  /// Takes in a message to a group.
  public List<Outcome> onMessage(Arrival arrival, long nowMs) {
    counts.messages.increment();
    List<Outcome> out = new ArrayList<>();
    lookAtAll(nowMs, out);
    @Nullable GroupState state = groups.get(arrival.group());
    boolean isBlocked = isBlocked(arrival, state);
    if (!isBlocked && holds.isHeld(arrival)) {
      counts.withheld.increment();
      return out;
    }
    Verdict verdict = isBlocked ? new Verdict.Behind() : verdict(arrival.message(), state);
    if (!(verdict instanceof Verdict.Behind)) {
      perform(arrival, verdict, nowMs, out);
    } else if (parked.park(arrival, nowMs)) {
      counts.parkings.increment();
      if (!holds.isHeld(arrival)) {
        holds.lift(arrival, parked, retirement);
      }
    } else if (holds.isHeld(arrival)) {
      counts.withheld.increment();
    } else {
      refuse(arrival, GroupRefusalReason.DIRECTORY_BEHIND, nowMs, out);
    }
    return out;
  }

  /// What a message is, as far as the group is known.
  private sealed interface Verdict {
    record Behind() implements Verdict {}

    record Good(Known group) implements Verdict {}

    record Bad(GroupRefusalReason reason) implements Verdict {}
  }

  private static Verdict verdict(GroupEnvelope message, @Nullable GroupState state) {
    return switch (state) {
      case null -> new Verdict.Behind();
      case Gone _ -> new Verdict.Bad(GroupRefusalReason.UNKNOWN_GROUP);
      case Known known when !known.isComplete() || message.getRevision() > known.revision() ->
          new Verdict.Behind();
      case Known known -> {
        Member sender = known.member(sender(message));
        yield sender == null || sender.since() > message.getRevision()
            ? new Verdict.Bad(GroupRefusalReason.NOT_A_MEMBER)
            : new Verdict.Good(known);
      }
    };
  }

  private static UserId sender(GroupEnvelope message) {
    return DirectoryKeys.userId(message.getSender());
  }

  /// Whether somebody waits whom this message must not overtake: its own device, or a member. Who
  /// is no member as far as known holds up nobody else.
  private boolean isBlocked(Arrival arrival, @Nullable GroupState state) {
    return parked.lane(arrival.group()).stream()
        .anyMatch(
            waiting -> waiting.device().equals(arrival.device()) || blocksAll(waiting, state));
  }

  private static boolean blocksAll(Waiting waiting, @Nullable GroupState state) {
    return !(state instanceof Known known
        && known.isComplete()
        && known.member(waiting.device().user()) == null);
  }

  private void perform(Arrival arrival, Verdict verdict, long nowMs, List<Outcome> out) {
    switch (verdict) {
      case Verdict.Behind() -> throw new IllegalStateException("perform of Behind");
      case Verdict.Good(Known known) -> deliver(arrival, known, out);
      case Verdict.Bad(GroupRefusalReason reason) -> refuse(arrival, reason, nowMs, out);
    }
  }

  private void deliver(Arrival arrival, Known known, List<Outcome> out) {
    GroupId group = arrival.group();
    GroupEnvelope message = arrival.message();
    Audience audience = groups.audience(group, known, message.getRevision());
    out.add(new Deliver(group, message, audience));
    counts.fannedOut.increment();
    counts.recipients.add(audience.size());
    holds.lift(arrival, parked, retirement);
    if (message.getRevision() < known.changedAt()) {
      counts.corrections.increment();
      out.add(new Correct(group, arrival.device(), known.revision()));
    }
  }

  private void refuse(Arrival arrival, GroupRefusalReason reason, long nowMs, List<Outcome> out) {
    out.add(new Refuse(arrival.group(), arrival.device(), arrival.message(), reason));
    counts.refused(reason).increment();
    holds.hold(arrival, nowMs, parked, retirement);
  }

  /// Hears that an input has been processed, whatever came of it.
  public void onProcessed(Source source, long offset) {
    retirement.onProcessed(source, offset);
  }

  /// Hears that time goes by: refuses what has waited for too long, and deletes what is done with.
  public List<Outcome> onTick(Tick tick) {
    last = tick;
    retirement.onCommitted(tick.committed());
    holds.onTick(tick.nowMs());
    parked.onTick(tick.nowMs());
    List<Outcome> out = new ArrayList<>();
    lookAtAll(tick.nowMs(), out);
    long since = tick.nowMs() - limits.parkMax().toMillis();
    parked.waitingSince(since).forEach(group -> drain(group, tick.nowMs(), out));
    return out;
  }

  /// Looks at all that waits when a task was opened, before anything else is done: it may have been
  /// done with, and what came of it lost.
  private void lookAtAll(long nowMs, List<Outcome> out) {
    if (isFresh) {
      isFresh = false;
      parked.waitingSince(Long.MAX_VALUE).forEach(group -> drain(group, nowMs, out));
    }
  }

  /// Looks at what waits in a group, in order, up to the first that still has to.
  private void drain(GroupId group, long nowMs, List<Outcome> out) {
    @Nullable GroupState state = groups.get(group);
    Set<DeviceAddress> blocked = new HashSet<>();
    for (Waiting waiting : parked.lane(group)) {
      if (blocked.contains(waiting.device())) {
        continue;
      }
      Optional<Arrival> found = parked.read(group, waiting);
      if (found.isPresent() && !settle(found.get(), waiting, state, nowMs, out)) {
        if (blocksAll(waiting, state)) {
          return;
        }
        blocked.add(waiting.device());
        continue;
      }
      parked.release(group, waiting, retirement);
    }
  }

  /// Returns whether a message waits no more.
  private boolean settle(
      Arrival arrival, Waiting waiting, @Nullable GroupState state, long nowMs, List<Outcome> out) {
    if (holds.isHeld(arrival)) {
      counts.withheld.increment();
      return true;
    }
    Verdict verdict = verdict(arrival.message(), state);
    if (!(verdict instanceof Verdict.Behind)) {
      perform(arrival, verdict, nowMs, out);
      return true;
    }
    if (nowMs - waiting.sinceMs() < limits.parkMax().toMillis()) {
      return false;
    }
    refuse(
        arrival,
        state == null && last.isDirectoryAlive()
            ? GroupRefusalReason.UNKNOWN_GROUP
            : GroupRefusalReason.DIRECTORY_BEHIND,
        nowMs,
        out);
    return true;
  }

  /// Returns how many messages wait.
  public int waiting() {
    return parked.size();
  }

  /// Returns how many refusals hold up what came after them.
  public int held() {
    return holds.size();
  }

  /// Returns for how long the one that has waited longest waits; 0 when none does.
  public long oldestWaitingMs(long nowMs) {
    return nowMs - parked.oldestMs(nowMs);
  }

  /// Whether something is done with that can't go before another input comes: what a tick let go.
  public boolean isWaitingForInput() {
    return retirement.isWaitingForInput();
  }

  /// Returns where the first message stands that is kept in the table of those that wait; the
  /// highest number when none is. Up to there, and no further, the topic may be emptied.
  public long lowestKept() {
    return parked.lowestOffset();
  }
}
