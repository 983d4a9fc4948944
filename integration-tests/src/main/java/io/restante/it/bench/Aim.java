package io.restante.it.bench;

import java.util.List;
import java.util.Optional;

/// What a figure should be on a quiet machine with two cores.
///
/// @param figure the figure's name
/// @param isCeiling whether less is better
/// @param value the figure's median must not be beyond it
record Aim(String figure, boolean isCeiling, double value) {
  private static final List<Aim> ALL =
      List.of(
          atMost("latency.1000.e2e.p50.ms", 1.0),
          atMost("latency.1000.e2e.p99.ms", 5.0),
          atMost("latency.1000.e2e_to_kafka.p50", 2.5),
          atLeast("throughput.messages_per_s", 20_000),
          atMost("idle.heap_bytes", 2_048),
          atMost("idle.resident_bytes", 5_120),
          atMost("drain.10000.first.ms", 100),
          atMost("drain.10000.last.ms", 800),
          atMost("drain.100x1000.last.ms", 2_000),
          atMost("rebuild.1000000.ms", 3_000),
          atLeast("connect.connections_per_s", 3_000),
          atMost("connect.ticket_check.us", 20),
          atMost("connect.ticket_check_to_signature", 1.15),
          atMost("welcome.cold.ms", 3_000),
          atMost("fleet.1000.e2e.p99.ms", 25),
          atMost("takeover.kill.p99.ms", 5_000),
          atMost("takeover.stop.p99.ms", 2_000),
          atMost("rolling.e2e.p99.ms", 1_000),
          atMost("storm.10000.last.ms", 15_000),
          atMost("fanout.1024.last.p99.ms", 90),
          atLeast("fanout.deliveries_per_s", 60_000),
          atMost("fanout.cdc.p99.ms", 250),
          atMost("fanout.pairs_beside_to_alone.p99", 2),
          atMost("receipts.record_share", 0.05),
          atMost("receipts.slots_per_conversation", 1),
          atMost("presence.updates_per_user.max", 2),
          atMost("presence.storm_to_calm.p99", 2),
          atMost("presence.lag.p99.ms", 2_000),
          atMost("fairness.flood_to_calm.p99", 1.5),
          atMost("fairness.backlog_to_calm.p99", 1.5));

  static Optional<Aim> of(String figure) {
    return ALL.stream().filter(aim -> aim.figure.equals(figure)).findFirst();
  }

  boolean isMetBy(double median) {
    return isCeiling ? median <= value : median >= value;
  }

  private static Aim atMost(String figure, double value) {
    return new Aim(figure, true, value);
  }

  private static Aim atLeast(String figure, double value) {
    return new Aim(figure, false, value);
  }
}
