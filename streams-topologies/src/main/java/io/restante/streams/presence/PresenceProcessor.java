package io.restante.streams.presence;

import io.restante.contract.ContractException;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.OwnershipCodec;
import io.restante.contract.RecipientPartitioner;
import io.restante.contract.Topic;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.directory.ContactKey;
import io.restante.directory.UserRow;
import io.restante.fleet.OwnedPartition;
import io.restante.presence.SessionEvent;
import io.restante.presence.Watch;
import io.restante.streams.presence.rules.Counts;
import io.restante.streams.presence.rules.Outcome;
import io.restante.streams.presence.rules.Presence;
import io.restante.streams.presence.rules.Visibility;
import io.restante.streams.table.StoreTable;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Presence's shell in a task: decodes what comes, and forwards what the rules say. Runs on its
/// stream thread.
final class PresenceProcessor implements Processor<byte[], byte[], UserDestination, byte[]> {
  private static final Logger LOGGER = LoggerFactory.getLogger(PresenceProcessor.class);
  private static final Duration TICK = Duration.ofMillis(200);

  private final PresenceFacts facts;
  private final Counts counts;
  private @Nullable Running running; // Set by init.

  PresenceProcessor(PresenceFacts facts, Counts counts) {
    this.facts = facts;
    this.counts = counts;
  }

  /// What there is between init and close.
  private record Running(
      ProcessorContext<UserDestination, byte[]> context,
      Presence rules,
      KeyValueStore<Bytes, byte[]> owners,
      Bytes partition) {
    /// Returns the epoch of the partition's owner, as far as this process has read.
    long epoch() {
      return OwnersProcessor.epoch(owners.get(partition));
    }
  }

  @Override
  public void init(ProcessorContext<UserDestination, byte[]> context) {
    Presence rules =
        new Presence(
            new Presence.Tables(
                table(context, PresenceTopology.SESSIONS),
                table(context, PresenceTopology.WATCHES),
                table(context, PresenceTopology.TOLD),
                table(context, PresenceTopology.MARKS),
                table(context, PresenceTopology.USERS),
                table(context, PresenceTopology.CONTACTS)),
            counts);
    rules.open(context.currentSystemTimeMs());
    var partition = new OwnedPartition(facts.gateway(), context.taskId().partition());
    running =
        new Running(
            context,
            rules,
            context.getStateStore(PresenceTopology.OWNERS),
            Bytes.wrap(OwnershipCodec.encodeKey(partition)));
    context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
  }

  private static StoreTable table(ProcessorContext<?, ?> context, String name) {
    KeyValueStore<Bytes, byte[]> store = context.getStateStore(name);
    return new StoreTable(store);
  }

  private Running running() {
    Running now = running;
    if (now == null) {
      throw new IllegalStateException("used before init");
    }
    return now;
  }

  private void tick(long nowMs) {
    Running now = running();
    now.rules().onTick(now.epoch(), nowMs).forEach(outcome -> forward(now, outcome, nowMs));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Running now = running();
    RecordMetadata from =
        now.context().recordMetadata().orElseThrow(() -> new IllegalStateException("no place"));
    long nowMs = now.context().currentSystemTimeMs();
    try {
      outcomes(now.rules(), from.topic(), record, nowMs)
          .forEach(outcome -> forward(now, outcome, nowMs));
    } catch (ContractException | IllegalArgumentException e) {
      counts.poison.increment();
      LOGGER
          .atWarn()
          .addKeyValue("topic", from.topic())
          .addKeyValue("partition", from.partition())
          .addKeyValue("offset", from.offset())
          .log("a record that can't be read is passed over");
    }
  }

  private static List<? extends Outcome> outcomes(
      Presence rules, String topic, Record<byte[], byte[]> record, long nowMs) {
    if (topic.equals(Topics.SESSIONS.name())) {
      return session(rules, record, nowMs);
    }
    if (topic.equals(Topics.WATCHES.name())) {
      return watch(rules, record, nowMs);
    }
    if (topic.equals(Topics.USERS.name())) {
      return user(rules, record, nowMs);
    }
    return contact(rules, record, nowMs);
  }

  private static List<Outcome> session(Presence rules, Record<byte[], byte[]> record, long nowMs) {
    UserId user = DirectoryKeys.userId(key(Topics.SESSIONS, record).getUser());
    SessionEvent event = value(Topics.SESSIONS, record);
    return rules.onSession(
        new Presence.Event(
            user,
            event.getDevice(),
            event.getEpoch(),
            event.getConnection(),
            event.getIsOpen(),
            event.getAt().toEpochMilli()),
        nowMs);
  }

  private static List<Outcome> watch(Presence rules, Record<byte[], byte[]> record, long nowMs) {
    UserId watched = DirectoryKeys.userId(key(Topics.WATCHES, record).getUser());
    Watch watch = value(Topics.WATCHES, record);
    return rules
        .onWatch(
            watched,
            DirectoryKeys.userId(watch.getWatcher()),
            watch.getWatcherDevice(),
            watch.getUntil().toEpochMilli(),
            nowMs)
        .stream()
        .toList();
  }

  private static List<Outcome> user(Presence rules, Record<byte[], byte[]> record, long nowMs) {
    UserId user = DirectoryKeys.userId(key(Topics.USERS, record).getUser());
    return rules.onUser(user, visibility(valueOrNull(Topics.USERS, record)), nowMs);
  }

  private static @Nullable Visibility visibility(@Nullable UserRow row) {
    if (row == null) {
      return null;
    }
    return switch (row.getLastSeen()) {
      case NOBODY -> Visibility.NOBODY;
      case CONTACTS -> Visibility.CONTACTS;
      case EVERYONE -> Visibility.EVERYONE;
    };
  }

  private static List<Outcome> contact(Presence rules, Record<byte[], byte[]> record, long nowMs) {
    ContactKey key = key(Topics.CONTACTS, record);
    boolean isContact = valueOrNull(Topics.CONTACTS, record) != null;
    return rules
        .onContact(
            DirectoryKeys.userId(key.getUser()),
            DirectoryKeys.userId(key.getContact()),
            isContact,
            nowMs)
        .stream()
        .toList();
  }

  private static <K> K key(Topic<K, ?> topic, Record<byte[], byte[]> record) {
    if (record.key() == null) {
      throw new ContractException("key: none (expected: one)");
    }
    return topic.keys().deserializer().deserialize(topic.name(), record.key());
  }

  private static <V> @Nullable V valueOrNull(Topic<?, V> topic, Record<byte[], byte[]> record) {
    return topic.values().deserializer().deserialize(topic.name(), record.value());
  }

  private static <V> V value(Topic<?, V> topic, Record<byte[], byte[]> record) {
    V value = valueOrNull(topic, record);
    if (value == null) {
      throw new ContractException("value: none (expected: one)");
    }
    return value;
  }

  private void forward(Running now, Outcome outcome, long nowMs) {
    switch (outcome) {
      case Outcome.Tell(var watcher, var watched, var shown) -> {
        byte[] value = Records.signal(watched, shown);
        forward(now, new Record<>(to(watcher), value, nowMs), PresenceTopology.SIGNALS_SINK);
      }
      case Outcome.Publish(var user, var status) -> {
        byte[] value = Records.status(status);
        forward(now, new Record<>(to(user), value, nowMs), PresenceTopology.STATUS_SINK);
      }
      case Outcome.Forget(var user) ->
          forward(now, new Record<>(to(user), null, nowMs), PresenceTopology.STATUS_SINK);
    }
  }

  private UserDestination to(UserId user) {
    return new UserDestination(RecipientPartitioner.partition(user, facts.partitions()), user);
  }

  private static void forward(
      Running now, Record<UserDestination, byte @Nullable []> out, String sink) {
    now.context().forward(out, sink);
  }

  @Override
  public void close() {
    running = null;
  }
}
