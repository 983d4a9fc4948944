package io.restante.gateway.simulation;

import io.restante.contract.DeviceAddress;
import io.restante.contract.EnvelopeCodec;
import io.restante.contract.ReceiptEvent.Watermark;
import io.restante.contract.Slot;
import io.restante.gateway.mailbox.Action;
import io.restante.gateway.mailbox.Chunk;
import io.restante.gateway.mailbox.CoreSettings;
import io.restante.gateway.mailbox.DeliveryCore;
import io.restante.gateway.mailbox.LogRecord;
import io.restante.gateway.simulation.SimulatedDevice.Connection;
import io.restante.gateway.simulation.SimulatedDevice.Delivery;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One node: the thin shell around the core, in memory, which performs actions late, or, after a
/// crash, never. It owns the partition or does not; it may go on owning it when another does so
/// already, until it hears of that.
final class SimulatedNode {
  private final CoreSettings settings;
  private final SimulatedLog log;
  private final SimulatedStore store;
  private final SimulatedReceipts receipts;
  private final Fault fault;
  private @Nullable DeliveryCore<Connection> core;
  private final Deque<Action<Connection>> appends = new ArrayDeque<>();

  /// Who is to hear that a report is in the log.
  private final IdentityHashMap<Action<Connection>, DeliveryCore<Connection>> reporters =
      new IdentityHashMap<>();

  private long readFrom = -1;
  private @Nullable Connection latest;
  private long clockWrongByMs;
  private int rebuilds;

  SimulatedNode(
      CoreSettings settings,
      SimulatedLog log,
      SimulatedStore store,
      SimulatedReceipts receipts,
      Fault fault) {
    this.settings = settings;
    this.log = log;
    this.store = store;
    this.receipts = receipts;
    this.fault = fault;
  }

  /// Dies: memory and everything on its way is lost. To own the partition again it must take it
  /// over.
  ///
  /// @param clock how wrong the machine's clock will be when it comes back
  void crash(int checkpointsLost, long clock) {
    store.rollBack(checkpointsLost);
    clockWrongByMs = clock;
    appends.clear();
    reporters.clear();
    readFrom = -1;
    core = null;
  }

  /// Is given the partition.
  ///
  /// @param tombstonesGoneBelow where tombstones may be missing: an index that has not taken them
  ///   in is too old
  void takeOver(long tombstonesGoneBelow, long nowMs) {
    if (store.position() < tombstonesGoneBelow) {
      store.wipe();
    }
    readFrom = -1;
    core = new DeliveryCore<>(settings, store, log.end(), nowMs + clockWrongByMs);
  }

  /// Hears that another has the partition. What is on its way to the log still gets there.
  void lose() {
    if (core != null) {
      perform(core.onLost());
      core.checkpoint();
    }
    readFrom = -1;
    core = null;
  }

  boolean isOwner() {
    return core != null;
  }

  void checkpoint() {
    if (core != null) {
      core.checkpoint();
    }
  }

  /// Reads the log on by some records.
  boolean poll(int max) {
    DeliveryCore<Connection> core = this.core;
    if (core == null) {
      return false;
    }
    List<LogRecord> records = log.read(core.position(), max);
    if (records.isEmpty()) {
      boolean moved = core.position() < log.end();
      perform(core.onSkippedTo(log.end()));
      return moved;
    }
    for (LogRecord next : records) {
      LogRecord read = fault == Fault.EXPIRY_BY_NODES_CLOCK ? byNodesClock(next) : next;
      boolean isShared = read.slot().isShared() && read.value() != null;
      perform(isShared ? core.onShared(read, devices(read)) : core.onAppended(read));
    }
    return true;
  }

  private static List<DeviceAddress> devices(LogRecord shared) {
    return shared.recipients().stream().map(user -> World.address((int) user.low())).toList();
  }

  private LogRecord byNodesClock(LogRecord next) {
    return new LogRecord(
        next.offset(),
        next.timestampMs() + clockWrongByMs,
        next.slot(),
        next.value(),
        next.answers(),
        next.version(),
        next.recipients());
  }

  void connect(Connection connection, long storedUpTo) {
    latest = connection;
    if (core == null) {
      connection.closing = true; // sent away
      return;
    }
    perform(core.onConnected(connection, connection.device.address, storedUpTo));
  }

  void disconnected(Connection connection) {
    if (core == null) {
      return;
    }
    perform(core.onDisconnected(connection, connection.device.address));
  }

  void acknowledge(Connection connection, long upTo) {
    if (core == null) {
      return;
    }
    perform(core.onAcknowledged(connection, connection.device.address, upTo));
  }

  void tick(long nowMs) {
    if (core != null) {
      perform(core.onTick(nowMs + clockWrongByMs));
    }
  }

  /// Appends the oldest thing on its way to the log.
  ///
  /// @return the envelope that has expired, when the sender is to be told so
  @Nullable SimulatedMessage appendNext() {
    return switch (appends.removeFirst()) {
      case Action.Forget<Connection>(var slot, var offset, var version) -> {
        log.empty(slot, offset, version);
        yield null;
      }
      case Action.Expire<Connection>(var slot, var offset, var value, _) -> {
        log.empty(slot, offset, offset);
        yield SimulatedMessage.decode(value);
      }
      case Action.Repeat<Connection>(var slot, var version, var value) -> {
        if (fault == Fault.REPETITION_WITHOUT_VERSION) {
          log.append(slot, value);
        } else {
          log.repeat(slot, value, version);
        }
        yield null;
      }
      case Action.Note<Connection>(var slot, var of, var devices) -> {
        boolean omits = fault == Fault.REMAINDER_OMITS_ONE;
        log.append(
            slot,
            ByteBuffer.wrap(
                EnvelopeCodec.encodeRemainder(
                    of, omits ? devices.subList(1, devices.size()) : devices)));
        yield null;
      }
      case Action.Report<Connection> report -> {
        report(report);
        yield null;
      }
      case Action.Tick<Connection>() -> {
        log.append(Slot.TICKER, ByteBuffer.allocate(0));
        yield null;
      }
      case Action.Welcome<Connection> _,
          Action.Refuse<Connection> _,
          Action.Deliver<Connection> _,
          Action.Drained<Connection> _,
          Action.Disconnect<Connection> _,
          Action.Read<Connection> _,
          Action.Erased<Connection> _,
          Action.Rebuild<Connection> _ ->
          throw new AssertionError("not an append");
    };
  }

  private void report(Action.Report<Connection> report) {
    if (fault == Fault.RECEIPT_LIES) {
      Watermark first = report.watermarks().getFirst();
      receipts.append(
          new Action.Report<>(
              report.number(),
              report.conversation(),
              List.of(new Watermark(first.user(), first.delivered() + 1, 0)),
              report.passages()));
    } else if (fault != Fault.RECEIPT_LOST) {
      receipts.append(report);
    }
    DeliveryCore<Connection> reporter = reporters.remove(report);
    if (reporter != null && reporter.equals(core)) {
      perform(reporter.onReported(report.number()));
    }
  }

  boolean hasAppends() {
    return !appends.isEmpty();
  }

  boolean hasRead() {
    return core != null && readFrom >= 0;
  }

  /// Performs the outstanding read.
  void readChunk(int max) {
    long from = readFrom;
    readFrom = -1;
    List<LogRecord> records = log.read(from, max);
    boolean atEnd = records.size() < max;
    long end = atEnd ? Math.max(from, log.end()) : records.getLast().offset() + 1;
    Chunk chunk = fault == Fault.DROPPED_SWEEP ? Chunk.EMPTY : chunk(records);
    if (core != null) {
      perform(core.onRead(chunk, end));
    }
  }

  private static Chunk chunk(List<LogRecord> records) {
    return new Chunk() {
      @Override
      public int size() {
        return records.size();
      }

      @Override
      public long offset(int index) {
        return records.get(index).offset();
      }

      @Override
      public LogRecord record(int index) {
        return records.get(index);
      }
    };
  }

  long position() {
    return core == null ? store.position() : core.position();
  }

  /// Returns how many mailboxes and slots the index knows.
  int entries() {
    return store.entries();
  }

  int rebuilds() {
    return rebuilds;
  }

  boolean isCaughtUp() {
    return core != null && core.position() >= log.end();
  }

  private void perform(List<Action<Connection>> actions) {
    for (Action<Connection> action : actions) {
      perform(action);
    }
  }

  private void perform(Action<Connection> action) {
    switch (action) {
      case Action.Welcome<Connection>(var connection) -> connection.welcomed = true;
      case Action.Refuse<Connection>(var connection, _) -> connection.closing = true;
      case Action.Deliver<Connection> delivery -> deliver(delivery);
      case Action.Drained<Connection>(var connection) -> {
        check(!connection.drained, "drained twice");
        connection.drained = true;
      }
      case Action.Disconnect<Connection>(var connection, _) -> connection.closing = true;
      case Action.Forget<Connection> forget -> {
        if (fault != Fault.NO_TOMBSTONES) {
          appends.add(forget);
        }
      }
      case Action.Expire<Connection> expire -> {
        check(log.ageMs(expire.offset()) >= settings.expireAfterMs(), "expired before its time");
        appends.add(expire);
      }
      case Action.Repeat<Connection> repeat -> {
        if (fault != Fault.TOMBSTONE_ERASES_NEWER) {
          appends.add(repeat);
        }
      }
      case Action.Erased<Connection> erased ->
          check(!isCaughtUp(), "too late: " + erased); // else another owner was in time
      case Action.Note<Connection> note -> {
        if (fault == Fault.SHARED_FORGOTTEN_BY_THE_FIRST) {
          Slot shared = Slot.ofGroupMessage(note.slot().id(), note.slot().attempt());
          appends.add(new Action.Forget<>(shared, note.of(), note.of()));
        } else if (fault != Fault.REMAINDER_OMITS_ONE || note.devices().size() > 1) {
          appends.add(note);
        }
      }
      case Action.Report<Connection> report -> {
        reporters.put(report, Objects.requireNonNull(core));
        appends.add(report);
      }
      case Action.Tick<Connection> tick -> appends.add(tick);
      case Action.Read<Connection>(var from) -> {
        check(readFrom < 0, "two reads at once");
        readFrom = from;
      }
      case Action.Rebuild<Connection>() -> rebuilds++;
    }
  }

  private void deliver(Action.Deliver<Connection> delivery) {
    Connection to = fault == Fault.WRONG_DEVICE && latest != null ? latest : delivery.connection();
    check(to.welcomed, "delivered before welcomed");
    check(delivery.offset() > to.highestSent, "offsets went back");
    to.highestSent = delivery.offset();
    Delivery frame = new Delivery(delivery.offset(), delivery.value());
    if (fault == Fault.LIVE_BEFORE_BACKLOG && to.incoming.size() > 1) {
      to.incoming.addFirst(frame);
    } else {
      to.incoming.addLast(frame);
    }
    check(to.incoming.size() <= settings.windowEnvelopes(), "more than a window on the wire");
    boolean isMessage = !SimulatedNotice.isNotice(delivery.value());
    SimulatedMessage message = isMessage ? SimulatedMessage.decode(delivery.value()) : null;
    if (fault == Fault.TOMBSTONE_BEFORE_ACKNOWLEDGEMENT && message != null && !message.isShared()) {
      Slot slot = World.slot(to.device.address, message, 0);
      appends.add(new Action.Forget<>(slot, delivery.offset(), delivery.offset()));
    }
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
