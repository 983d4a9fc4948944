package io.restante.streams.fanout;

import io.restante.contract.ContractException;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.GroupId;
import io.restante.contract.Topics;
import io.restante.directory.GroupMarker;
import io.restante.directory.GroupMemberKey;
import io.restante.directory.GroupMemberRow;
import io.restante.directory.Member;
import io.restante.streams.fanout.rules.Arrival;
import io.restante.streams.fanout.rules.Counts;
import io.restante.streams.fanout.rules.FanOut;
import io.restante.streams.fanout.rules.FanOut.MarkerRow;
import io.restante.streams.fanout.rules.Outcome;
import io.restante.streams.fanout.rules.Source;
import io.restante.streams.fanout.rules.Tables;
import io.restante.streams.fanout.rules.Tick;
import io.restante.streams.runtime.Destination;
import io.restante.streams.table.StoreTable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
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

/// The fan-out's shell in a task: decodes what comes, and forwards what the rules say. Runs on its
/// stream thread.
final class FanOutProcessor implements Processor<byte[], byte[], Destination, byte[]> {
  private static final Logger LOGGER = LoggerFactory.getLogger(FanOutProcessor.class);
  private static final Duration TICK = Duration.ofMillis(500);

  private final FanOutSettings settings;
  private final TaskBoard board;
  private final Counts counts;
  private @Nullable Running running; // Set by init.
  private long oldestMs;

  FanOutProcessor(FanOutSettings settings, TaskBoard board, Counts counts) {
    this.settings = settings;
    this.board = board;
    this.counts = counts;
  }

  /// What there is between init and close.
  private record Running(
      ProcessorContext<Destination, byte[]> context, FanOut rules, EnvelopeWriter writer) {
    int partition() {
      return context.taskId().partition();
    }

    void forward(List<Outcome> outcomes, long timestampMs) {
      outcomes.forEach(outcome -> writer.write(outcome, timestampMs, context::forward));
    }
  }

  @Override
  public void init(ProcessorContext<Destination, byte[]> context) {
    Tables tables =
        new Tables(
            table(context, FanOutTopology.GROUPS),
            table(context, FanOutTopology.PENDING),
            table(context, FanOutTopology.PARKED),
            table(context, FanOutTopology.REFUSED));
    FanOut rules =
        new FanOut(tables, settings.limits(), settings.partitions(), board::cacheShare, counts);
    int attempt = ThreadLocalRandom.current().nextInt();
    running =
        new Running(
            context, rules, new EnvelopeWriter(settings.partitions(), attempt, counts.records));
    rules.open(
        context.currentSystemTimeMs(), settings.commits().read(context.taskId().partition()));
    board.opened();
    show(running());
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
    int partition = now.partition();
    Tick tick = new Tick(nowMs, board.committed(partition), board.isDirectoryAlive());
    now.forward(now.rules().onTick(tick), nowMs);
    oldestMs = now.rules().oldestWaitingMs(nowMs);
    show(now);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Running now = running();
    RecordMetadata from =
        now.context().recordMetadata().orElseThrow(() -> new IllegalStateException("no place"));
    Source source =
        from.topic().equals(Topics.GROUP_MEMBERS.name()) ? Source.MEMBERS : Source.MESSAGES;
    try {
      List<Outcome> outcomes =
          switch (source) {
            case MEMBERS -> member(now, record, from.offset());
            case MESSAGES -> message(now, record, from.offset());
          };
      now.forward(outcomes, record.timestamp());
    } catch (ContractException e) {
      passOver(from, source);
    }
    now.rules().onProcessed(source, from.offset());
    show(now);
  }

  /// Its message could hold a value, so it is not shown.
  private void passOver(RecordMetadata from, Source source) {
    counts.poison.increment();
    if (source == Source.MESSAGES) {
      counts.poisonMessages.increment();
      counts.messages.increment();
    }
    LOGGER
        .atWarn()
        .addKeyValue("topic", from.topic())
        .addKeyValue("partition", from.partition())
        .addKeyValue("offset", from.offset())
        .log("a record that can't be read is passed over");
  }

  private List<Outcome> message(Running now, Record<byte[], byte[]> record, long offset) {
    if (record.value() == null) {
      counts.messages.increment();
      counts.tickers.increment();
      return List.of();
    }
    requireKey(record);
    Arrival arrival = Arrival.read(record.key(), record.value(), offset);
    return now.rules().onMessage(arrival, now.context().currentSystemTimeMs());
  }

  private List<Outcome> member(Running now, Record<byte[], byte[]> record, long offset) {
    requireKey(record);
    String topic = Topics.GROUP_MEMBERS.name();
    GroupMemberKey key =
        Topics.GROUP_MEMBERS.keys().deserializer().deserialize(topic, record.key());
    @Nullable GroupMemberRow row =
        Topics.GROUP_MEMBERS.values().deserializer().deserialize(topic, record.value());
    GroupId group = DirectoryKeys.groupId(key.getGroup());
    if (!DirectoryKeys.isMarker(key)) {
      now.rules().onRow(group, DirectoryKeys.userId(key.getUser()), since(row), offset);
      return List.of();
    }
    MarkerRow marker = marker(row, offset, record.timestamp());
    return now.rules().onMarker(group, marker, now.context().currentSystemTimeMs());
  }

  private static void requireKey(Record<byte[], byte[]> record) {
    if (record.key() == null) {
      throw new ContractException("key: none (expected: one)");
    }
  }

  private static long since(@Nullable GroupMemberRow row) {
    if (row == null) {
      return 0;
    }
    Member member = row.getMember();
    if (member == null || member.getSinceRevision() < 1) {
      throw new ContractException("member's row: no member (expected: one, since 1 or more)");
    }
    return member.getSinceRevision();
  }

  private static MarkerRow marker(@Nullable GroupMemberRow row, long offset, long timestampMs) {
    if (row == null) {
      return new MarkerRow(0, 0, offset, timestampMs);
    }
    GroupMarker marker = row.getMarker();
    if (marker == null || marker.getRevision() < 1) {
      throw new ContractException("marker's row: no marker (expected: one, revision 1 or more)");
    }
    return new MarkerRow(marker.getRevision(), marker.getMemberCount(), offset, timestampMs);
  }

  /// Who has waited longest is looked for with each tick alone: it takes as long as many wait.
  private void show(Running now) {
    FanOut rules = now.rules();
    board.show(
        now.partition(),
        new TaskBoard.Figures(
            rules.waiting(),
            oldestMs,
            rules.held(),
            rules.lowestKept(),
            rules.isWaitingForInput()));
  }

  @Override
  public void close() {
    Running now = running;
    if (now != null) {
      now.rules().close();
      board.closed(now.partition());
      running = null;
    }
  }
}
