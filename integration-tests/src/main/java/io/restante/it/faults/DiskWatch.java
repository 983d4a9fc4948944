package io.restante.it.faults;

import io.restante.it.world.BytesOnDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// Looks for the bytes of rounds that are over in every file of the estate, once the bound for
/// deletion has passed. Owned by one thread.
///
/// The bound is generous, since later rounds kill the broker whose cleaner is to do it.
final class DiskWatch {
  /// When a round's bytes must be gone: far more than the estate's settings promise in peace.
  static final Duration GONE_WITHIN = Duration.ofSeconds(60);

  /// The same on a message's way to a group: about twice the promise. One that waited for the
  /// directory may take a minute in peace, and a fan-out that is killed begins to count anew.
  static final Duration FANNED_OUT_WITHIN = Duration.ofMinutes(2);

  private static final String TO_GROUPS = "messaging.group-envelopes";
  private static final String STORES = "streams-fan-out-";
  private static final Duration LOOK_FROM = Duration.ofSeconds(10);
  private static final long LOOK_NANOS = 1_000_000_000;

  private final Path directory;
  private final LongSupplier nanos;
  private final Deque<Trace> traces = new ArrayDeque<>();

  /// What a round may have left.
  private static final class Trace {
    private final int round;
    private final byte[] marker;
    private final long overAtNanos;

    /// @param marker begins every content of the round
    private Trace(int round, byte[] marker, long overAtNanos) {
      this.round = round;
      this.marker = marker.clone();
      this.overAtNanos = overAtNanos;
    }
  }

  /// What a round did leave.
  ///
  /// @param files how often its marker was found, by file
  record Remains(int round, Map<Path, Integer> files) {
    @Override
    public String toString() {
      return "round " + round + " left bytes on disk beyond the bound: " + files;
    }
  }

  DiskWatch(Path directory, LongSupplier nanos) {
    this.directory = directory;
    this.nanos = nanos;
  }

  /// A round is over, everything in it acknowledged.
  void add(int round, byte[] marker) {
    traces.add(new Trace(round, marker, nanos.getAsLong()));
  }

  /// Looks for what is due, and returns what should be gone.
  List<Remains> look() {
    List<Remains> remains = new ArrayList<>();
    for (Trace trace : List.copyOf(traces)) {
      long age = nanos.getAsLong() - trace.overAtNanos;
      if (age < LOOK_FROM.toNanos()) {
        break;
      }
      Map<Path, Integer> found = BytesOnDisk.find(directory, trace.marker);
      Map<Path, Integer> due = new HashMap<>(found);
      due.keySet().removeIf(file -> age <= bound(file).toNanos());
      if (found.isEmpty()) {
        traces.remove(trace);
      } else if (!due.isEmpty()) {
        traces.remove(trace);
        remains.add(new Remains(trace.round, due));
      }
    }
    return remains;
  }

  private static Duration bound(Path file) {
    String name = file.toString();
    boolean isOnItsWay = name.contains(TO_GROUPS) || name.contains(STORES);
    return isOnItsWay ? FANNED_OUT_WITHIN : GONE_WITHIN;
  }

  /// Looks until nothing is left, or the bound has passed.
  List<Remains> await() {
    List<Remains> remains = new ArrayList<>(look());
    while (!traces.isEmpty()) {
      LockSupport.parkNanos(LOOK_NANOS);
      remains.addAll(look());
    }
    return remains;
  }
}
