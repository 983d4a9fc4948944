package io.restante.gateway.mailbox;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// One ascending read through the partition that serves every mailbox waiting for envelopes.
///
/// Mailboxes queue by the offset they want next. The sweep holds one chunk of the log at a time;
/// who wants what lies behind it waits for the next pass. A mailbox whose window is full steps
/// aside, and the chunk is kept a little for it. Bounded by one chunk of records and one place for
/// each mailbox.
///
/// @param <C> a connection
final class Sweep<C> {
  /// A mailbox in the queue, or stepped aside. Replaced, never changed, so that old entries die
  /// quietly.
  static final class Place<C> {
    private final Mailbox<C> mailbox;
    private final long next;
    private final long chunk;

    private Place(Mailbox<C> mailbox, long next, long chunk) {
      this.mailbox = mailbox;
      this.next = next;
      this.chunk = chunk;
    }

    /// Returns who wants the offset.
    Mailbox<C> mailbox() {
      return mailbox;
    }

    /// Returns the offset wanted.
    long next() {
      return next;
    }
  }

  private static final long QUEUED = -1;
  private static final long NOT_BEGUN = -1;
  private static final long GATHERING_MS = 300;

  private PriorityQueue<Place<C>> ahead = newQueue();
  private PriorityQueue<Place<C>> behind = newQueue();
  private Chunk chunk = Chunk.EMPTY;
  private long chunkFrom;
  private long chunkEnd;
  private long chunkNumber;
  private long readingFrom = -1;
  private long passBeganAtMs = NOT_BEGUN;
  private int aside;

  /// Puts a mailbox in the queue.
  ///
  /// @param next the offset it wants
  void join(Mailbox<C> mailbox, long next) {
    leave(mailbox);
    Place<C> place = new Place<>(mailbox, next, QUEUED);
    mailbox.place = place;
    boolean reachable = isInChunk(next) || next >= (readingFrom >= 0 ? readingFrom : chunkEnd);
    (reachable ? ahead : behind).add(place);
  }

  /// Lets a mailbox wait outside the queue until its window opens.
  ///
  /// @param next the offset it wants
  void stepAside(Mailbox<C> mailbox, long next) {
    leave(mailbox);
    long number = isInChunk(next) ? chunkNumber : QUEUED;
    mailbox.place = new Place<>(mailbox, next, number);
    if (number == chunkNumber) {
      aside++;
    }
  }

  /// Takes a mailbox out.
  void leave(Mailbox<C> mailbox) {
    if (mailbox.place != null && mailbox.place.chunk == chunkNumber) {
      aside--;
    }
    mailbox.place = null;
  }

  /// Tells whether a mailbox stepped aside for the chunk at hand.
  boolean isAside(Mailbox<C> mailbox) {
    return mailbox.place != null && mailbox.place.chunk == chunkNumber;
  }

  /// Tells whether anybody stepped aside for the chunk at hand.
  boolean hasAside() {
    return aside > 0;
  }

  /// Lets those who came just too late for the pass join it, if it has only just begun: going back
  /// a little is cheaper than another pass for all of them. A storm of reconnects is served so by
  /// one read.
  void gather(long nowMs) {
    boolean isYoung = passBeganAtMs != NOT_BEGUN && nowMs - passBeganAtMs < GATHERING_MS;
    if (isYoung && readingFrom < 0) {
      ahead.addAll(behind);
      behind.clear();
    }
  }

  /// Returns the place with the lowest offset in this pass, or null. When the pass is over and
  /// others wait for what lies behind, the next pass begins.
  @Nullable Place<C> first() {
    Place<C> place = peek(ahead);
    if (place == null && readingFrom < 0) {
      passBeganAtMs = NOT_BEGUN;
      PriorityQueue<Place<C>> over = ahead;
      ahead = behind;
      behind = over;
      place = peek(ahead);
    }
    return place;
  }

  private @Nullable Place<C> peek(PriorityQueue<Place<C>> queue) {
    Place<C> place = queue.peek();
    while (place != null && place.mailbox.place != place) {
      queue.remove();
      place = queue.peek();
    }
    return place;
  }

  /// Tells whether the chunk at hand covers an offset.
  boolean isInChunk(long offset) {
    return offset >= chunkFrom && offset < chunkEnd;
  }

  /// Returns the record at an offset that the chunk covers, or null when the log holds none there.
  @Nullable LogRecord find(long offset) {
    return chunk.find(offset);
  }

  boolean isReading() {
    return readingFrom >= 0;
  }

  /// Chooses where to read on.
  ///
  /// @param wanted the lowest offset wanted; not in the chunk at hand
  /// @param seekGap how many offsets are read through rather than sought over
  long startReading(long wanted, long seekGap, long nowMs) {
    if (passBeganAtMs == NOT_BEGUN) {
      passBeganAtMs = nowMs;
    }
    readingFrom = wanted >= chunkEnd && wanted - chunkEnd <= seekGap ? chunkEnd : wanted;
    return readingFrom;
  }

  /// Puts a new chunk in place of the one at hand.
  void onChunk(Chunk records, long end) {
    chunk = records;
    chunkFrom = readingFrom;
    chunkEnd = end;
    chunkNumber++;
    aside = 0;
    readingFrom = -1;
  }

  /// Lets the records at hand go, when nobody is waiting.
  void rest() {
    passBeganAtMs = NOT_BEGUN;
    chunk = Chunk.EMPTY;
    chunkFrom = chunkEnd;
    chunkNumber++;
    aside = 0;
  }

  private static <C> PriorityQueue<Place<C>> newQueue() {
    return new PriorityQueue<>(Comparator.comparingLong(place -> place.next));
  }
}
