package io.restante.it.faults;

import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.it.checker.History;
import io.restante.it.checker.ReceiptEvent;
import io.restante.it.device.ConversationId;
import io.restante.it.device.Device;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What the holder of one device reads, and says to have read, by chance: of some messages, now and
/// then of one before, or of some that have not come yet. Thread-safe: called by the device's event
/// loop and by the round.
final class Reader {
  private static final int READ_ONE_IN = 3;
  private static final int ASK_ONE_IN = 4;
  private static final int ODD_ONE_IN = 6;
  private static final int AHEAD_MOST = 3;

  private final DeviceAddress address;
  private final History history;
  private final RandomGenerator random; // guarded by this
  private final Map<ConversationId, Long> said = new HashMap<>(); // guarded by this
  private @Nullable Device device; // guarded by this

  Reader(DeviceAddress address, History history, RandomGenerator random) {
    this.address = address;
    this.history = history;
    this.random = random;
  }

  /// Takes the device, before it connects.
  synchronized void holds(Device held) {
    device = held;
  }

  /// The device shows a message.
  synchronized void shown(ConversationId conversation, long number) {
    GroupId group = conversation.group();
    boolean isOwn = conversation.sender().user().equals(address.user());
    if (isOwn && group != null && random.nextInt(ASK_ONE_IN) == 0 && device != null) {
      device.askReceipts(group);
    }
    if (!isOwn && random.nextInt(READ_ONE_IN) == 0) {
      say(conversation, Math.max(1, number + odd()));
    }
  }

  private int odd() {
    return random.nextInt(ODD_ONE_IN) == 0 ? random.nextInt(-1, AHEAD_MOST + 1) : 0;
  }

  private void say(ConversationId conversation, long number) {
    GroupId group = conversation.group();
    Conversation of =
        group == null
            ? Conversation.with(address.user(), conversation.sender())
            : Conversation.with(group, conversation.sender());
    said.merge(conversation, number, Math::max);
    history.add(at -> new ReceiptEvent.Read(at, address, of, number));
    if (device != null) {
      device.read(conversation, number);
    }
  }

  /// Says once more what was said: it may have been lost with a connection.
  synchronized void repeat() {
    Device held = device;
    if (held != null) {
      said.forEach(held::read);
    }
  }
}
