package io.restante.it.bench;

import io.restante.contract.DeviceAddress;
import io.restante.it.swarm.Audience;
import io.restante.it.swarm.Swarm;
import io.restante.it.swarm.SwarmDevice;
import io.restante.it.swarm.Tally;
import io.restante.it.world.Census;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;

/// Pairs of connected devices, each first one sending to its second one.
final class Pairs implements AutoCloseable {
  private final Lab lab;
  private final Swarm swarm;
  private final List<SwarmDevice> senders = new ArrayList<>();
  private final Map<TopicPartition, Long> begin;
  private long sent;
  private long due;

  /// Connects them, users that no directory knows.
  Pairs(Lab lab, int count) throws TimeoutException {
    this(lab, List.of(), count);
  }

  /// Connects users of the directory.
  ///
  /// @param users twice as many as there are to be pairs
  Pairs(Lab lab, List<DeviceAddress> users) throws TimeoutException {
    this(lab, users, users.size() / 2);
  }

  private Pairs(Lab lab, List<DeviceAddress> users, int count) throws TimeoutException {
    this.lab = lab;
    this.begin = lab.envelopes().ends();
    this.swarm = lab.newSwarm();
    List<SwarmDevice> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean isKnown = !users.isEmpty();
      DeviceAddress recipient = isKnown ? users.get(2 * i) : lab.newDevice();
      DeviceAddress sender = isKnown ? users.get(2 * i + 1) : lab.newDevice();
      Audience audience = new Audience.One(recipient, isKnown ? 1 : 0);
      SwarmDevice sending = swarm.add(sender, lab.ticket(sender), audience);
      senders.add(sending);
      all.add(sending);
      all.add(swarm.add(recipient, lab.ticket(recipient)));
    }
    swarm.connect(all, Lab.PATIENCE);
    lab.step(count + " pairs connected");
  }

  Swarm swarm() {
    return swarm;
  }

  /// Sends at a steady rate for a while.
  void load(double perSecond, Warmth warmth) {
    sent += swarm.load(senders, perSecond, warmth.warmUp(), warmth.measured());
    due = Math.round(perSecond * warmth.measured().toNanos() / 1e9);
  }

  /// Waits until everything sent was accepted, delivered and acknowledged, and checks that
  /// latencies were taken of every message that was due while they were measured.
  void settle() throws TimeoutException, BenchFailedException {
    Tally tally =
        swarm.await(
            "everything to be delivered",
            now -> now.accepted() >= sent && now.received() >= sent && isAcknowledged(now),
            Lab.PATIENCE);
    lab.requireFaultless("load", tally);
    long measured = swarm.endToEndLatencies().getTotalCount();
    lab.require(Math.abs(measured - due) <= 2, measured + " latencies of " + due + " messages");
  }

  /// Waits until the log holds a tombstone for every message that was ever sent.
  void requireTombstones() throws BenchFailedException {
    Census census = lab.envelopes().census(begin);
    long deadline = System.nanoTime() + Lab.PATIENCE.toNanos();
    while (census.emptied() < sent && System.nanoTime() - deadline < 0) {
      census = lab.envelopes().census(begin);
    }
    lab.require(
        census.emptied() >= sent && census.holding() == 0,
        "of "
            + sent
            + " messages "
            + census.emptied()
            + " have a tombstone, "
            + census.holding()
            + " are still held");
    lab.step(sent + " messages: all delivered, acknowledged and tombstoned");
  }

  @Override
  public void close() {
    swarm.close();
  }

  private static boolean isAcknowledged(Tally tally) {
    return tally.acknowledged() >= tally.received() + tally.repeated();
  }
}
