package io.restante.it.bench;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.it.swarm.Audience;
import io.restante.it.swarm.Swarm;
import io.restante.it.swarm.SwarmDevice;
import io.restante.it.swarm.Tally;
import io.restante.it.world.Census;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;

/// Groups of connected devices, the first one of each writing to it. They are in the directory
/// first, and the fan-out knows them once a message has reached everybody.
final class Groups implements AutoCloseable {
  private final Lab lab;
  private final Swarm swarm;
  private final int members;
  private final List<SwarmDevice> writers = new ArrayList<>();
  private final Map<TopicPartition, Long> begin;
  private long sent;
  private long due;

  /// Makes and connects them.
  ///
  /// @param members how many each has, the writer among them
  Groups(Lab lab, int count, int members) throws SQLException, TimeoutException {
    this.lab = lab;
    this.members = members;
    this.begin = lab.envelopes().ends();
    this.swarm = lab.newSwarm();
    Directory directory = new Directory(lab.estate().stores(), lab.random());
    List<SwarmDevice> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<DeviceAddress> devices = new ArrayList<>();
      for (int j = 0; j < members; j++) {
        devices.add(lab.newDevice());
      }
      UserId id = lab.ids().nextUserId();
      GroupId group = new GroupId(id.high(), id.low());
      directory.addUsers(devices);
      directory.addGroup(group, devices);
      all.addAll(connectable(new Audience.Group(group, 1, members), devices));
    }
    lab.step(count + " groups of " + members + " in the directory");
    swarm.connect(all, Lab.PATIENCE);
    lab.step(count + " groups of " + members + " connected");
  }

  private List<SwarmDevice> connectable(Audience audience, List<DeviceAddress> devices) {
    List<SwarmDevice> made = new ArrayList<>();
    DeviceAddress first = devices.getFirst();
    SwarmDevice writer = swarm.add(first, lab.ticket(first), audience);
    writers.add(writer);
    made.add(writer);
    for (DeviceAddress device : devices.subList(1, devices.size())) {
      made.add(swarm.add(device, lab.ticket(device)));
    }
    return made;
  }

  Swarm swarm() {
    return swarm;
  }

  /// Returns how many messages were delivered, each counted once for every member.
  long deliveries() {
    return sent * members;
  }

  /// Sends at a steady rate for a while, to the groups in turn.
  void load(double perSecond, Warmth warmth) {
    sent += swarm.load(writers, perSecond, warmth.warmUp(), warmth.measured());
    due = Math.round(perSecond * warmth.measured().toNanos() / 1e9);
  }

  /// Waits until everything sent was accepted, delivered to every member, and acknowledged, and
  /// checks that latencies were taken of every message that was due while they were measured.
  void settle() throws TimeoutException, BenchFailedException {
    Tally tally =
        swarm.await(
            "everything to be delivered",
            now -> now.accepted() >= sent && now.completed() >= sent && isAcknowledged(now),
            Lab.PATIENCE);
    lab.requireFaultless("load", tally);
    lab.require(tally.received() == deliveries(), tally + " (expected: " + deliveries() + ")");
    long measured = swarm.toLastLatencies().getTotalCount();
    lab.require(Math.abs(measured - due) <= 2, measured + " latencies of " + due + " messages");
  }

  /// Waits until the log holds a tombstone for every shared record.
  void requireTombstones() throws BenchFailedException {
    Census census = lab.envelopes().census(begin);
    long deadline = System.nanoTime() + Lab.PATIENCE.toNanos();
    while (census.holding() > 0 && System.nanoTime() - deadline < 0) {
      census = lab.envelopes().census(begin);
    }
    lab.require(census.holding() == 0, census.holding() + " records are still held");
    lab.step(sent + " messages: all delivered, acknowledged and tombstoned");
  }

  @Override
  public void close() {
    swarm.close();
  }

  private static boolean isAcknowledged(Tally tally) {
    return tally.acknowledged() >= tally.received() + tally.repeated() + tally.notices();
  }
}
