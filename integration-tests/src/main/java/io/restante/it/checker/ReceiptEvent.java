package io.restante.it.checker;

import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import java.util.List;

/// Something that happened to a receipt. Immutable.
public sealed interface ReceiptEvent extends Event {
  /// A user has decided on receipts, before anything was sent. Whoever sends and never decided is
  /// owed none.
  ///
  /// @param isOpen whether others are told what the user has read, and the user what others have
  record Decided(long atNanos, UserId user, boolean isOpen) implements ReceiptEvent {}

  /// A device is about to say that its user has read a conversation. Whether that arrives, nobody
  /// knows.
  ///
  /// @param number up to where, 1 or more; not always stored by then
  record Read(long atNanos, DeviceAddress by, Conversation of, long number)
      implements ReceiptEvent {}

  /// A sending device was told how far a conversation has come.
  ///
  /// @param steps the highest number first
  record Told(long atNanos, Conversation of, List<Step> steps) implements ReceiptEvent {
    /// Copies the list.
    public Told {
      steps = List.copyOf(steps);
    }
  }

  /// A sending device was told how far members of a group have come.
  record Named(long atNanos, Conversation of, List<Member> members) implements ReceiptEvent {
    /// Copies the list.
    public Named {
      members = List.copyOf(members);
    }
  }

  /// How many users have a message.
  ///
  /// @param number up to which message, down to the next lower step
  /// @param delivered how many have stored it
  /// @param read how many have read it
  record Step(long number, int delivered, int read) {}

  /// How far a member has come.
  ///
  /// @param delivered up to which message
  /// @param read up to which message, 0 for none
  record Member(UserId user, long delivered, long read) {}
}
