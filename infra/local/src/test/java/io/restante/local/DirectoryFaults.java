package io.restante.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/// What can happen to the directory's way into the log. Each fault strikes while transactions are
/// committed, and leaves one connector running. Used by one thread; the changes run beside it.
final class DirectoryFaults {
  private static final int CHANGES = 40;
  private static final long STRIKE_NANOS_MAX = 200_000_000;
  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final String END_HOLDER =
      "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted";

  private final DirectoryEstate world;
  private final Random random;
  private final List<String> story = new ArrayList<>();
  private DirectoryWriter writer;

  DirectoryFaults(DirectoryEstate world, Random random) {
    this.world = world;
    this.random = random;
    this.writer = new DirectoryWriter(random.nextLong());
  }

  /// What happens in a round.
  enum Fault {
    /// `kill -9` of the connector.
    KILLED,
    /// It is stopped in order and started.
    RESTARTED,
    /// PostgreSQL crashes.
    DATABASE_CRASHED,
    /// The replication slot is dropped while the connector is down.
    SLOT_LOST,
    /// The broker is away for a while.
    BROKER_AWAY,
    /// The active connector stands still, another takes over, then the first goes on.
    TWO_AT_ONCE,
    /// A table is emptied at once.
    TRUNCATED,
    /// PostgreSQL comes back as it was a while ago, with the slot, as after a failover that lost
    /// the last changes; then it goes on past where the connector was.
    RESTORED,
    /// The same without the slot.
    FAILED_OVER
  }

  /// Returns what the last round did.
  List<String> story() {
    return List.copyOf(story);
  }

  /// Plays a round.
  void play(Fault fault) throws Exception {
    story.clear();
    change();
    switch (fault) {
      case KILLED -> restart(world.connector()::kill);
      case RESTARTED -> restart(world.connector()::stop);
      case DATABASE_CRASHED -> {
        during("PostgreSQL crashes", world.stores()::killDirectory);
        world.stores().startDirectory();
      }
      case SLOT_LOST -> {
        during("kill the connector", world.connector()::kill);
        dropSlot();
        change();
        world.connector().start();
      }
      case BROKER_AWAY -> {
        during("kill the broker", world.estate()::killBroker);
        change();
        world.estate().startBroker();
      }
      case TWO_AT_ONCE -> twoAtOnce();
      case TRUNCATED -> during("truncate", () -> world.run("TRUNCATE contacts"));
      case RESTORED -> comeBackOlder(false);
      case FAILED_OVER -> comeBackOlder(true);
    }
    change();
  }

  private void restart(Strike ending) throws Exception {
    during("end the connector", ending);
    change();
    world.connector().start();
  }

  private void twoAtOnce() throws Exception {
    world.standby().start();
    during("the active one stands still", world.connector()::pause);
    story.add("its lock goes");
    world.run(END_HOLDER);
    change();
    world.awaitCaughtUp();
    during("it goes on", world.connector()::resume);
    awaitState(world.connector(), "standby");
    awaitState(world.standby(), "streaming");
    during("kill the second", world.standby()::kill);
    awaitState(world.connector(), "streaming");
  }

  private void awaitState(EstateConnector instance, String state) throws IOException {
    story.add("until it is " + state);
    long began = System.nanoTime();
    while (!world.health(instance).contains("\"" + state + "\"")) {
      assertThat(System.nanoTime() - began).as(world.health(instance)).isLessThan(PATIENCE_NANOS);
      LockSupport.parkNanos(STRIKE_NANOS_MAX);
    }
  }

  private void comeBackOlder(boolean withoutSlot) throws Exception {
    story.add("PostgreSQL is copied");
    world.stores().stopDirectory();
    world.copyDirectory(false);
    world.stores().startDirectory();
    change();
    world.awaitCaughtUp();
    world.connector().kill();
    world.stores().stopDirectory();
    story.add("the copy comes in its place");
    world.copyDirectory(true);
    world.stores().startDirectory();
    // Whom this one remembers may be gone.
    writer = new DirectoryWriter(random.nextLong());
    if (withoutSlot) {
      dropSlot();
    }
    for (int i = 0; i < 4; i++) {
      change();
    }
    world.connector().start();
  }

  /// The walsender of a connector that was killed is ended too, as its end of the socket would be.
  private void dropSlot() throws SQLException {
    story.add("drop the slot");
    world.run("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots");
    world.run("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots");
  }

  /// What strikes.
  @FunctionalInterface
  interface Strike {
    void now() throws Exception;
  }

  /// Strikes amid changes; those that PostgreSQL does not survive are not expected to.
  private void during(String what, Strike strike) throws Exception {
    story.add(what);
    CompletableFuture<Void> changing =
        CompletableFuture.runAsync(
            () -> {
              try {
                transactions(4 * CHANGES);
              } catch (SQLException e) {
                story.add("a transaction was cut off");
              }
            });
    LockSupport.parkNanos(random.nextLong(STRIKE_NANOS_MAX));
    strike.now();
    changing.join();
  }

  private void change() throws SQLException {
    story.add(CHANGES + " changes");
    transactions(CHANGES);
  }

  private void transactions(int count) throws SQLException {
    try (Connection connection = world.connect()) {
      for (int i = 0; i < count; i++) {
        writer.change(connection);
      }
    }
  }
}
