package io.restante.streams.fanout.rules;

import io.restante.contract.DeviceAddress;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.Recipients;
import io.restante.contract.UserId;
import io.restante.messaging.GroupEnvelope;
import io.restante.shared.Id16;
import io.restante.streams.fanout.rules.FanOut.MarkerRow;
import io.restante.streams.fanout.rules.TruthfulDirectory.Entry;
import io.restante.streams.table.CrashTable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/// A directory that changes, capture that is late, devices that send, and a fan-out that crashes,
/// all by chance from one seed. What comes out is judged by [Eyes].
final class FanOutWorld {
  private static final int PARTITIONS = 3;
  private static final Duration PARK_MAX = Duration.ofSeconds(30);
  private static final int GROUPS = 2;
  private static final int PEOPLE = 6;

  private static final Sent TICKER =
      new Sent(new GroupId(0, 0), new DeviceAddress(UserId.NOBODY, 0), 0, 0, 0);

  private final Random random;
  private final Bug bug;
  private final TruthfulDirectory directory;
  private final List<UserId> people =
      IntStream.rangeClosed(1, PEOPLE).mapToObj(i -> new UserId(0x7000L, i)).toList();
  private final List<Entry> members = new ArrayList<>();
  private final List<Sent> messages = new ArrayList<>();
  private final List<CrashTable> tables = IntStream.range(0, 4).mapToObj(_ -> table()).toList();
  private final Senders senders;
  private final Eyes eyes;
  private int nextMember;
  private int nextMessage;
  private Committed committed = Committed.NOTHING;
  private long nowMs = 1_000;
  private FanOut fanOut;

  /// What is planted into the fan-out.
  enum Bug {
    NONE,
    ROWS_COUNT_AT_ONCE,
    SINCE_IS_IGNORED,
    REFUSALS_ARE_FORGOTTEN,
    DELETED_BEFORE_COMMIT,
    NOBODY_IS_TOLD_AGAIN,
    NOTHING_IS_SETTLED
  }

  /// A message in the log.
  ///
  /// @param settled up to which number all had come back to the device
  record Sent(GroupId group, DeviceAddress device, long number, long revision, long settled) {
    /// What it is about, however often it is sent.
    String name() {
      return group + " " + device + " " + number;
    }
  }

  FanOutWorld(long seed, Bug bug) {
    this.random = new Random(seed);
    this.bug = bug;
    List<GroupId> ids =
        IntStream.rangeClosed(1, GROUPS).mapToObj(i -> new GroupId(0x7000L, i)).toList();
    this.directory = new TruthfulDirectory(random, ids);
    this.senders = new Senders(directory, messages);
    this.eyes = new Eyes(directory, senders);
    this.fanOut = open();
  }

  private static CrashTable table() {
    return new CrashTable();
  }

  private FanOut open() {
    Tables all =
        new Tables(
            tables.get(0),
            tables.get(1),
            tables.get(2),
            bug == Bug.REFUSALS_ARE_FORGOTTEN ? new CrashTable() : tables.get(3));
    Limits limits = Limits.of(PARK_MAX, Duration.ofSeconds(5));
    // Now and then the cache holds nothing.
    int cacheBytes = random.nextBoolean() ? 0 : 1 << 20;
    FanOut opened = new FanOut(all, limits, PARTITIONS, () -> cacheBytes, new Counts());
    opened.open(members.isEmpty() ? 0 : nowMs, committed);
    return opened;
  }

  /// Lets the world go on, and then come to rest.
  void run(int steps) {
    for (int i = 0; i < steps; i++) {
      step();
    }
    while (!directory.delayed.isEmpty()) {
      members.add(directory.delayed.remove());
    }
    // What was refused is repeated, so it takes some rounds.
    for (int i = 0; i < 40; i++) {
      while (nextMember < members.size()) {
        processMember();
      }
      while (nextMessage < messages.size()) {
        processMessage();
      }
      nowMs += PARK_MAX.toMillis() + 1;
      tick();
      if (fanOut.isWaitingForInput()) {
        messages.add(TICKER);
        processMessage();
      }
      commit();
      senders.goOn();
    }
    tick();
    eyes.atTheEnd();
    if (bug == Bug.NONE && tables.get(1).size() + tables.get(2).size() > 1 + leftBehind()) {
      throw new AssertionError("tables keep what is done with");
    }
  }

  /// Rows whose deletion a crash undid stay until their group's next marker.
  private int leftBehind() {
    return GROUPS * PEOPLE;
  }

  private void step() {
    nowMs += random.nextInt(200);
    switch (random.nextInt(21)) {
      case 0, 1, 2 -> directory.change(anyGroup(), people);
      case 3, 4, 5, 6 -> capture();
      case 7, 8, 9 -> send();
      case 10, 11, 12 -> processMember();
      case 13, 14, 15 -> processMessage();
      case 16 -> nowMs += random.nextInt(6) == 0 ? PARK_MAX.toMillis() : 0;
      case 17 -> tick();
      case 18 -> commit();
      case 19 -> senders.repeat(random);
      default -> {
        if (random.nextInt(3) == 0) {
          crash();
        }
      }
    }
  }

  private GroupId anyGroup() {
    return List.copyOf(directory.ids()).get(random.nextInt(GROUPS));
  }

  private void capture() {
    if (!directory.delayed.isEmpty()) {
      members.add(directory.delayed.remove());
    }
  }

  private void send() {
    GroupId group = anyGroup();
    int known = directory.group(group).revision();
    if (known == 0) {
      return;
    }
    DeviceAddress device = new DeviceAddress(people.get(random.nextInt(PEOPLE)), 1);
    int revision = Math.max(1, known + 1 - random.nextInt(4));
    senders.write(group, device, random.nextInt(15) == 0 ? revision : Math.min(known, revision));
  }

  private void processMember() {
    if (nextMember >= members.size()) {
      return;
    }
    int offset = nextMember++;
    Entry entry = members.get(offset);
    if (entry.isMarker()) {
      eyes.onMarker(entry, nextMember);
      MarkerRow row = new MarkerRow(entry.number(), entry.count(), offset, nowMs);
      take(fanOut.onMarker(entry.group(), row, nowMs));
    } else {
      long since = bug == Bug.SINCE_IS_IGNORED ? Math.min(1, entry.number()) : entry.number();
      fanOut.onRow(entry.group(), entry.user(), since, offset);
      if (bug == Bug.ROWS_COUNT_AT_ONCE) {
        countAtOnce(entry, offset);
      }
    }
    fanOut.onProcessed(Source.MEMBERS, offset);
    forgetTooEarly();
  }

  /// As if there were no markers: the next revision comes with its first row.
  private void countAtOnce(Entry entry, int offset) {
    Map<UserId, Long> now = new HashMap<>();
    long revision = 0;
    for (Entry row : members.subList(0, offset + 1)) {
      if (!row.group().equals(entry.group())) {
        continue;
      }
      if (row.isMarker()) {
        revision = row.number();
      } else if (row.number() == 0) {
        now.remove(row.user());
      } else {
        now.put(row.user(), row.number());
      }
    }
    MarkerRow early = new MarkerRow(revision + 1, now.size(), offset, nowMs);
    take(fanOut.onMarker(entry.group(), early, nowMs));
  }

  private void processMessage() {
    if (nextMessage >= messages.size()) {
      return;
    }
    int offset = nextMessage++;
    Sent sent = messages.get(offset);
    if (!sent.equals(TICKER)) {
      take(fanOut.onMessage(arrival(sent, offset), nowMs));
    }
    fanOut.onProcessed(Source.MESSAGES, offset);
    forgetTooEarly();
  }

  private Arrival arrival(Sent sent, int offset) {
    UserId sender = sent.device().user();
    GroupEnvelope message =
        new GroupEnvelope(
            id16(new MessageId(sender.low(), sent.number())),
            DirectoryKeys.user(sender).getUser(),
            sent.device().device(),
            sent.number(),
            sent.revision(),
            Instant.EPOCH,
            ByteBuffer.wrap(new byte[] {1, 2, 3}),
            bug == Bug.NOTHING_IS_SETTLED ? 0 : sent.settled());
    return new Arrival(sent.group(), message, offset, 100);
  }

  private static Id16 id16(MessageId id) {
    return new Id16(ByteBuffer.allocate(16).putLong(id.high()).putLong(id.low()).array());
  }

  private void forgetTooEarly() {
    if (bug == Bug.DELETED_BEFORE_COMMIT) {
      Committed all = new Committed(Long.MAX_VALUE, Long.MAX_VALUE);
      take(fanOut.onTick(new Tick(nowMs, all, true)));
    }
  }

  private void tick() {
    take(fanOut.onTick(new Tick(nowMs, committed, true)));
  }

  private void take(List<Outcome> outcomes) {
    for (Outcome outcome : outcomes) {
      if (bug == Bug.NOBODY_IS_TOLD_AGAIN && outcome instanceof Outcome.Announce announce) {
        if (!eyes.hasAnnounced(announce)) {
          eyes.take(outcome);
        }
      } else {
        eyes.take(outcome);
      }
    }
  }

  private void commit() {
    tables.forEach(CrashTable::commit);
    committed = new Committed(nextMember, nextMessage);
    eyes.onCommit();
  }

  private void crash() {
    tables.forEach(table -> table.crash(random));
    nextMember = (int) committed.members();
    nextMessage = (int) committed.messages();
    eyes.onCrash(random, nextMember);
    fanOut = open();
  }

  static int partitions() {
    return Math.min(PARTITIONS, Recipients.MAX);
  }
}
