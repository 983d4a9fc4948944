package io.restante.streams.receipt.rules;

import io.restante.contract.Conversation;
import io.restante.contract.ReceiptEvent.Watermark;
import io.restante.messaging.ReceiptStep;
import java.util.List;

/// What a sending device is to be told.
public sealed interface Outcome {
  /// How far a conversation has come.
  ///
  /// @param steps 1 to 16, the highest number first
  record Tell(Conversation conversation, List<ReceiptStep> steps) implements Outcome {
    /// Copies the list.
    public Tell {
      steps = List.copyOf(steps);
    }
  }

  /// How far each member of a group has come.
  ///
  /// @param members 1 to 1,024
  record Answer(Conversation conversation, List<Watermark> members) implements Outcome {
    /// Copies the list.
    public Answer {
      members = List.copyOf(members);
    }
  }
}
