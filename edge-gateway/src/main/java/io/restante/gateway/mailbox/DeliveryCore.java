package io.restante.gateway.mailbox;

import io.restante.contract.DeviceAddress;
import io.restante.gateway.mailbox.Mailbox.InFlight;
import io.restante.gateway.mailbox.Mailbox.Progress;
import io.restante.gateway.mailbox.Mailbox.Successor;
import io.restante.messaging.EnvelopeKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One partition's delivery: events in, [Action]s out.
///
/// Promises, as long as its events tell the truth: an envelope is delivered until it is
/// acknowledged; to each device in the order of the log; never to another device; and a tombstone
/// is asked for only after an acknowledgement or an expiry.
///
/// Owned by the partition's lane; not thread-safe. Memory: [MailboxIndex]'s recent changes, one
/// chunk of records, one [Mailbox] for each connected device with at most a window of small records
/// in it.
///
/// @param <C> a connection, opaque; equal to itself alone
public final class DeliveryCore<C> {
  private static final int PAGE = 256;

  private final CoreSettings settings;
  private final MailboxIndex index;
  private final Standings standings;
  private final Map<DeviceAddress, Mailbox<C>> mailboxes = new HashMap<>();
  private final Ahead<C> ahead = new Ahead<>();
  private final Sweep<C> sweep = new Sweep<>();
  private final RollWatch rollWatch;
  private final ExpirySearch expiry;
  private final long recoverUpTo;
  private List<Action<C>> actions = new ArrayList<>();
  private boolean recovering;
  private long position;
  private long nowMs;
  private long servedAtMs;

  /// Creates the core of a partition that this node has just come to own.
  ///
  /// @param store the index as it was left; the core reads on from its position
  /// @param recoverUpTo the end of the log now: nothing is delivered before the core has read up to
  ///   it
  /// @param nowMs the time now, milliseconds since 1970 UTC
  public DeliveryCore(CoreSettings settings, IndexStore store, long recoverUpTo, long nowMs) {
    this.settings = settings;
    this.index = new MailboxIndex(store);
    this.standings = new Standings(index, store.overlaid());
    this.rollWatch = new RollWatch(settings.rollAfterMs());
    this.recoverUpTo = recoverUpTo;
    this.position = store.position();
    this.recovering = position < recoverUpTo;
    this.nowMs = nowMs;
    this.expiry = new ExpirySearch(settings, nowMs);
    rollWatch.onTakenOver(recoverUpTo, nowMs);
  }

  /// Returns the offset of the next record to be handed to [#onAppended].
  public long position() {
    return position;
  }

  /// Tells whether the core is still reading what was in the log when it began.
  public boolean isRecovering() {
    return recovering;
  }

  /// Returns how many index changes are not yet in the store.
  public int changesInMemory() {
    return index.changes();
  }

  /// Moves the index into its store, together with the position.
  public void checkpoint() {
    index.checkpoint(position);
  }

  /// Takes in the next record of the partition. Offsets may have gaps; one already seen is ignored.
  public List<Action<C>> onAppended(LogRecord appended) {
    if (appended.offset() >= position) {
      position = appended.offset() + 1;
      rollWatch.onRecord(appended.timestampMs(), appended.value() == null);
      expiry.onRecord(appended.timestampMs());
      if (appended.value() == null) {
        onTombstone(appended);
      } else if (appended.slot().kind() != EnvelopeKind.TICKER) {
        onEnvelope(appended, appended.value());
      }
      readOn();
    }
    return taken();
  }

  /// Moves over a stretch of the log that holds no records any more.
  ///
  /// @param next the offset at which the next record can be
  public List<Action<C>> onSkippedTo(long next) {
    position = Math.max(position, next);
    readOn();
    return taken();
  }

  private void onTombstone(LogRecord tombstone) {
    if (tombstone.answers() == LogRecord.NOTHING) {
      return;
    }
    DeviceAddress address = tombstone.slot().address();
    index.remove(address, tombstone.answers());
    standings.takeOut(tombstone);
    Mailbox<C> mailbox = mailboxes.get(address);
    if (mailbox != null) {
      mailbox.forgotten(tombstone.answers());
      dropIfIdle(mailbox);
    }
  }

  private void onEnvelope(LogRecord appended, ByteBuffer value) {
    if (!standings.takesIn(appended)) {
      return;
    }
    index.add(appended.slot().address(), appended.offset());
    Mailbox<C> mailbox = mailboxes.get(appended.slot().address());
    if (mailbox == null || mailbox.connection == null || mailbox.progress != Progress.LIVE) {
      return;
    }
    if (mailbox.hasRoom(value.remaining(), settings)) {
      deliver(mailbox, mailbox.connection, appended, value);
      return;
    }
    mailbox.progress = Progress.BEHIND;
    sweep.stepAside(mailbox, appended.offset());
  }

  private void deliver(Mailbox<C> mailbox, C connection, LogRecord found, ByteBuffer value) {
    mailbox.send(found.slot(), found.offset(), value.remaining(), nowMs);
    actions.add(new Action.Deliver<>(connection, found.offset(), value));
  }

  /// A device has connected. An older connection of it is closed first and this one waits until
  /// that is done.
  ///
  /// @param storedUpTo the highest offset of this log that the device says it has stored, or -1
  public List<Action<C>> onConnected(C connection, DeviceAddress address, long storedUpTo) {
    Mailbox<C> mailbox =
        mailboxes.computeIfAbsent(address, key -> new Mailbox<>(key, settings.budget()));
    if (mailbox.connection == null) {
      begin(mailbox, connection, storedUpTo);
      return taken();
    }
    C older = mailbox.successor == null ? mailbox.connection : mailbox.successor.connection();
    mailbox.successor = new Successor<>(connection, storedUpTo);
    actions.add(new Action.Disconnect<>(older, Disconnection.SUPERSEDED));
    return taken();
  }

  private void begin(Mailbox<C> mailbox, C connection, long storedUpTo) {
    mailbox.begin(connection, storedUpTo, nowMs);
    actions.add(new Action.Welcome<>(connection));
    if (!recovering) {
      letIn(mailbox);
      sweepOn();
    }
  }

  /// A connection is over: no more of its acknowledgements will come.
  public List<Action<C>> onDisconnected(C connection, DeviceAddress address) {
    Mailbox<C> mailbox = mailboxes.get(address);
    if (mailbox == null) {
      return taken();
    }
    Successor<C> successor = mailbox.successor;
    if (connection.equals(mailbox.connection)) {
      sweep.leave(mailbox);
      mailbox.end();
      mailbox.successor = null;
      if (successor != null) {
        begin(mailbox, successor.connection(), successor.storedUpTo());
      }
      sweepOn();
    } else if (successor != null && connection.equals(successor.connection())) {
      mailbox.successor = null;
    }
    dropIfIdle(mailbox);
    return taken();
  }

  /// A device has stored everything delivered on its connection up to an offset.
  public List<Action<C>> onAcknowledged(C connection, DeviceAddress address, long upTo) {
    Mailbox<C> mailbox = mailboxes.get(address);
    if (mailbox == null || !connection.equals(mailbox.connection)) {
      return taken();
    }
    InFlight stored = mailbox.acknowledge(upTo);
    while (stored != null) {
      standings.forget(mailbox, stored.slot(), stored.offset(), actions);
      mailbox.progressAtMs = nowMs;
      stored = mailbox.acknowledge(upTo);
    }
    boolean rejoins = sweep.isAside(mailbox) || mailbox.hasHalfTheWindow(settings);
    if (mailbox.progress == Progress.BEHIND && rejoins) {
      proceed(mailbox, connection);
      sweepOn();
    }
    return taken();
  }

  /// The chunk asked for by [Action.Read] has been read.
  ///
  /// @param records what the log holds from the offset asked for up to `end`
  /// @param end where the next read would begin
  public List<Action<C>> onRead(Chunk records, long end) {
    sweep.onChunk(records, end);
    servedAtMs = nowMs;
    expire(records, end);
    sweepOn();
    return taken();
  }

  /// Time has passed.
  ///
  /// @param now milliseconds since 1970 UTC
  public List<Action<C>> onTick(long now) {
    nowMs = Math.max(nowMs, now);
    if (recovering) {
      return taken();
    }
    boolean tellsTime = expiry.asksForTime(nowMs);
    if (rollWatch.asksForTicker(nowMs) || tellsTime) {
      actions.add(new Action.Tick<>());
    }
    closeSlowReaders();
    ahead.refuse(nowMs - settings.ackTimeoutMs(), actions);
    sweepOn();
    return taken();
  }

  /// The partition goes to another owner: every connection is to be closed.
  public List<Action<C>> onLost() {
    mailboxes.values().forEach(mailbox -> disconnect(mailbox, Disconnection.GOING_AWAY));
    mailboxes.values().forEach(Mailbox::end);
    return taken();
  }

  /// A device was removed from its user: whoever is connected as that device is to be closed.
  public List<Action<C>> onRemoved(DeviceAddress address) {
    Mailbox<C> mailbox = mailboxes.get(address);
    if (mailbox != null) {
      disconnect(mailbox, Disconnection.REMOVED);
    }
    return taken();
  }

  private void disconnect(Mailbox<C> mailbox, Disconnection cause) {
    mailbox.connections().forEach(it -> actions.add(new Action.Disconnect<>(it, cause)));
  }

  private void readOn() {
    if (recovering && position >= recoverUpTo) {
      recovering = false;
      mailboxes.values().forEach(this::letIn);
      sweepOn();
    } else if (!recovering && ahead.isNeeded()) {
      ahead.caughtUp(position).forEach(this::letIn);
      sweepOn();
    }
  }

  private void letIn(Mailbox<C> mailbox) {
    C connection = mailbox.connection;
    if (connection != null && mailbox.storedUpTo < position) {
      proceed(mailbox, connection);
    } else if (connection != null) {
      ahead.add(mailbox, connection, nowMs);
    }
  }

  /// Finds what the mailbox wants next and joins the sweep for it; with nothing waiting it is live.
  private void proceed(Mailbox<C> mailbox, C connection) {
    long next = mailbox.next(index, PAGE);
    if (next >= 0) {
      mailbox.progress = Progress.BEHIND;
      sweep.join(mailbox, next);
      return;
    }
    sweep.leave(mailbox);
    mailbox.progress = Progress.LIVE;
    if (!mailbox.drainedSent) {
      mailbox.drainedSent = true;
      actions.add(new Action.Drained<>(connection));
    }
  }

  private void sweepOn() {
    sweep.gather(nowMs);
    actions.addAll(standings.repetitions(sweep));
    Sweep.Place<C> place = sweep.first();
    while (place != null && sweep.isInChunk(place.next())) {
      serve(place);
      place = sweep.first();
    }
    long overlaid = recovering ? LogRecord.NOTHING : standings.wanted();
    if (sweep.isReading() || (overlaid == LogRecord.NOTHING && isHolding())) {
      return;
    }
    if (overlaid != LogRecord.NOTHING) {
      read(overlaid);
    } else if (place != null) {
      read(place.next());
    } else if (expiry.isUnderWay()) {
      read(expiry.from());
    } else if (!sweep.hasAside()) {
      sweep.rest();
    }
  }

  private boolean isHolding() {
    return sweep.hasAside() && nowMs - servedAtMs < settings.holdMs();
  }

  private void read(long wanted) {
    actions.add(new Action.Read<>(sweep.startReading(wanted, settings.seekGap(), nowMs)));
  }

  private void serve(Sweep.Place<C> place) {
    Mailbox<C> mailbox = place.mailbox();
    C connection = mailbox.connection;
    if (connection == null) {
      sweep.leave(mailbox);
      return;
    }
    LogRecord found = sweep.find(place.next());
    if (found == null) {
      index.removeGone(mailbox.address, place.next()); // compacted or expired since it was written
      mailbox.pass(place.next());
    } else if (mailbox.cannotHold(found)) {
      sweep.leave(mailbox);
      actions.add(new Action.Rebuild<>());
      return;
    } else if (found.offset() <= mailbox.storedUpTo) {
      mailbox.passStored(found.offset());
      standings.forget(mailbox, found.slot(), found.offset(), actions);
    } else if (found.value() != null && mailbox.hasRoom(found.value().remaining(), settings)) {
      deliver(mailbox, connection, found, found.value());
    } else {
      sweep.stepAside(mailbox, found.offset());
      return;
    }
    proceed(mailbox, connection);
  }

  private void closeSlowReaders() {
    for (Mailbox<C> mailbox : mailboxes.values()) {
      C connection = mailbox.connection;
      boolean owes = mailbox.inFlightCount() > 0;
      if (connection != null && owes && nowMs - mailbox.progressAtMs >= settings.ackTimeoutMs()) {
        mailbox.progressAtMs = nowMs;
        actions.add(new Action.Disconnect<>(connection, Disconnection.SLOW_READER));
      }
    }
  }

  private void expire(Chunk records, long end) {
    if (!expiry.isUnderWay() || !sweep.isInChunk(expiry.from())) {
      return;
    }
    for (LogRecord found : expiry.look(records, end, position, nowMs, this::isWaiting)) {
      actions.add(standings.expiry(found));
    }
  }

  private boolean isWaiting(LogRecord found) {
    DeviceAddress address = found.slot().address();
    Mailbox<C> mailbox = mailboxes.get(address);
    boolean onItsWay = mailbox != null && mailbox.hasPassed(found.offset());
    return found.value() != null && !onItsWay && index.contains(address, found.offset());
  }

  private void dropIfIdle(Mailbox<C> mailbox) {
    if (mailbox.isIdle()) {
      mailboxes.remove(mailbox.address);
    }
  }

  private List<Action<C>> taken() {
    if (actions.isEmpty()) {
      return List.of();
    }
    List<Action<C>> done = actions;
    actions = new ArrayList<>();
    return done;
  }
}
