package io.restante.gateway.deliver;

import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.Slot;
import io.restante.gateway.index.RocksIndexStore;
import io.restante.gateway.mailbox.Action;
import io.restante.gateway.mailbox.DamagedIndexException;
import io.restante.gateway.mailbox.DeliveryCore;
import io.restante.gateway.mailbox.LogRecord;
import io.restante.gateway.send.Housekeeper;
import io.restante.gateway.snapshot.Snapshots;
import io.restante.messaging.EnvelopeKind;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One partition that a lane owns: its core, its index, and the hands that perform the core's
/// actions. Owned by the lane's thread.
final class OwnedPartition {
  private static final Logger LOGGER = LoggerFactory.getLogger(OwnedPartition.class);

  private final TopicPartition partition;
  private final RocksIndexStore store;
  private final DeliveryCore<DeviceConnection> core;
  private final Surroundings surroundings;
  private final long generation;

  /// What did not find room with the housekeeper. Bounded, because while anything is in it the lane
  /// takes in no acknowledgements and no chunks: one window, or one chunk of expired envelopes.
  private final ArrayDeque<Action<DeviceConnection>> unsaid = new ArrayDeque<>();

  private boolean mustRebuild;
  private long checkpointedAtMs;

  /// What a partition needs of its lane.
  ///
  /// @param log the id of the topic
  /// @param inbox takes what other threads have to tell the lane
  record Surroundings(
      UUID log,
      LanePorts ports,
      SweepReader sweeps,
      DeliverMetrics metrics,
      Consumer<LaneEvent> inbox) {
    Housekeeper housekeeper() {
      return ports.housekeeper();
    }
  }

  OwnedPartition(
      TopicPartition partition,
      RocksIndexStore store,
      DeliveryCore<DeviceConnection> core,
      Surroundings surroundings,
      long generation) {
    this.partition = partition;
    this.store = store;
    this.core = core;
    this.surroundings = surroundings;
    this.generation = generation;
    surroundings.ports().devices().took(partition.partition());
  }

  TopicPartition partition() {
    return partition;
  }

  boolean mustRebuild() {
    return mustRebuild;
  }

  boolean isRecovering() {
    return core.isRecovering();
  }

  long position() {
    return core.position();
  }

  /// Lets snapshots be made of the index from now on.
  ///
  /// @param epoch the generation of the group
  void publish(Snapshots snapshots, long epoch) {
    snapshots.owned(partition.partition(), epoch, store);
  }

  /// Tells whether the housekeeper has heard everything, so that more may be taken in.
  boolean hasSaidEverything() {
    while (!unsaid.isEmpty() && say(unsaid.getFirst())) {
      unsaid.removeFirst();
    }
    return unsaid.isEmpty();
  }

  /// Takes in a record.
  ///
  /// @return false when it has to come again, because it is not known yet which devices it is for
  boolean appended(LogRecord appended) {
    if (appended.slot().isShared() && appended.value() != null) {
      return shared(appended);
    }
    take(() -> core.onAppended(appended));
    if (appended.value() != null && appended.slot().kind() == EnvelopeKind.MESSAGE) {
      surroundings.ports().watch().onMessage(appended.slot().address(), appended.value());
    }
    return true;
  }

  private boolean shared(LogRecord appended) {
    List<DeviceAddress> devices =
        surroundings
            .ports()
            .devices()
            .devices(partition.partition(), appended.recipients(), appended.timestampMs());
    if (devices == null) {
      return false;
    }
    take(() -> core.onShared(appended, devices));
    return true;
  }

  void skippedTo(long next) {
    take(() -> core.onSkippedTo(next));
  }

  /// Takes in what another thread has told the lane.
  void take(LaneEvent event) {
    switch (event) {
      case LaneEvent.Opened(_, var connection) -> opened(connection);
      case LaneEvent.Acknowledged(_, var connection, var upTo) -> acknowledged(connection, upTo);
      case LaneEvent.Read(_, var connection, var conversation, var number) ->
          read(connection.address(), conversation, number);
      case LaneEvent.AskedReceipts(_, var connection, var group) ->
          askReceipts(connection.address(), group);
      case LaneEvent.Reported reported -> reported(reported);
      case LaneEvent.Closed(_, var connection) -> closed(connection);
      case LaneEvent.Removed(_, var device) -> removed(device);
      case LaneEvent.ChunkRead read -> chunkRead(read);
      case LaneEvent.SnapshotFetched _ ->
          throw new IllegalStateException(event + " for a partition that is served");
    }
  }

  private void opened(DeviceConnection connection) {
    DeviceConnection.Resume resume = connection.resume();
    boolean same = resume != null && resume.log().equals(surroundings.log());
    long storedUpTo = same && resume != null ? resume.storedUpTo() : -1;
    take(() -> core.onConnected(connection, connection.address(), storedUpTo));
  }

  private void acknowledged(DeviceConnection connection, long upTo) {
    take(
        () ->
            connection.isDevice()
                ? core.onAcknowledged(connection, connection.address(), upTo)
                : core.onDiscarded(connection, connection.address(), upTo));
  }

  private void read(DeviceAddress reader, Conversation conversation, long number) {
    DeviceTable devices = surroundings.ports().devices();
    if (devices.tellsWhatIsRead(partition.partition(), reader.user())) {
      take(() -> core.onUserRead(reader, conversation, number));
    }
  }

  private void askReceipts(DeviceAddress sender, GroupId group) {
    if (!surroundings.housekeeper().askReceipts(Conversation.with(group, sender))) {
      surroundings.metrics().receiptsNotAsked.increment();
    }
  }

  private void reported(LaneEvent.Reported reported) {
    if (reported.generation() == generation) {
      take(() -> core.onReported(reported.number()));
    }
  }

  private void removed(DeviceAddress device) {
    take(() -> core.onRemoved(device));
  }

  private void closed(DeviceConnection connection) {
    take(() -> core.onDisconnected(connection, connection.address()));
  }

  private void chunkRead(LaneEvent.ChunkRead read) {
    if (read.generation() == generation) {
      take(() -> core.onRead(read.chunk(), read.end()));
    }
  }

  void tick(long nowMs) {
    take(() -> core.onTick(nowMs));
  }

  /// Lets the core take in an event and performs what it wants. An index that turns out to be
  /// damaged is asked nothing more; the lane rebuilds it.
  private void take(Supplier<List<Action<DeviceConnection>>> event) {
    if (mustRebuild) {
      return;
    }
    try {
      perform(event.get());
    } catch (DamagedIndexException e) {
      LOGGER.atWarn().addKeyValue("cause", e.toString()).log("index damaged");
      mustRebuild = true;
    }
  }

  /// Makes the index durable if it is time, or if it must be.
  ///
  /// @param mayForTime false to let the time pass for now
  /// @return whether it was
  boolean checkpointIfDue(long nowMs, LaneSettings settings, boolean mayForTime) {
    boolean isTime =
        mayForTime && nowMs - checkpointedAtMs >= settings.checkpointInterval().toMillis();
    boolean isFull = core.changesInMemory() >= settings.checkpointChanges();
    if (!isFull && !(isTime && core.position() != store.position())) {
      return false;
    }
    checkpoint(nowMs);
    return true;
  }

  private void checkpoint(long nowMs) {
    checkpointedAtMs = nowMs;
    store.stamp(nowMs);
    take(
        () -> {
          core.checkpoint();
          return List.of();
        });
  }

  /// Gives the partition up: connections are told to go, the index is made durable.
  ///
  /// @param toAnother whether another node is to serve it, so that connections go there
  void lose(long nowMs, boolean toAnother) {
    List<Action<DeviceConnection>> goodbyes = core.onLost();
    if (toAnother) {
      goodbyes.forEach(this::seeOff);
    } else {
      perform(goodbyes);
    }
    checkpoint(nowMs);
    store.close();
    surroundings.ports().devices().lost(partition.partition());
  }

  private void seeOff(Action<DeviceConnection> goodbye) {
    if (goodbye instanceof Action.Disconnect<DeviceConnection>(var connection, _)) {
      surroundings.ports().departures().add(partition.partition(), connection);
    } else {
      perform(goodbye);
    }
  }

  private void perform(List<Action<DeviceConnection>> actions) {
    for (Action<DeviceConnection> action : actions) {
      perform(action);
    }
  }

  private void perform(Action<DeviceConnection> action) {
    switch (action) {
      case Action.Deliver<DeviceConnection>(var connection, var offset, var value) -> {
        surroundings.metrics().delivered.increment();
        connection.deliver(offset, value);
      }
      case Action.Welcome<DeviceConnection>(var connection) ->
          connection.welcome(surroundings.log());
      case Action.Refuse<DeviceConnection>(var connection, var refusal) ->
          connection.refuse(refusal);
      case Action.Drained<DeviceConnection>(var connection) -> connection.drained();
      case Action.Disconnect<DeviceConnection>(var connection, var cause) ->
          connection.disconnect(cause);
      case Action.Read<DeviceConnection>(var from) -> {
        surroundings.metrics().chunks.increment();
        surroundings.sweeps().request(new SweepReader.Request(partition, generation, from));
      }
      case Action.Rebuild<DeviceConnection>() -> mustRebuild = true;
      case Action.Erased<DeviceConnection>(_, var offset) -> regret(offset);
      case Action.Forget<DeviceConnection> _,
          Action.Expire<DeviceConnection> _,
          Action.Repeat<DeviceConnection> _,
          Action.Note<DeviceConnection> _,
          Action.Report<DeviceConnection> _,
          Action.Tick<DeviceConnection> _ ->
          sayOrKeep(action);
    }
  }

  private void sayOrKeep(Action<DeviceConnection> action) {
    if (!unsaid.isEmpty() || !say(action)) {
      unsaid.addLast(action);
    }
  }

  private boolean say(Action<DeviceConnection> action) {
    return switch (action) {
      case Action.Forget<DeviceConnection>(var slot, var offset, var version) ->
          forget(slot, offset, version);
      case Action.Repeat<DeviceConnection>(var slot, var version, var value) ->
          repeat(slot, version, value);
      case Action.Expire<DeviceConnection> expire -> expire(expire);
      case Action.Note<DeviceConnection>(var slot, var of, var devices) ->
          surroundings.housekeeper().note(partition.partition(), slot, of, devices);
      case Action.Report<DeviceConnection> report -> report(report);
      case Action.Tick<DeviceConnection>() ->
          surroundings.housekeeper().tick(partition.partition());
      case Action.Deliver<DeviceConnection> _,
          Action.Welcome<DeviceConnection> _,
          Action.Refuse<DeviceConnection> _,
          Action.Drained<DeviceConnection> _,
          Action.Disconnect<DeviceConnection> _,
          Action.Read<DeviceConnection> _,
          Action.Erased<DeviceConnection> _,
          Action.Rebuild<DeviceConnection> _ ->
          throw new IllegalStateException(action + " is not for the housekeeper");
    };
  }

  private boolean report(Action.Report<DeviceConnection> report) {
    int number = partition.partition();
    boolean said =
        surroundings
            .housekeeper()
            .report(
                report.conversation(),
                report.watermarks(),
                report.passages(),
                () ->
                    surroundings
                        .inbox()
                        .accept(new LaneEvent.Reported(number, generation, report.number())));
    if (said) {
      surroundings.metrics().reported.increment();
    }
    return said;
  }

  private boolean forget(Slot slot, long offset, long version) {
    int number = partition.partition();
    boolean said = surroundings.housekeeper().forget(number, slot, offset, version);
    if (said) {
      surroundings.metrics().forgotten.increment();
    }
    return said;
  }

  private boolean repeat(Slot slot, long version, ByteBuffer value) {
    boolean said = surroundings.housekeeper().repeat(partition.partition(), slot, version, value);
    if (said) {
      surroundings.metrics().repeated.increment();
    }
    return said;
  }

  private void regret(long offset) {
    surroundings.metrics().erased.increment();
    LOGGER
        .atWarn()
        .addKeyValue("partition", partition.partition())
        .addKeyValue("offset", offset)
        .log("record gone before this node appended it again");
  }

  private boolean expire(Action.Expire<DeviceConnection> expire) {
    boolean said =
        surroundings
            .housekeeper()
            .expire(
                partition.partition(),
                expire.slot(),
                expire.offset(),
                expire.value(),
                expire.users());
    if (said) {
      surroundings.metrics().expired.increment();
    }
    return said;
  }
}
