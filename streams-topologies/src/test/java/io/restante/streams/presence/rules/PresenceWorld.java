package io.restante.streams.presence.rules;

import io.restante.contract.UserId;
import io.restante.streams.presence.rules.Outcome.Shown;
import io.restante.streams.table.CrashTable;
import io.restante.streams.table.Table;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One world: devices that come and leave, nodes that die and speak too late, watchers, settings
/// and contacts that change, a task that commits and crashes, and a judge who knows the truth.
///
/// With a crash the tables go back to anything they held since the last commit, outputs since then
/// reach the log or do not, each by itself, and inputs come again.
final class PresenceWorld {
  private static final int STEPS = 300;
  private static final long TICK_MS = 200;
  private static final long CALM_MS = Presence.GRACE_MS + Pace.MARK_MS + 10_000;
  private static final long WATCH_MS = 3_600_000;
  private static final List<UserId> WATCHED = List.of(new UserId(1, 1), new UserId(1, 2));
  private static final List<UserId> WATCHERS =
      List.of(new UserId(1, 2), new UserId(2, 1), new UserId(2, 2));

  private final Random random;
  private final Bug bug;
  private final Map<String, CrashTable> tables = new TreeMap<>();
  private final Counts counts = new Counts();
  private final List<Input> inputs = new ArrayList<>();
  private final List<Outcome> uncommitted = new ArrayList<>();

  /// What each node has said and is not in the log yet, by its epoch.
  private final Map<Long, Deque<Presence.Event>> unsaid = new TreeMap<>();

  private final Map<Device, Presence.Event> present = new HashMap<>();
  private final Map<UserId, Visibility> settings = new HashMap<>();
  private final Set<Pair> contacts = new HashSet<>();
  private final Map<Watching, Long> watches = new HashMap<>();

  /// What users' settings may have been since the last commit, and who a contact: after a crash,
  /// until what was lost has come again, each may be what it was.
  private final Map<UserId, Set<Visibility>> settingsSince = new HashMap<>();

  private final Set<Pair> contactsSince = new HashSet<>();

  private final Map<Pair, Shown> seen = new HashMap<>();
  private final Map<UserId, Status> statuses = new HashMap<>();
  private Presence presence;
  private long epoch = 1;
  private long knownEpoch;
  private long connections;
  private int committed;
  private int position;
  private long nowMs = 10_000_000;
  private long committedMs = nowMs;

  /// What can be wrong.
  enum Bug {
    /// Nothing.
    NONE,
    /// What waits has no mark.
    NO_MARKS,
    /// Nobody knows of the partition's new owner.
    NO_OWNERS,
    /// What comes late counts.
    LATE_COUNTS,
    /// Time does not pass.
    NO_TICKS,
    /// Everybody shows everything.
    NO_PRIVACY,
    /// What comes again is not recognized.
    NO_REPEATS,
    /// What is said of others is not remembered.
    NOTHING_TOLD
  }

  private record Device(UserId user, int number) {}

  private record Pair(UserId watched, UserId watcher) {}

  private record Watching(UserId watched, UserId watcher, int device) {}

  private sealed interface Input {
    record Said(Presence.Event event) implements Input {}

    record Watch(Watching watching, long untilMs) implements Input {}

    record User(UserId user, Visibility setting) implements Input {}

    record Contact(Pair pair, boolean isContact) implements Input {}
  }

  PresenceWorld(long seed, Bug bug) {
    this.random = new Random(seed);
    this.bug = bug;
    for (UserId user : WATCHED) {
      set(user);
    }
    presence = started();
  }

  private Presence started() {
    Table sessions = table("sessions");
    Table users = table("users");
    Table told = table("told");
    Presence started =
        new Presence(
            new Presence.Tables(
                bug == Bug.LATE_COUNTS ? new TamperedTable(sessions, _ -> null) : sessions,
                table("watches"),
                bug == Bug.NOTHING_TOLD ? new TamperedTable(told, _ -> null) : told,
                bug == Bug.NO_MARKS ? new CrashTable() : table("marks"),
                bug == Bug.NO_PRIVACY ? new TamperedTable(users, _ -> new byte[] {2}) : users,
                table("contacts")),
            counts);
    started.open(bug == Bug.NO_REPEATS ? nowMs - 2 * Pace.MARK_MS : nowMs);
    return started;
  }

  private CrashTable table(String name) {
    return tables.computeIfAbsent(name, _ -> new CrashTable());
  }

  void play() {
    for (int step = 0; step < STEPS; step++) {
      step();
    }
    while (say()) {
      // What nodes still have to say.
    }
    knownEpoch = epoch;
    processAll();
    crashOnceMore();
    for (long ms = 0; ms < CALM_MS; ms += TICK_MS) {
      tick();
    }
    commit();
    WATCHED.forEach(this::judgeStatus);
    watches.forEach(this::judgeWatch);
    require(table("marks").size() == 0, "marks are left");
    require(presence.waiting() == 0, "turns are left");
  }

  /// With what nothing comes after that would put it right.
  private void crashOnceMore() {
    if (random.nextBoolean()) {
      commit();
    }
    int ticks = random.nextInt(2 * (int) (Presence.AWAY_MS / TICK_MS));
    for (int i = 0; i < ticks; i++) {
      tick();
    }
    crash();
    processAll();
  }

  private void step() {
    switch (random.nextInt(24)) {
      case 0, 1, 2 -> come();
      case 3, 4 -> leave();
      case 5, 6, 7, 8 -> say();
      case 9, 10, 11, 12 -> process();
      case 13, 14, 15 -> tick();
      case 16 -> pass(random.nextLong(4_000));
      case 17 -> watch();
      case 18 -> set(any(WATCHED));
      case 19 -> contact();
      case 20 -> {
        if (random.nextInt(4) == 0) {
          die();
        }
      }
      case 21 -> knownEpoch = epoch;
      case 22 -> commit();
      default -> {
        if (random.nextInt(3) == 0) {
          crash();
        }
      }
    }
    if (nowMs - committedMs >= Pace.MARKED_MS - 2 * TICK_MS) {
      commit();
    }
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private void come() {
    Device device = new Device(any(WATCHED), 1 + random.nextInt(2));
    Presence.Event before = present.get(device);
    if (before != null && random.nextBoolean()) {
      note(ended(before)); // A newer connection closes the older one.
    }
    Presence.Event event =
        new Presence.Event(device.user(), device.number(), epoch, ++connections, true, nowMs);
    present.put(device, event);
    note(event);
  }

  private void leave() {
    Device device = new Device(any(WATCHED), 1 + random.nextInt(2));
    Presence.Event before = present.remove(device);
    if (before != null) {
      note(ended(before));
    }
  }

  private Presence.Event ended(Presence.Event event) {
    return new Presence.Event(
        event.user(), event.device(), event.epoch(), event.connection(), false, nowMs);
  }

  private void note(Presence.Event event) {
    unsaid.computeIfAbsent(event.epoch(), _ -> new ArrayDeque<>()).addLast(event);
  }

  /// The owner dies or is cut off; what it has not said yet is lost or comes late.
  private void die() {
    Deque<Presence.Event> left = unsaid.get(epoch);
    if (left != null && random.nextBoolean()) {
      left.clear();
    }
    epoch += 1 + random.nextInt(2);
    connections = 0;
    present.clear();
  }

  /// Some node's next word gets into the log, now and then twice.
  private boolean say() {
    List<Deque<Presence.Event>> speakers =
        unsaid.values().stream().filter(each -> !each.isEmpty()).toList();
    if (speakers.isEmpty()) {
      return false;
    }
    Presence.Event event = any(speakers).removeFirst();
    inputs.add(new Input.Said(event));
    if (random.nextInt(10) == 0) {
      inputs.add(new Input.Said(event));
    }
    return true;
  }

  private void watch() {
    Watching watching = new Watching(any(WATCHED), any(WATCHERS), 1 + random.nextInt(2));
    boolean ends = random.nextInt(3) == 0;
    long untilMs = ends ? 0 : nowMs + WATCH_MS;
    watches.put(watching, untilMs);
    inputs.add(new Input.Watch(watching, untilMs));
  }

  private void set(UserId user) {
    Visibility setting = any(List.of(Visibility.values()));
    settings.put(user, setting);
    settingsSince.computeIfAbsent(user, _ -> new HashSet<>()).add(setting);
    inputs.add(new Input.User(user, setting));
  }

  private void contact() {
    Pair pair = new Pair(any(WATCHED), any(WATCHERS));
    boolean isContact = contacts.add(pair) || !contacts.remove(pair);
    contactsSince.add(pair);
    inputs.add(new Input.Contact(pair, isContact));
  }

  private boolean mayBeAllowed(Pair pair) {
    Set<Visibility> all = settingsSince.getOrDefault(pair.watched(), Set.of());
    return all.contains(Visibility.EVERYONE)
        || (all.contains(Visibility.CONTACTS) && contactsSince.contains(pair));
  }

  private boolean isAllowed(Pair pair) {
    Visibility setting = settings.getOrDefault(pair.watched(), Visibility.NOBODY);
    return setting == Visibility.EVERYONE
        || (setting == Visibility.CONTACTS && contacts.contains(pair));
  }

  private void processAll() {
    while (position < inputs.size()) {
      process();
    }
  }

  private void process() {
    if (position == inputs.size()) {
      return;
    }
    emit(
        switch (inputs.get(position++)) {
          case Input.Said(var event) -> presence.onSession(event, nowMs);
          case Input.Watch(var it, var untilMs) ->
              presence.onWatch(it.watched(), it.watcher(), it.device(), untilMs, nowMs).stream()
                  .toList();
          case Input.User(var user, var setting) -> presence.onUser(user, setting, nowMs);
          case Input.Contact(var pair, var isContact) ->
              presence.onContact(pair.watched(), pair.watcher(), isContact, nowMs).stream()
                  .toList();
        });
  }

  private void tick() {
    nowMs += TICK_MS;
    if (bug != Bug.NO_TICKS) {
      emit(presence.onTick(bug == Bug.NO_OWNERS ? 0 : knownEpoch, nowMs));
    }
  }

  private void pass(long ms) {
    nowMs += Math.min(ms, Math.max(0, committedMs + Pace.MARKED_MS - 3 * TICK_MS - nowMs));
  }

  private void emit(List<Outcome> outcomes) {
    uncommitted.addAll(outcomes);
  }

  private void commit() {
    uncommitted.forEach(this::reach);
    uncommitted.clear();
    tables.values().forEach(CrashTable::commit);
    committed = position;
    committedMs = nowMs;
    if (committed == inputs.size()) {
      settingsSince.clear();
      settings.forEach((user, setting) -> settingsSince.put(user, new HashSet<>(Set.of(setting))));
      contactsSince.clear();
      contactsSince.addAll(contacts);
    }
  }

  private void crash() {
    uncommitted.stream().filter(_ -> random.nextBoolean()).forEach(this::reach);
    uncommitted.clear();
    tables.values().forEach(table -> table.crash(random));
    position = committed;
    nowMs += random.nextLong(60_000);
    committedMs = nowMs;
    presence = started();
  }

  private void reach(Outcome outcome) {
    switch (outcome) {
      case Outcome.Tell(var watcher, var watched, var shown) -> {
        Pair pair = new Pair(watched, watcher);
        require(shown instanceof Shown.Hidden || mayBeAllowed(pair), "shown to " + pair);
        seen.put(pair, shown);
      }
      case Outcome.Publish(var user, var status) -> statuses.put(user, status);
      case Outcome.Forget(var user) -> statuses.remove(user);
    }
  }

  private boolean isOnline(UserId user) {
    return present.keySet().stream().anyMatch(device -> device.user().equals(user));
  }

  private void judgeStatus(UserId user) {
    Status status = statuses.get(user);
    require((status != null && status.isOnline()) == isOnline(user), user + ": " + status);
  }

  private void judgeWatch(Watching watching, long untilMs) {
    if (untilMs < nowMs) {
      return;
    }
    Pair pair = new Pair(watching.watched(), watching.watcher());
    @Nullable Shown shown = seen.get(pair);
    boolean isRight =
        switch (shown) {
          case null -> false;
          case Shown.Hidden() -> !isAllowed(pair);
          case Shown.Seen(var status) ->
              isAllowed(pair) && status.isOnline() == isOnline(pair.watched());
        };
    require(isRight, pair + ": " + shown);
  }

  private static void require(boolean isSo, String otherwise) {
    if (!isSo) {
      throw new AssertionError(otherwise);
    }
  }
}
