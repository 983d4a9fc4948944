package io.restante.streams.receipt.rules;

import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.ReceiptEvent.Watermark;
import io.restante.contract.UserId;
import io.restante.messaging.ReceiptStep;
import io.restante.streams.table.CrashTable;
import io.restante.streams.table.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// One world: users who receive, read and change their minds, a task that commits and crashes, and
/// a judge who counts for himself.
///
/// With a crash the tables go back to anything they held since the last commit, outputs since then
/// reach the log or do not, each by itself, and inputs come again.
final class ReceiptWorld {
  private static final int STEPS = 300;
  private static final DeviceAddress ALICE = new DeviceAddress(new UserId(1, 1), 1);
  private static final UserId BOB = new UserId(2, 2);
  private static final long LONG_MS = Receipts.MARK_MS + 5 * Receipts.EVERY_MS;
  private static final long TICK_MS = 100;

  private final Random random;
  private final boolean changesItsMind;
  private final Bug bug;
  private final CrashTable progress = new CrashTable();
  private final CrashTable marks = new CrashTable();
  private final CrashTable users = new CrashTable();
  private final List<Input> inputs = new ArrayList<>();
  private final List<Output> uncommitted = new ArrayList<>();
  private final Map<Conversation, List<UserId>> receivers = new HashMap<>();
  private final Map<Conversation, Map<UserId, Watermark>> truth = new HashMap<>();
  private final Map<Conversation, List<ReceiptStep>> slots = new HashMap<>();
  private final Map<Conversation, Long> toldMs = new HashMap<>();
  private final Set<UserId> shown = new HashSet<>();
  private final Set<String> begun = new HashSet<>();
  private boolean isShownByCommit;
  private Receipts receipts;
  private int committed;
  private int position;
  private long nowMs = 1_000_000;

  /// What can be wrong.
  enum Bug {
    /// Nothing.
    NONE,
    /// What waits has no mark.
    NO_MARKS,
    /// Inputs that come again are not recognized.
    NO_OFFSETS,
    /// Time does not pass.
    NO_TICKS,
    /// Everybody is shown what others read.
    NO_PRIVACY,
    /// What is written last is all that counts.
    LOWERED,
    /// An entry's users are forgotten.
    FORGETFUL
  }

  private sealed interface Input {
    record Raised(Conversation conversation, List<Watermark> watermarks) implements Input {}

    record User(UserId user, boolean isShown) implements Input {}

    record Asked(Conversation conversation) implements Input {}
  }

  private record Output(Outcome outcome, long atMs) {}

  ReceiptWorld(long seed, Bug bug) {
    this.random = new Random(seed);
    this.bug = bug;
    receivers.put(Conversation.with(BOB, ALICE), List.of(BOB));
    int groups = 1 + random.nextInt(2);
    for (int group = 0; group < groups; group++) {
      List<UserId> members = new ArrayList<>(List.of(BOB));
      int count = 1 + random.nextInt(random.nextBoolean() ? 4 : 40);
      for (int member = 0; member < count; member++) {
        members.add(new UserId(7, group * 100L + member));
      }
      receivers.put(Conversation.with(new GroupId(3, group), ALICE), members);
    }
    changesItsMind = random.nextBoolean();
    inputs.add(new Input.User(ALICE.user(), random.nextInt(4) > 0));
    receipts = started();
  }

  private Receipts started() {
    Receipts started = new Receipts(faulty(progress), faultyMarks(), faultyUsers(), new Counts());
    started.open(nowMs);
    return started;
  }

  private Table faulty(CrashTable table) {
    return switch (bug) {
      case NO_OFFSETS -> new FaultyTable(table, FaultyTable::withoutOffset);
      case LOWERED -> new FaultyTable(table, FaultyTable::lowered);
      case FORGETFUL -> new FaultyTable(table, FaultyTable::halved);
      case NONE, NO_MARKS, NO_TICKS, NO_PRIVACY -> table;
    };
  }

  private Table faultyMarks() {
    return bug == Bug.NO_MARKS ? new CrashTable() : marks;
  }

  private Table faultyUsers() {
    return bug == Bug.NO_PRIVACY ? new FaultyTable(users, _ -> new byte[] {1}) : users;
  }

  void play() {
    for (int step = 0; step < STEPS; step++) {
      step();
    }
    if (changesItsMind) {
      // Everybody comes one message further, so that the last word is about the last settings.
      receivers.forEach(
          (conversation, users) ->
              users.forEach(user -> raise(conversation, user, 1_000, random.nextInt(1_001))));
    }
    processAll();
    for (long ms = 0; ms < LONG_MS; ms += TICK_MS) {
      tick();
    }
    commit();
    receivers.keySet().forEach(this::judgeEnd);
    require(marks.size() == 0, "marks are left: " + marks.size());
    require(receipts.size() == 0, "paces are left: " + receipts.size());
  }

  private void step() {
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4 -> raiseByChance();
      case 5, 6, 7, 8, 9 -> process();
      case 10, 11, 12, 13 -> tick();
      case 14 -> pass(random.nextLong(2_000));
      case 15 -> {
        if (changesItsMind) {
          inputs.add(new Input.User(ALICE.user(), random.nextBoolean()));
        }
      }
      case 16 -> inputs.add(new Input.Asked(conversation()));
      case 17 -> commit();
      case 18 -> crash();
      default -> processAll();
    }
  }

  private Conversation conversation() {
    List<Conversation> all = List.copyOf(receivers.keySet());
    return all.stream()
        .sorted((a, b) -> Long.compare(a.peerLow(), b.peerLow()))
        .toList()
        .get(random.nextInt(all.size()));
  }

  /// Some users come further, or say again, or late, what they have said; one says what can't be.
  private void raiseByChance() {
    Conversation conversation = conversation();
    List<UserId> all = receivers.getOrDefault(conversation, List.of());
    List<Watermark> said = new ArrayList<>();
    for (UserId user : all) {
      if (random.nextInt(3) == 0) {
        // Whether reading counts before anything was delivered is left to chance by a crash.
        boolean isFirst = begun.add(conversation.peerLow() + " " + user);
        long delivered = !isFirst && random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(60);
        said.add(new Watermark(user, delivered, random.nextInt(80)));
      }
    }
    if (random.nextInt(10) == 0) {
      said.add(new Watermark(ALICE.user(), 99, 99));
    }
    if (conversation.isGroup() && random.nextInt(10) == 0) {
      said.add(new Watermark(new UserId(77, 7), 0, 99));
    }
    if (!conversation.isGroup() && random.nextInt(10) == 0) {
      said.add(new Watermark(new UserId(66, 6), 99, 99));
    }
    if (!said.isEmpty()) {
      inputs.add(new Input.Raised(conversation, said));
    }
  }

  private void raise(Conversation conversation, UserId user, long delivered, long read) {
    inputs.add(new Input.Raised(conversation, List.of(new Watermark(user, delivered, read))));
  }

  private void pass(long ms) {
    nowMs += ms;
  }

  private void tick() {
    pass(TICK_MS);
    if (bug != Bug.NO_TICKS) {
      receipts.onTick(nowMs).forEach(this::put);
    }
  }

  private void processAll() {
    while (position < inputs.size()) {
      process();
    }
  }

  private void process() {
    if (position == inputs.size()) {
      return;
    }
    switch (inputs.get(position)) {
      case Input.Raised(var conversation, var watermarks) -> {
        note(conversation, watermarks);
        receipts.onRaised(conversation, watermarks, position, nowMs).ifPresent(this::put);
      }
      case Input.User(var user, var isShown) -> {
        show(user, isShown);
        receipts.onUser(user, isShown, nowMs).forEach(this::put);
      }
      case Input.Asked(var conversation) ->
          receipts.onAsked(conversation, nowMs).ifPresent(this::put);
    }
    position++;
  }

  private void show(UserId user, boolean isShown) {
    if (isShown) {
      shown.add(user);
    } else {
      shown.remove(user);
    }
  }

  /// What is true: of those who receive it, the most that was said, from the first delivery on.
  private void note(Conversation conversation, List<Watermark> watermarks) {
    Map<UserId, Watermark> known = truth.computeIfAbsent(conversation, _ -> new HashMap<>());
    for (Watermark said : watermarks) {
      UserId user = said.user();
      boolean isReceiver = receivers.getOrDefault(conversation, List.of()).contains(user);
      if (isReceiver && (known.containsKey(user) || said.delivered() > 0)) {
        known.merge(user, said, ReceiptWorld::higher);
      }
    }
  }

  private static Watermark higher(Watermark a, Watermark b) {
    return new Watermark(
        a.user(), Math.max(a.delivered(), b.delivered()), Math.max(a.read(), b.read()));
  }

  private void put(Outcome outcome) {
    uncommitted.add(new Output(outcome, nowMs));
    if (outcome instanceof Outcome.Tell(var conversation, var steps)) {
      judge(conversation, steps);
      Long last = toldMs.put(conversation, nowMs);
      require(last == null || nowMs - last >= Receipts.EVERY_MS, "told twice within a second");
    } else if (outcome instanceof Outcome.Answer(var conversation, var members)) {
      judgeAnswer(conversation, members);
    }
  }

  private void commit() {
    progress.commit();
    marks.commit();
    users.commit();
    uncommitted.forEach(this::arrive);
    uncommitted.clear();
    committed = position;
    isShownByCommit = shown.contains(ALICE.user());
  }

  private void arrive(Output output) {
    if (output.outcome() instanceof Outcome.Tell(var conversation, var steps)) {
      slots.put(conversation, steps);
    }
  }

  private void crash() {
    progress.crash(random);
    marks.crash(random);
    users.crash(random);
    for (Output output : uncommitted) {
      if (random.nextBoolean()) {
        arrive(output);
      }
    }
    uncommitted.clear();
    toldMs.clear();
    position = committed;
    shown.clear();
    for (Input input : inputs.subList(0, committed)) {
      if (input instanceof Input.User(var user, var isShown)) {
        show(user, isShown);
      }
    }
    receipts = started();
  }

  /// Whatever is told is true now.
  private void judge(Conversation conversation, List<ReceiptStep> steps) {
    require(!steps.isEmpty() && steps.size() <= 16, "steps: " + steps.size());
    long above = Long.MAX_VALUE;
    for (ReceiptStep step : steps) {
      require(step.getNumber() < above, "numbers do not fall: " + steps);
      above = step.getNumber();
      Collection<Watermark> all = truth.getOrDefault(conversation, Map.of()).values();
      require(step.getDelivered() <= delivered(all, above), "delivered, but not: " + step);
      require(step.getRead() <= read(all, above), "read, but not: " + step);
      require(step.getRead() <= step.getDelivered(), "more read than delivered: " + step);
      boolean isHidden = !shown.contains(conversation.sender().user()) && !mayBeShown();
      require(!isHidden || step.getRead() == 0, "shown to who must not see it: " + step);
    }
  }

  /// After a crash the table of users may be at a later input than the one that comes again, or
  /// back at the commit.
  private boolean mayBeShown() {
    return isShownByCommit
        || inputs.stream()
            .skip(committed)
            .anyMatch(input -> input instanceof Input.User(var _, var isShown) && isShown);
  }

  private void judgeAnswer(Conversation conversation, List<Watermark> members) {
    require(conversation.isGroup(), "answered about a user");
    Map<UserId, Watermark> known = truth.getOrDefault(conversation, Map.of());
    for (Watermark member : members) {
      Watermark all = known.get(member.user());
      require(all != null && member.delivered() <= all.delivered(), "not delivered: " + member);
      require(all != null && member.read() <= Math.min(all.read(), all.delivered()), "not read");
    }
  }

  private static long delivered(Collection<Watermark> all, long number) {
    return all.stream().filter(it -> it.delivered() >= number).count();
  }

  private static long read(Collection<Watermark> all, long number) {
    return all.stream().filter(it -> Math.min(it.delivered(), it.read()) >= number).count();
  }

  /// In the end the sender's slot says all there is.
  private void judgeEnd(Conversation conversation) {
    List<ReceiptStep> told = slots.get(conversation);
    if (told == null) {
      boolean isNothing = truth.getOrDefault(conversation, Map.of()).isEmpty();
      require(isNothing, "never told of " + conversation);
      return;
    }
    Collection<Watermark> all = truth.getOrDefault(conversation, Map.of()).values();
    boolean isShown = shown.contains(conversation.sender().user());
    TreeMap<Long, ReceiptStep> expected = new TreeMap<>();
    for (Watermark watermark : all) {
      long seen = isShown ? Math.min(watermark.read(), watermark.delivered()) : 0;
      for (long number : new long[] {watermark.delivered(), seen}) {
        if (number > 0) {
          int read = isShown ? (int) read(all, number) : 0;
          expected.put(number, new ReceiptStep(number, (int) delivered(all, number), read));
        }
      }
    }
    List<ReceiptStep> steps = new ArrayList<>(expected.descendingMap().values());
    if (steps.size() > 16) {
      steps.subList(15, steps.size() - 1).clear();
    }
    require(steps.equals(told), "in the end " + told + ", should be " + steps);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
