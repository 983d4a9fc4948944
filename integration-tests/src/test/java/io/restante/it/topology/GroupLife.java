package io.restante.it.topology;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.contract.UuidV7;
import io.restante.it.topology.GroupFeed.Letter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// Groups that people come to, leave and write to, all by chance from one seed: members who stay
/// write with the newest revision, with an older one, or with one that the log does not have yet;
/// strangers write too. Owned by one thread.
final class GroupLife {
  private static final int STEADY = 16;
  private static final int CHANGE_MAX = 5;
  private static final int OLDER_MAX = 2;

  private final GroupFeed feed;
  private final Random random;
  private final UuidV7 ids;
  private final int size;
  private final List<Roster> rosters = new ArrayList<>();
  private final Map<GroupId, List<UserId>> people = new HashMap<>();
  private final Map<String, Long> numbers = new HashMap<>();
  private final Deque<Runnable> delayed = new ArrayDeque<>();
  private final List<CompletableFuture<Posted>> posted = new ArrayList<>();
  private boolean isHeld;

  GroupLife(GroupFeed feed, long seed, int groups, int size) {
    this.feed = feed;
    this.random = new Random(seed);
    this.ids = new UuidV7(InstantSource.system(), random);
    this.size = size;
    for (int i = 0; i < groups; i++) {
      begin();
    }
  }

  private void begin() {
    Roster roster = new Roster(ids.nextGroupId());
    List<UserId> users = IntStream.range(0, size).mapToObj(_ -> ids.nextUserId()).toList();
    rosters.add(roster);
    people.put(roster.group(), new ArrayList<>(users));
    feed.write(roster, roster.change(users, List.of())).join();
  }

  Random random() {
    return random;
  }

  /// Lets it go on for a while.
  void goOn(Duration time, int actsPerSecond) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0) {
      act();
      LockSupport.parkNanos(1_000_000_000L / actsPerSecond);
    }
  }

  private void act() {
    Roster roster = rosters.get(random.nextInt(rosters.size()));
    switch (random.nextInt(20)) {
      case 0 -> change(roster);
      case 1 -> post(roster, new DeviceAddress(ids.nextUserId(), 1), roster.revision());
      case 2, 3, 4 -> writeDelayed();
      default -> postSteadily(roster);
    }
  }

  /// Posts many messages as fast as can be, to one group.
  void burst(int messages) {
    catchUp();
    Roster roster = rosters.get(random.nextInt(rosters.size()));
    for (int i = 0; i < messages; i++) {
      postSteadily(roster);
    }
  }

  private void change(Roster roster) {
    List<UserId> all = people.get(roster.group());
    if (all == null) {
      throw new IllegalStateException("no people");
    }
    List<UserId> going = new ArrayList<>();
    for (int left = random.nextInt(CHANGE_MAX); left > 0; left--) {
      going.add(all.remove(STEADY + random.nextInt(all.size() - STEADY)));
    }
    List<UserId> coming = going.stream().map(_ -> ids.nextUserId()).toList();
    all.addAll(coming);
    List<Roster.Row> rows = roster.change(coming, going);
    GroupFeed.Revision revision = GroupFeed.Revision.of(roster, rows);
    delayed.add(
        () -> {
          var _ = feed.write(revision);
        });
  }

  /// The directory's changes come into the log no more, and one that has not is known to whoever
  /// writes to any group, until [#release].
  void hold() {
    isHeld = true;
    rosters.forEach(
        roster -> {
          change(roster);
          postSteadily(roster);
        });
  }

  /// The directory's changes come into the log again.
  void release() {
    isHeld = false;
    catchUp();
  }

  private void writeDelayed() {
    if (!delayed.isEmpty() && !isHeld) {
      delayed.remove().run();
    }
  }

  /// The directory's changes all come into the log.
  void catchUp() {
    while (!delayed.isEmpty() && !isHeld) {
      writeDelayed();
    }
  }

  private void postSteadily(Roster roster) {
    List<UserId> all = people.getOrDefault(roster.group(), List.of());
    DeviceAddress device = new DeviceAddress(all.get(random.nextInt(STEADY)), 1);
    long older = random.nextInt(4) == 0 ? random.nextInt(OLDER_MAX + 1) : 0;
    post(roster, device, Math.max(1, roster.revision() - older));
  }

  private void post(Roster roster, DeviceAddress device, long revision) {
    long number = numbers.merge(roster.group() + " " + device, 1L, Long::sum);
    Letter letter = new Letter(ids.nextMessageId(), roster.group(), device, number, revision);
    posted.add(feed.post(letter, Ciphertexts.of(letter.id())));
  }

  /// Returns all that was posted, once it is in the log.
  List<Posted> posted() {
    return posted.stream().map(CompletableFuture::join).toList();
  }

  Map<GroupId, Roster> rosters() {
    Map<GroupId, Roster> all = new HashMap<>();
    rosters.forEach(it -> all.put(it.group(), it));
    return all;
  }
}
