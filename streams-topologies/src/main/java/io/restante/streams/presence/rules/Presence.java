package io.restante.streams.presence.rules;

import io.restante.contract.UserId;
import io.restante.streams.presence.rules.Outcome.Forget;
import io.restante.streams.presence.rules.Outcome.Publish;
import io.restante.streams.presence.rules.Outcome.Shown;
import io.restante.streams.presence.rules.Outcome.Tell;
import io.restante.streams.presence.rules.Sessions.Session;
import io.restante.streams.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Says who is there to whom it may concern (ADR 0023). Owned by one task.
///
/// A user is there while any device is. Who leaves has left after [#AWAY_MS], unless he is back by
/// then; a session whose partition has a later owner is over after [#GRACE_MS]. Nobody is told of a
/// user whose row of `directory.users` is not known, and of nobody more often than once a second.
public final class Presence {
  /// How long who has left may come back unnoticed, milliseconds.
  public static final long AWAY_MS = 1_000;

  /// How long devices have to come back to a partition's new owner, milliseconds.
  public static final long GRACE_MS = 15_000;

  /// How long a session that is over is remembered, milliseconds: what comes late is known to be.
  public static final long KEEP_MS = 3_600_000;

  private static final int TURNS_A_TICK = 2_000;
  private static final int SCANNED_A_TICK = 2_000;
  private static final int SWEPT_A_TICK = 64;

  private final Sessions sessions;
  private final Watches watches;
  private final Audience audience;
  private final Table told;
  private final Pace pace;
  private final Epochs epochs = new Epochs(GRACE_MS);
  private final Counts counts;

  /// Where to go on looking for sessions that are over; null when there is none to look for.
  private byte @Nullable [] scan;

  private long openedMs;
  private byte[] sessionSweep = new byte[0];
  private byte[] watchSweep = new byte[0];

  /// What presence keeps.
  ///
  /// @param sessions which devices are there
  /// @param watches who wants to know of whom
  /// @param told what was said last of each user
  /// @param marks users who wait to be spoken of
  /// @param users everybody's setting
  /// @param contacts who has whom as a contact
  public record Tables(
      Table sessions, Table watches, Table told, Table marks, Table users, Table contacts) {}

  /// Creates it.
  public Presence(Tables tables, Counts counts) {
    this.sessions = new Sessions(tables.sessions());
    this.watches = new Watches(tables.watches());
    this.audience = new Audience(tables.users(), tables.contacts());
    this.told = tables.told();
    this.pace = new Pace(tables.marks());
    this.counts = counts;
  }

  /// Takes up what was left.
  public void open(long nowMs) {
    pace.open(nowMs);
    openedMs = nowMs;
    scan = new byte[0];
  }

  /// Tells whether what comes in may have come before a crash: then the tables may know it, and
  /// nobody may have been told.
  private boolean isRepeated(long nowMs) {
    return nowMs - openedMs < Pace.MARK_MS;
  }

  /// A device's coming or going.
  ///
  /// @param device 1 to 127
  /// @param epoch of the node that says so
  /// @param connection counts the connections of that node's process
  /// @param isOpen whether it has come
  /// @param atMs when, by the node's clock
  public record Event(
      UserId user, int device, long epoch, long connection, boolean isOpen, long atMs) {}

  /// Hears that a device has come or left.
  public List<Outcome> onSession(Event event, long nowMs) {
    counts.sessions.increment();
    epochs.onEpoch(event.epoch(), nowMs);
    Session session = new Session(event.epoch(), event.connection(), event.isOpen(), event.atMs());
    Session known = sessions.get(event.user(), event.device());
    int order = known == null ? 1 : session.compareTo(known);
    if (order < 0) {
      counts.late.increment();
      return List.of();
    }
    counts.changed.increment();
    if (order > 0) {
      boolean isOver = epochs.isOver(session.epoch());
      sessions.put(event.user(), event.device(), isOver ? session.ended(nowMs) : session);
    }
    return news(event.user(), order == 0 || isRepeated(nowMs), nowMs);
  }

  /// Something may have changed. Who is there is told of at once, who is not after a while.
  private List<Outcome> news(UserId user, boolean isForced, long nowMs) {
    Status now = status(user);
    if (!isForced && now.equals(toldOrNull(user))) {
      return List.of();
    }
    long delayMs = now.isOnline() ? 0 : AWAY_MS;
    Pace.Ready ready = pace.ask(user, delayMs, isForced, nowMs);
    return ready == null ? List.of() : say(ready, nowMs);
  }

  private Status status(UserId user) {
    Status now = sessions.status(user);
    return now == null ? toldOr(user, Status.UNKNOWN).ended() : now;
  }

  private @Nullable Status toldOrNull(UserId user) {
    return Status.of(told.get(Keys.user(user)));
  }

  private Status toldOr(UserId user, Status otherwise) {
    Status last = toldOrNull(user);
    return last == null ? otherwise : last;
  }

  /// Says how it is now, if that is not what was said last. Of one device leaving while another
  /// stays nothing is said.
  private List<Outcome> say(Pace.Ready ready, long nowMs) {
    UserId user = ready.user();
    if (audience.setting(user) == null) {
      return List.of(); // The row will come, or the account is gone.
    }
    Status now = status(user);
    if (!ready.isForced() && isSame(now, toldOrNull(user))) {
      return List.of();
    }
    told.put(Keys.user(user), now.bytes());
    List<Outcome> outcomes = new ArrayList<>();
    counts.published.increment();
    outcomes.add(new Publish(user, now));
    for (UserId watcher : watches.of(user, nowMs)) {
      if (audience.allows(user, watcher)) {
        outcomes.add(tell(user, watcher));
      }
    }
    return outcomes;
  }

  /// Since when somebody is there is of no interest; when he was last there is.
  private static boolean isSame(Status now, @Nullable Status last) {
    return last != null && (now.isOnline() ? last.isOnline() : now.equals(last));
  }

  private Tell tell(UserId watched, UserId watcher) {
    counts.told.increment();
    Shown shown =
        audience.allows(watched, watcher)
            ? new Shown.Seen(toldOr(watched, Status.UNKNOWN))
            : new Shown.Hidden();
    return new Tell(watcher, watched, shown);
  }

  /// Hears that a device watches a user, or no longer.
  ///
  /// @param untilMs when the watch ends; in the past when it has ended
  public Optional<Outcome> onWatch(
      UserId watched, UserId watcher, int device, long untilMs, long nowMs) {
    counts.watches.increment();
    if (!watches.put(watched, watcher, device, untilMs, nowMs)) {
      counts.refused.increment();
      return Optional.empty();
    }
    return untilMs <= nowMs ? Optional.empty() : Optional.of(tell(watched, watcher));
  }

  /// Hears of a user's setting.
  ///
  /// @param setting null when the account is gone
  public List<Outcome> onUser(UserId user, @Nullable Visibility setting, long nowMs) {
    counts.rows.increment();
    Visibility before = audience.setting(user);
    if (setting == null) {
      audience.remove(user);
      told.delete(Keys.user(user));
    } else {
      audience.set(user, setting);
    }
    List<Outcome> outcomes = new ArrayList<>();
    if (setting == null) {
      outcomes.add(new Forget(user));
    }
    boolean isRepeated = isRepeated(nowMs);
    for (UserId watcher : watches.of(user, nowMs)) {
      if (isRepeated || audience.allows(before, user, watcher) != audience.allows(user, watcher)) {
        outcomes.add(tell(user, watcher));
      }
    }
    boolean isNew = setting != null && (isRepeated || toldOrNull(user) == null);
    if (isNew && sessions.status(user) != null) {
      outcomes.addAll(news(user, isRepeated, nowMs)); // What came before the row.
    }
    return outcomes;
  }

  /// Hears that a user has another as a contact, or no longer.
  public Optional<Outcome> onContact(UserId user, UserId contact, boolean isContact, long nowMs) {
    counts.rows.increment();
    boolean wasAllowed = audience.allows(user, contact);
    audience.setContact(user, contact, isContact);
    boolean isNews = isRepeated(nowMs) || audience.allows(user, contact) != wasAllowed;
    return isNews && watches.has(user, contact, nowMs)
        ? Optional.of(tell(user, contact))
        : Optional.empty();
  }

  /// Time has passed.
  ///
  /// @param epoch in which the partition has its owner, as far as is known
  public List<Outcome> onTick(long epoch, long nowMs) {
    epochs.onEpoch(epoch, nowMs);
    if (epochs.onTick(nowMs)) {
      scan = new byte[0];
    }
    scan(nowMs);
    sweep(nowMs);
    List<Outcome> outcomes = new ArrayList<>();
    for (Pace.Ready ready : pace.onTick(nowMs, TURNS_A_TICK)) {
      outcomes.addAll(say(ready, nowMs));
    }
    return outcomes;
  }

  /// Ends sessions that are over, and looks whether what was said of each user is so.
  private void scan(long nowMs) {
    byte[] from = scan;
    if (from == null) {
      return;
    }
    List<Sessions.Entry> page = sessions.page(from, SCANNED_A_TICK);
    for (Sessions.Entry entry : page) {
      if (entry.session().isOpen() && epochs.isOver(entry.session().epoch())) {
        sessions.put(entry.user(), entry.device(), entry.session().ended(nowMs));
        counts.ended.increment();
      }
    }
    page.stream().map(Sessions.Entry::user).distinct().forEach(user -> check(user, nowMs));
    scan = page.size() < SCANNED_A_TICK ? null : page.getLast().after();
  }

  private void check(UserId user, long nowMs) {
    if (status(user).isOnline() != toldOr(user, Status.UNKNOWN).isOnline()) {
      pace.askMarked(user, nowMs);
    }
  }

  private void sweep(long nowMs) {
    List<Sessions.Entry> page = sessions.page(sessionSweep, SWEPT_A_TICK);
    for (Sessions.Entry entry : page) {
      if (!entry.session().isOpen() && nowMs - entry.session().atMs() >= KEEP_MS) {
        sessions.remove(entry);
        counts.forgotten.increment();
      }
    }
    sessionSweep = page.size() < SWEPT_A_TICK ? new byte[0] : page.getLast().after();
    watchSweep = watches.sweep(watchSweep, SWEPT_A_TICK, nowMs, counts);
  }

  /// Returns of how many users something was said lately, or is about to be.
  public int waiting() {
    return pace.size();
  }
}
