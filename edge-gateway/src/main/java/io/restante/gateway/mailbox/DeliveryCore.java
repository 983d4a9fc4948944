package io.restante.gateway.mailbox;

import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.gateway.mailbox.Mailbox.Progress;
import io.restante.gateway.mailbox.Mailbox.Successor;
import io.restante.messaging.EnvelopeKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

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
  private final SharedRecords<C> shared;
  private final MailboxTable<C> mailboxes;
  private final StoredEnvelopes<C> stored;
  private final Ahead<C> ahead = new Ahead<>();
  private final Sweep<C> sweep = new Sweep<>();
  private final RollWatch rollWatch;
  private final ExpirySearch expiry;
  private final Expiries<C> expiries;
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
    this.mailboxes = new MailboxTable<>(settings.budget());
    this.standings = new Standings(index, store.overlaid());
    this.shared =
        new SharedRecords<>(index, mailboxes, settings.remainderAfterMs(), store.orphans());
    this.stored = new StoredEnvelopes<>(standings, shared, mailboxes, settings.sample());
    this.rollWatch = new RollWatch(settings.rollAfterMs());
    this.recoverUpTo = recoverUpTo;
    this.position = store.position();
    this.recovering = position < recoverUpTo;
    this.nowMs = nowMs;
    this.expiry = new ExpirySearch(settings, nowMs);
    this.expiries = new Expiries<>(expiry, index, standings, shared, mailboxes);
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
  ///
  /// @param appended any record but a shared one, which goes to [#onShared]
  public List<Action<C>> onAppended(LogRecord appended) {
    if (isNext(appended)) {
      if (appended.value() == null) {
        onTombstone(appended);
      } else if (appended.slot().kind() == EnvelopeKind.REMAINDER) {
        shared.takeInRemainder(appended, appended.value(), actions);
      } else if (appended.slot().kind() != EnvelopeKind.TICKER) {
        onEnvelope(appended, appended.value());
      }
      readOn();
    }
    return taken();
  }

  /// Takes in the next record of the partition, a shared one.
  ///
  /// @param devices all devices of its recipients
  public List<Action<C>> onShared(LogRecord appended, List<DeviceAddress> devices) {
    ByteBuffer value = appended.value();
    if (isNext(appended) && value != null) {
      shared.takeIn(appended, devices, actions);
      devices.forEach(device -> deliverIfLive(device, appended, value));
      readOn();
    }
    return taken();
  }

  private boolean isNext(LogRecord appended) {
    if (appended.offset() < position) {
      return false;
    }
    position = appended.offset() + 1;
    rollWatch.onRecord(appended.timestampMs(), appended.value() == null);
    expiry.onRecord(appended.timestampMs());
    return true;
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
    if (tombstone.answers() == LogRecord.NOTHING || shared.takesOut(tombstone, actions)) {
      return;
    }
    DeviceAddress address = tombstone.slot().address();
    index.remove(address, tombstone.answers());
    standings.takeOut(tombstone);
    mailboxes.forgotten(address, tombstone.answers());
  }

  private void onEnvelope(LogRecord appended, ByteBuffer value) {
    if (standings.takesIn(appended)) {
      index.add(appended.slot().address(), appended.offset());
      deliverIfLive(appended.slot().address(), appended, value);
    }
  }

  private void deliverIfLive(DeviceAddress address, LogRecord appended, ByteBuffer value) {
    Mailbox<C> mailbox = mailboxes.get(address);
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
    mailbox.send(stored.inFlight(found, value, mailbox, nowMs), nowMs);
    actions.add(new Action.Deliver<>(connection, found.offset(), value));
  }

  /// A device has connected. An older connection of it is closed first and this one waits until
  /// that is done.
  ///
  /// @param storedUpTo the highest offset of this log that the device says it has stored, or -1
  public List<Action<C>> onConnected(C connection, DeviceAddress address, long storedUpTo) {
    Mailbox<C> mailbox = mailboxes.open(address);
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
    mailboxes.dropIfIdle(mailbox);
    return taken();
  }

  /// A device has stored everything delivered on its connection up to an offset.
  public List<Action<C>> onAcknowledged(C connection, DeviceAddress address, long upTo) {
    return acknowledge(connection, address, upTo, true);
  }

  /// What was delivered to a device that is no more, up to an offset, is to be forgotten.
  public List<Action<C>> onDiscarded(C connection, DeviceAddress address, long upTo) {
    return acknowledge(connection, address, upTo, false);
  }

  private List<Action<C>> acknowledge(
      C connection, DeviceAddress address, long upTo, boolean isStored) {
    Mailbox<C> mailbox = mailboxes.get(address);
    if (mailbox != null && connection.equals(mailbox.connection)) {
      stored.takeUpTo(mailbox, upTo, isStored, nowMs, actions);
      boolean rejoins = sweep.isAside(mailbox) || mailbox.hasHalfTheWindow(settings);
      if (mailbox.progress == Progress.BEHIND && rejoins) {
        proceed(mailbox, connection);
        sweepOn();
      }
    }
    return taken();
  }

  /// A user says to have read what a device sent, up to a number.
  public List<Action<C>> onUserRead(DeviceAddress reader, Conversation conversation, long number) {
    stored.read(reader, conversation, number, nowMs);
    stored.report(nowMs, actions);
    return taken();
  }

  /// What [Action.Report] asked for is in the log.
  public List<Action<C>> onReported(long number) {
    stored.reported(number, nowMs, actions);
    return taken();
  }

  /// The chunk asked for by [Action.Read] has been read.
  ///
  /// @param records what the log holds from the offset asked for up to `end`
  /// @param end where the next read would begin
  public List<Action<C>> onRead(Chunk records, long end) {
    sweep.onChunk(records, end);
    servedAtMs = nowMs;
    expiries.look(sweep, records, end, position, nowMs, actions);
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
    stored.report(nowMs, actions);
    shared.note(nowMs, actions);
    mailboxes.closeSlowReaders(nowMs, settings.ackTimeoutMs(), actions);
    ahead.refuse(nowMs - settings.ackTimeoutMs(), actions);
    sweepOn();
    return taken();
  }

  /// The partition goes to another owner: every connection is to be closed.
  public List<Action<C>> onLost() {
    mailboxes.endAll(actions);
    return taken();
  }

  /// A device was removed from its user: whoever is connected as that device is to be closed.
  public List<Action<C>> onRemoved(DeviceAddress address) {
    mailboxes.disconnect(address, Disconnection.REMOVED, actions);
    return taken();
  }

  private void readOn() {
    if (recovering && position >= recoverUpTo) {
      recovering = false;
      mailboxes.all().forEach(this::letIn);
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
    boolean isHolding = sweep.hasAside() && nowMs - servedAtMs < settings.holdMs();
    if (sweep.isReading() || (overlaid == LogRecord.NOTHING && isHolding)) {
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
      shared.takeOut(place.next(), actions); // compacted or expired since it was written
      index.removeGone(mailbox.address, place.next());
      mailbox.pass(place.next());
    } else if (mailbox.cannotHold(found)) {
      sweep.leave(mailbox);
      actions.add(new Action.Rebuild<>());
      return;
    } else if (found.offset() <= mailbox.storedUpTo) {
      mailbox.passStored(found.offset());
      stored.take(mailbox, found, nowMs, actions);
    } else if (found.value() != null && mailbox.hasRoom(found.value().remaining(), settings)) {
      deliver(mailbox, connection, found, found.value());
    } else {
      sweep.stepAside(mailbox, found.offset());
      return;
    }
    proceed(mailbox, connection);
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
