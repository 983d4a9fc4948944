package io.restante.it.checker;

import io.restante.contract.MessageId;
import io.restante.it.device.ConversationId;
import io.restante.it.device.Detector;
import io.restante.it.device.Findings;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one device has shown, as its holder saw it. Owned by one thread.
final class Screen {
  private final Detector detector = new Detector();
  private final Map<ConversationId, MessageId> highest = new HashMap<>();
  private final Map<ConversationId, Map<Long, MessageId>> byNumber = new HashMap<>();

  /// How a message looks after those before it.
  enum Sight {
    NEXT,
    LATE,
    REPEATED,
    OTHER
  }

  Sight look(ConversationId conversation, long number, MessageId id) {
    Findings before = detector.findings();
    Detector.Verdict verdict = detector.onMessage(conversation, number, id);
    Findings after = detector.findings();
    if (verdict == Detector.Verdict.REPEAT) {
      return Sight.REPEATED;
    }
    Sight sight =
        after.renumbered() > before.renumbered()
            ? Sight.OTHER
            : after.late() > before.late() ? Sight.LATE : Sight.NEXT;
    if (sight == Sight.NEXT) {
      highest.put(conversation, id);
    }
    byNumber.computeIfAbsent(conversation, _ -> new HashMap<>()).putIfAbsent(number, id);
    return sight;
  }

  /// Returns the message that this one collides with: of the same number, or the highest.
  @Nullable MessageId other(ConversationId conversation, long number, MessageId id) {
    MessageId same = byNumber.getOrDefault(conversation, Map.of()).get(number);
    return same != null && !same.equals(id) ? same : highest.get(conversation);
  }
}
