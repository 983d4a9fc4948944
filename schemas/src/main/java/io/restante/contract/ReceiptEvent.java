package io.restante.contract;

import java.time.Instant;
import java.util.List;

/// Something that concerns the receipts of a conversation: a value of `messaging.receipts`.
/// Immutable.
public sealed interface ReceiptEvent {
  /// Users have come further.
  ///
  /// @param watermarks 1 to [ReceiptCodec#WATERMARKS_MAX]
  record Raised(List<Watermark> watermarks) implements ReceiptEvent {
    /// Copies the list.
    public Raised {
      watermarks = List.copyOf(watermarks);
    }
  }

  /// The sending device asks how far each member of a group has come.
  ///
  /// @param at when, to the millisecond
  record Asked(Instant at) implements ReceiptEvent {}

  /// Something of a later version.
  record Unknown() implements ReceiptEvent {}

  /// How far a user has come in a conversation.
  ///
  /// @param user who is not the sender
  /// @param delivered the number of the last message that one of the user's devices has stored,
  ///   with all that this device was sent before; 0 when this says nothing new
  /// @param read the number up to which the user has read; 0 when this says nothing new
  record Watermark(UserId user, long delivered, long read) {}
}
