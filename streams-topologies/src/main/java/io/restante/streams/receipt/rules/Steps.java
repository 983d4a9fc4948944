package io.restante.streams.receipt.rules;

import io.restante.contract.ReceiptEvent.Watermark;
import io.restante.messaging.ReceiptStep;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;

/// Makes of users' watermarks how many have what. Pure.
final class Steps {
  /// How many steps a receipt has at the most.
  static final int MOST = 16;

  private Steps() {}

  /// Returns the steps, the highest number first: one for each number that some watermark stands
  /// at; of too many, the highest and the lowest. Between two that are left, fewer are named than
  /// there are, never more.
  ///
  /// @param watermarks none with more read than delivered
  static List<ReceiptStep> of(Collection<Watermark> watermarks) {
    List<Long> numbers =
        watermarks.stream()
            .flatMapToLong(it -> LongStream.of(it.delivered(), it.read()))
            .filter(number -> number > 0)
            .distinct()
            .boxed()
            .sorted(Comparator.reverseOrder())
            .toList();
    List<Long> chosen = new ArrayList<>(numbers);
    if (chosen.size() > MOST) {
      chosen.subList(MOST - 1, chosen.size() - 1).clear();
    }
    return chosen.stream().map(number -> step(number, watermarks)).toList();
  }

  private static ReceiptStep step(long number, Collection<Watermark> watermarks) {
    long delivered = watermarks.stream().filter(it -> it.delivered() >= number).count();
    long read = watermarks.stream().filter(it -> it.read() >= number).count();
    return new ReceiptStep(number, (int) delivered, (int) read);
  }
}
