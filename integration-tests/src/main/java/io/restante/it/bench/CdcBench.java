package io.restante.it.bench;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.it.topology.EnvelopeLog;
import io.restante.messaging.EnvelopeKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/// A group changes in PostgreSQL: how soon the change is readable in `directory.group-members`, and
/// how soon the fan-out goes by it, which it shows by telling the members.
///
/// Open loop: changes come by the clock, each to another group, and wait for none before them.
final class CdcBench implements Benchmark {
  private static final int GROUPS = 100;
  private static final int MEMBERS = 10;
  private static final int RATE = 20;
  private static final Duration POLL = Duration.ofMillis(20);
  private static final double NANOS_PER_MS = 1e6;

  @Override
  public String name() {
    return "cdc";
  }

  @Override
  public void run(Lab lab) throws Exception {
    lab.figures().set("fanout.cdc.changes_per_s", RATE);
    lab.figures().set("fanout.cdc.groups", GROUPS);
    lab.start(options -> options.withAccounts().withConnectors().withTopologies());
    List<GroupId> groups = groups(lab);
    lab.step(measure(lab, groups, 20 * RATE).toString());
    for (int run = 0; run < lab.runs(); run++) {
      Way way = measure(lab, groups, (lab.isQuick() ? 10 : 60) * RATE);
      way.addTo(lab.figures());
      lab.step(way.toString());
    }
  }

  private static List<GroupId> groups(Lab lab) throws SQLException {
    Directory directory = new Directory(lab.estate().stores(), lab.random());
    List<GroupId> groups = new ArrayList<>();
    for (int i = 0; i < GROUPS; i++) {
      List<DeviceAddress> members = Stream.generate(lab::newDevice).limit(MEMBERS).toList();
      directory.addUsers(members);
      GroupId group = lab.ids().nextGroupId();
      directory.addGroup(group, members);
      groups.add(group);
    }
    return groups;
  }

  private static Way measure(Lab lab, List<GroupId> groups, int changes) throws Exception {
    Arrivals inTopic = new Arrivals();
    Arrivals inEffect = new Arrivals();
    String brokers = lab.estate().bootstrapServers();
    try (MarkerTail tail = new MarkerTail(brokers);
        EnvelopeLog envelopes = new EnvelopeLog(brokers)) {
      envelopes.skip();
      CompletableFuture<Void> reading =
          CompletableFuture.runAsync(
              () -> inTopic.collect(changes, () -> tail.poll(POLL)), CdcBench::ownThread);
      CompletableFuture<Void> following =
          CompletableFuture.runAsync(
              () -> inEffect.collect(changes, () -> told(envelopes)), CdcBench::ownThread);
      change(lab, groups, changes, List.of(inTopic, inEffect));
      CompletableFuture.allOf(reading, following).join();
    }
    lab.require(inTopic.open() == 0, "a change never came to its topic");
    lab.require(inEffect.open() == 0, "a change never came to the fan-out");
    return new Way(inTopic.latencies(), inEffect.latencies());
  }

  private static void ownThread(Runnable task) {
    Thread.ofPlatform().name("cdc-reader").daemon().start(task);
  }

  private static List<GroupId> told(EnvelopeLog envelopes) {
    return envelopes.poll(POLL).stream()
        .filter(seen -> seen.slot().kind() == EnvelopeKind.GROUP_CHANGED)
        .map(seen -> new GroupId(seen.slot().idHigh(), seen.slot().idLow()))
        .toList();
  }

  private static void change(Lab lab, List<GroupId> groups, int changes, List<Arrivals> watching)
      throws SQLException {
    try (Connection connection = lab.estate().stores().connectToDirectory();
        PreparedStatement member =
            connection.prepareStatement(
                "UPDATE group_members SET role = CASE role WHEN 'ADMIN' THEN 'MEMBER' ELSE 'ADMIN'"
                    + " END, revision = revision + 1 WHERE group_id = ? AND user_id ="
                    + " (SELECT min(user_id::text)::uuid FROM group_members WHERE group_id = ?)");
        PreparedStatement row =
            connection.prepareStatement(
                "UPDATE groups SET revision = revision + 1 WHERE group_id = ?")) {
      connection.setAutoCommit(false);
      long began = System.nanoTime();
      for (int i = 0; i < changes; i++) {
        LockSupport.parkNanos(began + i * (1_000_000_000L / RATE) - System.nanoTime());
        GroupId group = groups.get(i % groups.size());
        UUID id = new UUID(group.high(), group.low());
        member.setObject(1, id);
        member.setObject(2, id);
        member.executeUpdate();
        row.setObject(1, id);
        row.executeUpdate();
        watching.forEach(arrivals -> arrivals.expect(group));
        connection.commit();
        long committed = System.nanoTime();
        watching.forEach(arrivals -> arrivals.committed(group, committed));
      }
    }
  }

  /// One run's figures.
  private record Way(Histogram topic, Histogram effect) {
    private void addTo(Figures figures) {
      figures.add("fanout.cdc.topic.p50.ms", ms(topic, 50));
      figures.add("fanout.cdc.topic.p99.ms", ms(topic, 99));
      figures.add("fanout.cdc.p50.ms", ms(effect, 50));
      figures.add("fanout.cdc.p99.ms", ms(effect, 99));
    }

    private static double ms(Histogram latencies, double percentile) {
      return latencies.getValueAtPercentile(percentile) / NANOS_PER_MS;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "commit to topic: p50 %.1f p99 %.1f ms; to the fan-out: p50 %.1f p99 %.1f ms",
          ms(topic, 50),
          ms(topic, 99),
          ms(effect, 50),
          ms(effect, 99));
    }
  }
}
