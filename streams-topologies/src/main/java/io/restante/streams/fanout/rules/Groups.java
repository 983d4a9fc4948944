package io.restante.streams.fanout.rules;

import io.restante.contract.ContractException;
import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.streams.fanout.rules.GroupState.Known;
import io.restante.streams.table.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map.Entry;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What is known of the task's groups: the table, and before it a bounded cache of those that were
/// used last, decoded.
final class Groups {
  private static final int GROUP_BYTES = 400;

  /// A member, its id, its place in the audience, and in the header that names it.
  private static final int MEMBER_BYTES = 136;

  private final Table table;
  private final int partitions;
  private final LongSupplier cacheBytes;
  private final LinkedHashMap<GroupId, Cached> cache = new LinkedHashMap<>(64, 0.75f, true);
  private final Counts counts;
  private long weight;

  /// Creates it.
  ///
  /// @param partitions of `messaging.envelopes`
  /// @param cacheBytes how many bytes the cache may take now, about
  Groups(Table table, int partitions, LongSupplier cacheBytes, Counts counts) {
    this.table = table;
    this.partitions = partitions;
    this.cacheBytes = cacheBytes;
    this.counts = counts;
  }

  /// A group in memory.
  private static final class Cached {
    private final GroupState state;
    private final long newest;
    private @Nullable Audience everybody;

    private Cached(GroupState state) {
      this.state = state;
      this.newest =
          state instanceof Known known
              ? known.people().members().stream().mapToLong(Member::since).max().orElse(0)
              : 0;
    }

    private int weight() {
      int members = state instanceof Known known ? known.people().members().size() : 0;
      return GROUP_BYTES + MEMBER_BYTES * (members + state.departed().size());
    }
  }

  /// Returns what is known of a group; null when nothing is.
  @Nullable GroupState get(GroupId group) {
    Cached cached = cached(group);
    return cached == null ? null : cached.state;
  }

  private @Nullable Cached cached(GroupId group) {
    Cached cached = cache.get(group);
    if (cached != null) {
      return cached;
    }
    byte[] value = table.get(Keys.of(group));
    if (value == null) {
      return null;
    }
    try {
      return remember(group, GroupCodec.decode(value));
    } catch (ContractException e) {
      // Nothing is known then, until markers say it anew; counted, because it must not happen.
      counts.damaged.increment();
      return null;
    }
  }

  void put(GroupId group, GroupState state) {
    table.put(Keys.of(group), GroupCodec.encode(state));
    remember(group, state);
  }

  private Cached remember(GroupId group, GroupState state) {
    Cached added = new Cached(state);
    Cached before = cache.put(group, added);
    weight += added.weight() - (before == null ? 0 : before.weight());
    while (weight > cacheBytes.getAsLong() && cache.size() > 1) {
      Entry<GroupId, Cached> eldest = cache.firstEntry();
      weight -= eldest.getValue().weight();
      cache.remove(eldest.getKey());
    }
    return added;
  }

  /// Returns the members of a group who have been there since a revision or longer.
  Audience audience(GroupId group, Known known, long revision) {
    Cached cached = cached(group);
    if (cached == null || cached.newest > revision) {
      return Audience.of(since(known, revision), partitions);
    }
    Audience everybody = cached.everybody;
    if (everybody == null) {
      everybody = Audience.of(since(known, revision), partitions);
      cached.everybody = everybody;
    }
    return everybody;
  }

  /// Returns users as an audience.
  Audience audience(List<UserId> users) {
    return Audience.of(users, partitions);
  }

  private static List<UserId> since(Known known, long revision) {
    return known.people().members().stream()
        .filter(member -> member.since() <= revision)
        .map(Member::user)
        .toList();
  }
}
