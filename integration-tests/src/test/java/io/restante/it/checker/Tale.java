package io.restante.it.checker;

import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// A history told by hand: each thing happens a tenth of a second after the one before.
final class Tale {
  static final UserId ANNA = new UserId(1, 1);
  static final UserId BEN = new UserId(1, 2);
  static final UserId CLEO = new UserId(1, 3);
  static final DeviceAddress ANNA_1 = new DeviceAddress(ANNA, 1);
  static final DeviceAddress BEN_1 = new DeviceAddress(BEN, 1);
  static final DeviceAddress BEN_2 = new DeviceAddress(BEN, 2);
  static final DeviceAddress CLEO_1 = new DeviceAddress(CLEO, 1);

  private static final long STEP_NANOS = 100_000_000;

  private final AtomicLong nanos = new AtomicLong();
  private final History history = new History(() -> nanos.addAndGet(STEP_NANOS));
  private final Map<Integer, Long> numbers = new HashMap<>();

  Tale() {
    history.name(ANNA, "anna");
    history.name(BEN, "ben");
    history.name(CLEO, "cleo");
  }

  History history() {
    return history;
  }

  /// Anna sends a message to both devices of Ben; its number is its id's.
  Tale sends(int message) {
    return sends(message, message);
  }

  /// Anna sends a message under a number.
  Tale sends(int message, long number) {
    numbers.put(message, number);
    Map<Integer, Long> copies = Map.of(1, content(message, BEN_1), 2, content(message, BEN_2));
    history.add(at -> new Event.Sent(at, ANNA_1, BEN, id(message), number, copies));
    return this;
  }

  Tale accepted(int message) {
    history.add(at -> new Event.Accepted(at, ANNA_1, id(message)));
    return this;
  }

  Tale refused(int message, boolean isFinal) {
    history.add(at -> new Event.Refused(at, ANNA_1, id(message), "OVERLOADED", isFinal));
    return this;
  }

  Tale expired(int message) {
    history.add(at -> new Event.Expired(at, ANNA_1, id(message)));
    return this;
  }

  Tale shown(int message, DeviceAddress on) {
    return shown(message, on, content(message, on));
  }

  Tale shown(int message, DeviceAddress on, long content) {
    long number = numbers.getOrDefault(message, (long) message);
    history.add(at -> new Event.Shown(at, on, ANNA_1, id(message), number, content));
    return this;
  }

  Tale shownOnBoth(int message) {
    return shown(message, BEN_1).shown(message, BEN_2);
  }

  Tale acknowledged(DeviceAddress on) {
    history.add(at -> new Event.Acknowledged(at, on));
    return this;
  }

  Tale cut(DeviceAddress device) {
    history.add(at -> new Event.Disconnected(at, device, "1006 broken"));
    return this;
  }

  Tale back(DeviceAddress device) {
    history.add(at -> new Event.Connected(at, device));
    return this;
  }

  Tale complains(DeviceAddress device, String what) {
    history.add(at -> new Event.Complained(at, device, what));
    return this;
  }

  Tale harmed(String what) {
    history.add(at -> new Event.Harmed(at, what));
    return this;
  }

  Tale healed(String what) {
    history.add(at -> new Event.Healed(at, what));
    return this;
  }

  Tale died(String what) {
    history.add(at -> new Event.Died(at, what));
    return this;
  }

  Tale found(int message, int device, String where) {
    history.add(at -> new Event.Found(at, id(message), device, where));
    return this;
  }

  Tale drained() {
    history.add(Event.Drained::new);
    return this;
  }

  private static MessageId id(int message) {
    return new MessageId(9, message);
  }

  private static long content(int message, DeviceAddress on) {
    return 1_000L * message + on.device();
  }
}
