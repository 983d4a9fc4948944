package io.restante.it.swarm;

/// The sending side of one light device: one conversation, its numbers, and when each message was
/// due. Owned by the swarm's event loop.
///
/// A message's number is found again in its id, so that an answer needs no table.
final class Outflow {
  /// How many messages of one device may be due and unanswered.
  static final int ROOM = 4096;

  private static final int NUMBER_BITS = 40;
  private static final long NUMBER_MASK = (1L << NUMBER_BITS) - 1;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private final Audience audience;
  private final long[] dueNanos = new long[ROOM];
  private final int[] devicesLeft = new int[ROOM];
  private final long lowBase;
  private long due;
  private long sent;
  private long accepted;

  /// Creates the flow of one device.
  ///
  /// @param index tells the devices of a swarm apart, 0 to 4,194,303
  Outflow(int index, Audience audience) {
    this.audience = audience;
    this.lowBase = VARIANT | ((long) index << NUMBER_BITS);
  }

  Audience audience() {
    return audience;
  }

  /// A message has come due.
  ///
  /// @return false when there is no room; the message is left out
  boolean add(long nanos) {
    if (due - accepted >= ROOM) {
      return false;
    }
    due++;
    dueNanos[(int) (due & (ROOM - 1))] = nanos;
    if (audience instanceof Audience.Group group) {
      devicesLeft[(int) (due & (ROOM - 1))] = group.devices();
    }
    return true;
  }

  /// Returns the number of the next message to be sent, or 0 when none may be sent.
  long next(int sendWindow) {
    if (sent == due || sent - accepted >= sendWindow) {
      return 0;
    }
    return ++sent;
  }

  long dueNanos(long number) {
    return dueNanos[(int) (number & (ROOM - 1))];
  }

  long idLow(long number) {
    return lowBase | number;
  }

  void onAccepted() {
    accepted++;
  }

  /// One more device of the group has a message.
  ///
  /// @return whether it was the last
  boolean onDelivered(long number) {
    return --devicesLeft[(int) (number & (ROOM - 1))] == 0;
  }

  /// Returns which device of the swarm an id of any outflow names.
  static int indexIn(long idLow) {
    return (int) ((idLow & ~VARIANT) >>> NUMBER_BITS);
  }

  /// Returns the number that an id of any outflow carries.
  static long numberIn(long idLow) {
    return idLow & NUMBER_MASK;
  }
}
