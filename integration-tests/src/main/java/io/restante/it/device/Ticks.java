package io.restante.it.device;

import io.restante.messaging.ReceiptStep;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// How far this device's messages of one conversation have come, as far as it was told: the most
/// that was ever said of each message, since a later receipt may say less of an older one.
/// Single-threaded.
///
/// Bound: as many entries as the conversation has receivers, twice.
public final class Ticks {
  private final NavigableMap<Long, Integer> delivered = new TreeMap<>();
  private final NavigableMap<Long, Integer> read = new TreeMap<>();

  /// Takes in what a receipt says.
  ///
  /// @return whether it says more of any message than was known
  public boolean told(Collection<ReceiptStep> steps) {
    boolean isNews = false;
    for (ReceiptStep step : steps) {
      isNews |= raise(delivered, step.getNumber(), step.getDelivered());
      isNews |= raise(read, step.getNumber(), step.getRead());
    }
    return isNews;
  }

  /// Returns how many users have stored a message, at least.
  public int delivered(long number) {
    return at(delivered, number);
  }

  /// Returns how many users have read a message, at least.
  public int read(long number) {
    return at(read, number);
  }

  private static int at(NavigableMap<Long, Integer> counts, long number) {
    Map.Entry<Long, Integer> step = counts.ceilingEntry(number);
    return step == null ? 0 : step.getValue();
  }

  /// Keeps the counts falling with the numbers: what a lower one says less of goes.
  private static boolean raise(NavigableMap<Long, Integer> counts, long number, int count) {
    if (count <= at(counts, number)) {
      return false;
    }
    counts.put(number, count);
    Map.Entry<Long, Integer> lower = counts.lowerEntry(number);
    while (lower != null && lower.getValue() <= count) {
      counts.remove(lower.getKey());
      lower = counts.lowerEntry(number);
    }
    return true;
  }
}
