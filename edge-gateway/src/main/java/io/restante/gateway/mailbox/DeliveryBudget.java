package io.restante.gateway.mailbox;

import java.util.concurrent.atomic.AtomicLong;

/// What all devices of a node may have unacknowledged together: beyond it windows are narrow, so
/// that a crowd of slow devices makes drains slower instead of the node's memory larger.
///
/// Counted is every envelope in flight, with what the node keeps of it besides its bytes. Bound:
/// the budget, and a narrow window for each connection. Thread-safe; shared by the cores of a node.
public final class DeliveryBudget {
  /// What an envelope in flight costs besides its own bytes: where it is, its slot, and where it
  /// stands in its conversation.
  static final int BOOKKEEPING_BYTES = 288;

  /// A narrow window is this part of the usual one.
  static final int NARROWNESS = 32;

  private final long most;
  private final AtomicLong taken = new AtomicLong();

  /// Creates a budget of which nothing is taken.
  ///
  /// @param most bytes
  public DeliveryBudget(long most) {
    this.most = most;
  }

  /// Creates a budget that is never used up.
  public static DeliveryBudget unlimited() {
    return new DeliveryBudget(Long.MAX_VALUE);
  }

  /// Returns how many bytes are taken.
  public long taken() {
    return taken.get();
  }

  /// An envelope is in flight.
  void take(int bytes) {
    taken.addAndGet(bytes + BOOKKEEPING_BYTES);
  }

  /// Envelopes are in flight no more.
  ///
  /// @param bytes of all of them
  void giveBack(int envelopes, int bytes) {
    taken.addAndGet(-bytes - (long) envelopes * BOOKKEEPING_BYTES);
  }

  /// Returns how many bytes a device may have in flight now.
  ///
  /// @param usual how many while there is enough for everybody
  int windowBytes(int usual) {
    return taken.get() < most ? usual : usual / NARROWNESS;
  }
}
