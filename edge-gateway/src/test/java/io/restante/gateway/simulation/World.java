package io.restante.gateway.simulation;

import io.restante.contract.AuditSample;
import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.contract.Slot;
import io.restante.contract.UserId;
import io.restante.gateway.mailbox.CoreSettings;
import io.restante.gateway.mailbox.DeliveryBudget;
import io.restante.gateway.simulation.SimulatedDevice.Connection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One schedule: senders, devices, a log and one to three nodes that take the partition over from
/// each other, driven step by step from a seed. Two nodes may own it at once: the older owner goes
/// on, with its connections, until it hears that it does not any more.
///
/// The laws: what was accepted is stored by its device or reported expired (1), once to the eye
/// (2), in order (3), its slot is empty in the end and its bytes are compacted away (4), and it
/// never reaches another device (6). Its sender is told of it before it is forgotten, and of
/// nothing that was not stored. [SimulatedDevice] and [SimulatedNode] check order, addresses and
/// the window at each step; [#settle] checks the rest at the end.
final class World {
  private static final int SENDERS = 2;
  private static final int DEVICES = 3;
  private static final long CLOCK_JUMP_MS = 40L * 24 * 3_600 * 1_000;
  private static final int ROUNDS_OF_AN_OWNER = 40;
  private static final int APPENDS_AT_REST = 10;

  private final Random random;
  private final SimulatedLog log = new SimulatedLog();
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private final List<SimulatedDevice> devices = new ArrayList<>();
  private final SimulatedReceipts receipts = new SimulatedReceipts(devices);
  private final List<Connection> open = new ArrayList<>();
  private final List<SimulatedMessage> accepted = new ArrayList<>();
  private final Set<SimulatedMessage> expired = new HashSet<>();
  private final int[][] sentUpTo = new int[SENDERS][DEVICES];
  private final int[] sharedUpTo = new int[SimulatedMessage.GROUPS];
  private final int[][] noticesUpTo = new int[DEVICES][SimulatedNotice.PLACES];
  private final boolean expires;
  private int attempts;
  private long nowMs;

  /// Who has the partition by the group's word.
  private SimulatedNode owner;

  /// Tombstones below may be gone: an index that has not taken them in is too old.
  private long tombstonesGoneBelow;

  World(long seed, Fault fault) {
    random = new Random(seed);
    expires = random.nextInt(4) == 0;
    long expireAfterMs = expires ? 3_000 : Long.MAX_VALUE / 2;
    CoreSettings settings =
        new CoreSettings(
            1 + random.nextInt(4),
            5 * SimulatedMessage.BYTES,
            5_000,
            5,
            random.nextInt(8),
            500,
            expireAfterMs,
            500,
            1 + random.nextInt(60),
            new DeliveryBudget(16L * SimulatedMessage.BYTES * random.nextInt(4)),
            AuditSample.NONE);
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      SimulatedStore store = new SimulatedStore(fault == Fault.COMMIT_BEFORE_INDEX);
      nodes.add(new SimulatedNode(settings, log, store, receipts, fault));
    }
    owner = nodes.getFirst();
    owner.takeOver(0, 0);
    for (int i = 0; i < DEVICES; i++) {
      devices.add(new SimulatedDevice(address(i), i));
    }
  }

  static DeviceAddress address(int device) {
    return new DeviceAddress(new UserId(7, device), 1 + device);
  }

  static Slot slot(DeviceAddress address, SimulatedMessage message, int attempt) {
    if (message.isShared()) {
      return Slot.ofGroupMessage(new MessageId(message.sender(), message.number()), attempt);
    }
    return Slot.ofMessage(address, new MessageId(message.sender(), message.number()), attempt);
  }

  /// Runs some random steps, then lets everything come to rest and checks.
  void run(int steps) {
    for (int i = 0; i < steps; i++) {
      step();
    }
    settle();
  }

  private void step() {
    switch (random.nextInt(25)) {
      case 0, 1, 2 -> send();
      case 20, 21 -> tell(randomDevice());
      case 22, 23, 24 -> sendToGroup();
      case 3, 4, 5, 6 -> randomNode().poll(1 + random.nextInt(4));
      case 7 -> connect(randomDevice());
      case 8, 9, 10, 11 -> deviceActs(randomDevice());
      case 12, 13 -> appendOne();
      case 14, 15 -> readOne(1 + random.nextInt(5));
      case 16 -> pass(1 + random.nextInt(20));
      case 17 -> breakOrClose();
      case 18 -> randomNode().checkpoint();
      default -> disturb();
    }
  }

  /// Mostly the owner; now and then another, which may believe to be the owner.
  private SimulatedNode randomNode() {
    return random.nextInt(3) > 0 ? owner : nodes.get(random.nextInt(nodes.size()));
  }

  private SimulatedDevice randomDevice() {
    return devices.get(random.nextInt(DEVICES));
  }

  private void send() {
    int sender = random.nextInt(SENDERS);
    SimulatedDevice to = randomDevice();
    int repeatFrom = Math.max(1, sentUpTo[sender][to.number] - random.nextInt(3));
    boolean repeats = random.nextInt(5) == 0 && sentUpTo[sender][to.number] > 0;
    int last = repeats ? sentUpTo[sender][to.number] : ++sentUpTo[sender][to.number];
    for (int number = repeats ? repeatFrom : last; number <= last; number++) {
      SimulatedMessage message = new SimulatedMessage(sender, to.number, number);
      log.append(slot(to.address, message, attempts++), message.encode());
      accepted.add(message);
    }
  }

  /// Appends a message for several devices, or repeats some.
  private void sendToGroup() {
    int group = random.nextInt(SimulatedMessage.GROUPS);
    boolean repeats = random.nextInt(5) == 0 && sharedUpTo[group] > 0;
    int last = repeats ? sharedUpTo[group] : ++sharedUpTo[group];
    int first = repeats ? Math.max(1, last - random.nextInt(3)) : last;
    for (int number = first; number <= last; number++) {
      SimulatedMessage message = SimulatedMessage.shared(group, number);
      List<UserId> users = message.recipients().stream().map(it -> address(it).user()).toList();
      log.share(slot(address(0), message, attempts++), message.encode(), users);
      accepted.add(message);
    }
  }

  /// Appends one or two newer records to a slot that supersedes itself.
  private void tell(SimulatedDevice to) {
    int place = random.nextInt(SimulatedNotice.PLACES);
    for (int i = random.nextInt(2); i < 2; i++) {
      int number = ++noticesUpTo[to.number][place];
      SimulatedNotice notice = new SimulatedNotice(to.number, place, number);
      log.append(notice.slot(to.address), notice.encode());
    }
  }

  private void connect(SimulatedDevice device) {
    connect(device, randomNode());
  }

  private void connect(SimulatedDevice device, SimulatedNode node) {
    Connection connection = new Connection(device, node);
    device.connection = connection;
    open.add(connection);
    node.connect(connection, random.nextBoolean() ? device.storedUpTo : -1);
  }

  private void deviceActs(SimulatedDevice device) {
    Connection connection = device.connection;
    if (connection == null || connection.closing) {
      return;
    }
    if (!connection.incoming.isEmpty() && random.nextInt(3) > 0) {
      device.storeNext(connection);
    } else if (connection.ackedUpTo < device.storedUpTo && connection.highestSent >= 0) {
      acknowledge(connection);
    }
  }

  private void acknowledge(Connection connection) {
    long upTo = Math.min(connection.device.storedUpTo, connection.highestSent);
    boolean unread = connection.incoming.stream().anyMatch(frame -> frame.offset() <= upTo);
    if (!unread) {
      connection.ackedUpTo = upTo;
      connection.node.acknowledge(connection, upTo);
    }
  }

  private void appendOne() {
    appendOne(randomNode());
  }

  private void appendOne(SimulatedNode node) {
    if (!node.hasAppends()) {
      return;
    }
    SimulatedMessage gone = node.appendNext();
    if (gone != null) {
      expired.add(gone);
      gone.recipients().forEach(device -> devices.get(device).skip(gone));
    }
  }

  private void readOne(int max) {
    readOne(randomNode(), max);
  }

  private static void readOne(SimulatedNode node, int max) {
    if (node.hasRead()) {
      node.readChunk(max);
    }
  }

  private void pass(long ms) {
    nowMs += expires && random.nextInt(4) == 0 ? 1_000 : ms;
    log.advanceTo(nowMs);
    nodes.forEach(node -> node.tick(nowMs));
  }

  /// Breaks a connection, or carries out a close that the node asked for.
  private void breakOrClose() {
    if (open.isEmpty()) {
      return;
    }
    Connection connection = open.get(random.nextInt(open.size()));
    if (connection.closing || random.nextInt(3) == 0) {
      end(connection);
    }
  }

  private void end(Connection connection) {
    open.remove(connection);
    if (connection.equals(connection.device.connection)) {
      connection.device.connection = null;
    }
    connection.node.disconnected(connection);
  }

  private void disturb() {
    switch (random.nextInt(6)) {
      case 0 -> crash(randomNode());
      case 1 -> compact(random.nextLong(log.end() + 1), 0);
      case 2 -> {
        tombstonesGoneBelow = Math.max(tombstonesGoneBelow, owner.position());
        compact(random.nextLong(log.end() + 1), tombstonesGoneBelow);
      }
      case 3 -> handOver(nodes.get(random.nextInt(nodes.size())));
      case 4 -> hearOfLosses();
      default -> randomNode().poll(100);
    }
  }

  /// Cleans the log. A tombstone is never cleaned before the owner has had time to answer it
  /// (`min.compaction.lag.ms`).
  private void compact(long below, long tombstonesBelow) {
    boolean waits = log.isOverlaidBelow(below);
    for (int i = 0; i < ROUNDS_OF_AN_OWNER && waits && log.isOverlaidBelow(log.end()); i++) {
      owner.poll(100);
      owner.tick(nowMs);
      readOne(owner, 100);
      while (owner.hasAppends()) {
        appendOne(owner);
      }
    }
    log.compact(below, tombstonesBelow);
  }

  private void crash(SimulatedNode node) {
    for (Connection connection : List.copyOf(open)) {
      if (connection.node.equals(node)) {
        open.remove(connection);
        if (connection.equals(connection.device.connection)) {
          connection.device.connection = null;
        }
      }
    }
    node.crash(random.nextInt(3), random.nextInt(-1, 2) * CLOCK_JUMP_MS);
    if (node.equals(owner)) {
      handOver(nodes.get(random.nextInt(nodes.size())));
    }
  }

  /// The group gives the partition to a node. Whoever had it may hear of that at once or later.
  private void handOver(SimulatedNode next) {
    if (next.equals(owner) && next.isOwner()) {
      return;
    }
    if (random.nextBoolean()) {
      owner.lose();
    }
    owner = next;
    owner.lose(); // what it believed to own until now
    owner.takeOver(tombstonesGoneBelow, nowMs);
  }

  private void hearOfLosses() {
    nodes.stream().filter(node -> !node.equals(owner)).forEach(SimulatedNode::lose);
  }

  /// Lets every device come back and read, and judges what the schedule has come to.
  void settle() {
    hearOfLosses();
    for (int round = 0; round < 400 && !isSettled(); round++) {
      for (Connection connection : List.copyOf(open)) {
        if (connection.closing || !connection.node.equals(owner)) {
          end(connection);
        }
      }
      for (SimulatedDevice device : devices) {
        settle(device);
      }
      owner.poll(100);
      readOne(owner, 100);
      for (int i = 0; i < APPENDS_AT_REST; i++) {
        nodes.forEach(this::appendOne);
      }
      pass(5);
    }
    judge();
  }

  private void settle(SimulatedDevice device) {
    if (device.connection == null) {
      connect(device, owner);
    }
    Connection connection = device.connection;
    while (connection != null && !connection.closing && !connection.incoming.isEmpty()) {
      device.storeNext(connection);
    }
    if (connection != null && !connection.closing && connection.highestSent >= 0) {
      acknowledge(connection);
    }
  }

  private boolean isSettled() {
    return log.filledSlots().stream().allMatch(Slot.TICKER::equals)
        && owner.isCaughtUp()
        && nodes.stream().noneMatch(SimulatedNode::hasAppends)
        && devices.stream().allMatch(World::isDrained);
  }

  private static boolean isDrained(SimulatedDevice device) {
    return device.connection != null && device.connection.drained;
  }

  private void judge() {
    for (SimulatedMessage message : accepted) {
      for (int recipient : message.recipients()) {
        SimulatedDevice device = devices.get(recipient);
        boolean arrived = device.stored.contains(message.encode());
        require(arrived || expired.contains(message), recipient + " lost " + message, null);
        require(device.seenUpTo(message.sender()) >= message.number(), "unseen " + message, null);
      }
      if (!expired.contains(message)) {
        receipts.requireToldOf(message);
      }
    }
    judgeNotices();
    require(isSettled(), "does not come to rest, filled: " + log.filledSlots(), null);
    log.append(Slot.TICKER, ByteBuffer.allocate(0));
    log.compact(log.end(), log.end());
    for (SimulatedMessage message : accepted) {
      require(!log.holds(message.encode()), "still on disk: ", message);
    }
    owner.poll(100);
    owner.checkpoint();
    require(owner.entries() == 0, "left in the index: " + owner.entries(), null);
    for (SimulatedNode node : nodes) {
      require(node.rebuilds() == 0, "the index contradicted the log", null);
    }
  }

  /// The newest record of each slot has been seen, unless it may have expired.
  private void judgeNotices() {
    for (SimulatedDevice device : devices) {
      for (int place = 0; place < SimulatedNotice.PLACES && !expires; place++) {
        int newest = noticesUpTo[device.number][place];
        int seen = device.noticed(place);
        require(seen == newest, "device " + device.number + " saw " + seen + " of " + newest, null);
      }
    }
  }

  private static void require(boolean holds, String otherwise, @Nullable Object detail) {
    if (!holds) {
      throw new AssertionError(detail == null ? otherwise : otherwise + detail);
    }
  }
}
