package io.restante.gateway.mailbox;

import io.restante.contract.DeviceAddress;
import io.restante.contract.MessagePlace;
import io.restante.contract.Slot;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a lane knows of one device that is connected, or was a moment ago. Owned by the partition's
/// core.
///
/// Offsets only go up: `ackedUpTo < everything in flight < cursor`. What lies at or above the
/// cursor is in the index and has not been sent on this connection.
///
/// @param <C> a connection
final class Mailbox<C> {
  /// Where delivery to the device stands.
  enum Progress {
    /// The partition is being recovered, or the connection was refused; nothing is delivered.
    WAITING,
    /// The device has stored more than this node has read; nothing is delivered, see [Ahead].
    AHEAD,
    /// Nothing waits in the index beyond the cursor: a new record goes straight to the device.
    LIVE,
    /// Envelopes wait in the index beyond the cursor, for a sweep.
    BEHIND
  }

  private static final long[] NO_OFFSETS = {};

  final DeviceAddress address;
  private final DeliveryBudget budget;
  @Nullable C connection;
  @Nullable Successor<C> successor;
  Progress progress = Progress.WAITING;
  boolean drainedSent;

  /// Where the mailbox stands in a sweep; kept by [Sweep].
  Sweep.@Nullable Place<C> place;

  /// Everything up to here was stored before this connection: to be forgotten, not sent again.
  long storedUpTo = -1;

  /// When the connection began.
  long connectedAtMs;

  /// When the device last acknowledged, or was last sent something after owing nothing.
  long progressAtMs;

  private long ackedUpTo = -1;
  private long forgottenUpTo = -1;
  private long cursor;

  /// How many shared records the device has stored that the log does not know of yet.
  private int sharedUnsaid;

  private long[] page = NO_OFFSETS;
  private int pageAt;
  private @Nullable ArrayDeque<InFlight> inFlight;
  private int inFlightBytes;

  Mailbox(DeviceAddress address, DeliveryBudget budget) {
    this.address = address;
    this.budget = budget;
  }

  /// Begins a connection: nothing is in flight, what is acknowledged is skipped.
  void begin(C newConnection, long stored, long nowMs) {
    end();
    connection = newConnection;
    storedUpTo = stored;
    cursor = ackedUpTo + 1;
    connectedAtMs = nowMs;
    progressAtMs = nowMs;
  }

  /// Ends the connection; what was in flight is as undelivered as before.
  void end() {
    budget.giveBack(inFlightCount(), inFlightBytes);
    connection = null;
    progress = Progress.WAITING;
    drainedSent = false;
    page = NO_OFFSETS;
    pageAt = 0;
    inFlight = null;
    inFlightBytes = 0;
  }

  /// Tells whether nothing would be lost with this object: no connection, no tombstone on its way.
  boolean isIdle() {
    boolean logKnows = forgottenUpTo >= ackedUpTo && sharedUnsaid == 0;
    return connection == null && successor == null && logKnows;
  }

  /// Returns who is connected, and who waits for that to end.
  List<C> connections() {
    return Stream.of(connection, successor == null ? null : successor.connection())
        .filter(Objects::nonNull)
        .toList();
  }

  /// Returns the next offset that waits in the index, or -1 when none does.
  long next(MailboxIndex index, int pageLength) {
    while (pageAt < page.length && page[pageAt] < cursor) {
      pageAt++;
    }
    if (pageAt == page.length) {
      page = index.page(address, cursor, pageLength);
      pageAt = 0;
    }
    if (page.length == 0) {
      page = NO_OFFSETS;
      return -1;
    }
    return page[pageAt];
  }

  /// Tells whether the index is wrong in having this record in the mailbox.
  boolean cannotHold(LogRecord found) {
    return found.value() == null || !found.isFor(address);
  }

  /// Moves on past an offset that was sent, or need not be.
  void pass(long offset) {
    cursor = offset + 1;
  }

  /// Tells whether the offset has been passed on this connection.
  boolean hasPassed(long offset) {
    return offset < cursor;
  }

  /// Moves on past an offset that the device had stored before.
  void passStored(long offset) {
    pass(offset);
    ackedUpTo = offset;
  }

  /// Notes that a tombstone has come back from the log.
  void forgotten(long offset) {
    forgottenUpTo = Math.max(forgottenUpTo, offset);
  }

  /// Notes that the device has stored a shared record.
  void storedShared() {
    sharedUnsaid++;
  }

  /// Notes that the log knows, of a shared record, that the device has stored it.
  ///
  /// @param wasCounted whether it was this device's acknowledgement that has come back
  void knownShared(long offset, boolean wasCounted) {
    if (wasCounted) {
      sharedUnsaid--;
    }
    forgotten(offset);
  }

  boolean hasRoom(int bytes, CoreSettings settings) {
    int count = inFlightCount();
    return count == 0
        || (count < settings.windowEnvelopes()
            && inFlightBytes + bytes <= settings.windowBytesNow());
  }

  /// Tells whether so much of the window is free that joining a sweep is worth it.
  boolean hasHalfTheWindow(CoreSettings settings) {
    return 2 * inFlightCount() <= settings.windowEnvelopes()
        && 2 * inFlightBytes <= settings.windowBytesNow();
  }

  /// Puts an envelope in flight.
  void send(InFlight sent, long nowMs) {
    if (inFlight == null) {
      inFlight = new ArrayDeque<>(4);
      progressAtMs = nowMs;
    }
    inFlight.add(sent);
    budget.take(sent.bytes());
    inFlightBytes += sent.bytes();
    pass(sent.offset());
  }

  /// Takes the oldest envelope off the window if an acknowledgement covers it, else returns null.
  @Nullable InFlight acknowledge(long upTo) {
    if (inFlight == null || inFlight.getFirst().offset() > upTo) {
      return null;
    }
    InFlight oldest = inFlight.removeFirst();
    inFlightBytes -= oldest.bytes();
    budget.giveBack(1, oldest.bytes());
    ackedUpTo = oldest.offset();
    if (inFlight.isEmpty()) {
      inFlight = null;
    }
    return oldest;
  }

  int inFlightCount() {
    return inFlight == null ? 0 : inFlight.size();
  }

  /// An envelope sent and not yet acknowledged.
  ///
  /// @param place where it stands in its conversation; null when its sender hears nothing of it
  /// @param sending how it went out; null when it is not looked at
  record InFlight(
      Slot slot, long offset, int bytes, @Nullable MessagePlace place, @Nullable Sending sending) {
    InFlight withoutPlace() {
      return new InFlight(slot, offset, bytes, null, null);
    }
  }

  /// How a message went out, see [Passage].
  record Sending(long acceptedMs, long sentMs, boolean wasConnected) {}

  /// A newer connection of the device that waits for the older one to end.
  record Successor<C>(C connection, long storedUpTo) {}
}
