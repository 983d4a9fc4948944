package io.restante.it.checker;

import static io.restante.it.checker.Tale.ANNA;
import static io.restante.it.checker.Tale.ANNA_1;
import static io.restante.it.checker.Tale.BEN;
import static io.restante.it.checker.Tale.BEN_1;
import static io.restante.it.checker.Tale.BEN_2;
import static io.restante.it.checker.Tale.CLEO;
import static io.restante.it.checker.Tale.CLEO_1;

import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.checker.ReceiptEvent.Member;
import io.restante.it.checker.ReceiptEvent.Step;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// A history of receipts told by hand: each thing happens a tenth of a second after the one before.
/// Anna writes to Ben, and to a group of Anna, Ben and Cleo.
final class ReceiptTale {
  static final GroupId CHOIR = new GroupId(2, 1);
  static final Conversation TO_BEN = Conversation.with(BEN, ANNA_1);
  static final Conversation TO_CHOIR = Conversation.with(CHOIR, ANNA_1);

  private static final long STEP_NANOS = 100_000_000;
  private static final int OF_CHOIR = 1_000;

  private final AtomicLong nanos = new AtomicLong();
  private final History history = new History(() -> nanos.addAndGet(STEP_NANOS));

  private long revision;

  private ReceiptTale() {
    history.name(ANNA, "anna");
    history.name(BEN, "ben");
    history.name(CLEO, "cleo");
    history.name(CHOIR, "the choir");
  }

  /// Begins with people who let it be known what they read, but for some.
  static ReceiptTale without(UserId... discreet) {
    ReceiptTale tale = new ReceiptTale();
    for (UserId user : List.of(ANNA, BEN, CLEO)) {
      boolean isOpen = !List.of(discreet).contains(user);
      tale.history.add(at -> new ReceiptEvent.Decided(at, user, isOpen));
    }
    return tale.changed(Set.of(ANNA_1, BEN_1, BEN_2, CLEO_1), Set.of());
  }

  /// Begins with people who never said anything of receipts.
  static ReceiptTale ofUndecided() {
    return new ReceiptTale();
  }

  History history() {
    return history;
  }

  /// The choir changes, and everybody hears of it.
  ReceiptTale changed(Set<DeviceAddress> coming, Set<UserId> going) {
    history.add(at -> new GroupEvent.Changed(at, CHOIR, coming, going));
    long now = ++revision;
    for (DeviceAddress device : List.of(ANNA_1, BEN_1, BEN_2, CLEO_1)) {
      history.add(at -> new GroupEvent.Told(at, device, CHOIR, now));
    }
    return this;
  }

  /// Anna sends messages, and they are accepted.
  ReceiptTale sends(int from, int to) {
    for (int number = from; number <= to; number++) {
      MessageId id = new MessageId(9, number);
      int place = number;
      Map<Integer, Long> copies = Map.of(1, 1L, 2, 2L);
      history.add(at -> new Event.Sent(at, ANNA_1, BEN, id, place, copies));
      history.add(at -> new Event.Accepted(at, ANNA_1, id));
    }
    return this;
  }

  ReceiptTale shows(int from, int to, DeviceAddress on) {
    for (int number = from; number <= to; number++) {
      MessageId id = new MessageId(9, number);
      int place = number;
      long content = on.device();
      history.add(at -> new Event.Shown(at, on, ANNA_1, id, place, content));
    }
    return this;
  }

  /// Anna posts a message to the choir, and it is accepted.
  ReceiptTale posts(int number, long revision) {
    MessageId id = new MessageId(9, OF_CHOIR + number);
    history.add(at -> new GroupEvent.Posted(at, ANNA_1, CHOIR, id, number, revision, 0));
    history.add(at -> new GroupEvent.Taken(at, ANNA_1, id));
    return sees(number, ANNA_1);
  }

  ReceiptTale sees(int number, DeviceAddress... devices) {
    MessageId id = new MessageId(9, OF_CHOIR + number);
    for (DeviceAddress on : devices) {
      history.add(at -> new GroupEvent.Seen(at, on, ANNA_1, CHOIR, id, number, 0));
    }
    return this;
  }

  ReceiptTale reads(DeviceAddress by, Conversation of, long number) {
    history.add(at -> new ReceiptEvent.Read(at, by, of, number));
    return this;
  }

  ReceiptTale told(Conversation of, Step... steps) {
    history.add(at -> new ReceiptEvent.Told(at, of, List.of(steps)));
    return this;
  }

  ReceiptTale named(Member... members) {
    history.add(at -> new ReceiptEvent.Named(at, TO_CHOIR, List.of(members)));
    return this;
  }

  ReceiptTale cut(DeviceAddress device) {
    history.add(at -> new Event.Disconnected(at, device, "1006 broken"));
    history.add(at -> new Event.Connected(at, device));
    return this;
  }

  ReceiptTale drained() {
    history.add(Event.Drained::new);
    return this;
  }
}
