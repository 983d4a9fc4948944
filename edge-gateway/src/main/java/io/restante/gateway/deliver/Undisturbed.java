package io.restante.gateway.deliver;

import java.util.function.Supplier;
import org.apache.kafka.common.errors.WakeupException;

/// Lets a lane ask the brokers something to the end, whoever wakes it meanwhile. Stateless.
///
/// A lane is woken out of its poll by those who have something for it. When that hits while the
/// group has just given it partitions, Kafka regards them as handed over and never gives them
/// again, so nobody would serve them.
final class Undisturbed {
  private Undisturbed() {}

  /// Returns the answer to a question that waits for the brokers.
  ///
  /// @param question may be asked again; nobody should go on waking the consumer for long
  static <T> T ask(Supplier<T> question) {
    while (true) {
      try {
        return question.get();
      } catch (WakeupException e) {
        // Whoever woke the lane is heard after this.
      }
    }
  }
}
