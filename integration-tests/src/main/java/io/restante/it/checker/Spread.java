package io.restante.it.checker;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/// How far those who receive a conversation have really come. Owned by one thread.
///
/// A user has a number when one device of the user has stored it, and everything before it that
/// must be there.
final class Spread {
  /// Who has to get each message.
  private final Map<Long, Set<UserId>> sent = new HashMap<>();

  private final Map<UserId, Reception> receptions = new HashMap<>();

  /// What a user has.
  private static final class Reception {
    private final Map<DeviceAddress, Stored> devices = new HashMap<>();
    private long read;
  }

  /// What a device has.
  private static final class Stored {
    private final NavigableSet<Long> numbers = new TreeSet<>();
    private long unbroken;
  }

  /// A message is sent. That it is sent once more, under the same number, changes nothing.
  ///
  /// @param to who has to get it
  void sent(long number, Set<UserId> to) {
    sent.putIfAbsent(number, Set.copyOf(to));
  }

  /// A device stores a message.
  void stored(DeviceAddress on, long number) {
    Stored stored = of(on.user()).devices.computeIfAbsent(on, _ -> new Stored());
    stored.numbers.add(number);
    while (isThere(on.user(), stored, stored.unbroken + 1)) {
      stored.unbroken++;
    }
  }

  private boolean isThere(UserId user, Stored stored, long number) {
    Set<UserId> to = sent.get(number);
    return to != null && (stored.numbers.contains(number) || !to.contains(user));
  }

  /// A user says to have read up to a number.
  void read(UserId user, long number) {
    Reception reception = of(user);
    reception.read = Math.max(reception.read, number);
  }

  private Reception of(UserId user) {
    return receptions.computeIfAbsent(user, _ -> new Reception());
  }

  /// Whether a user has a message. Who came to a group later than the message has it with the first
  /// one since: receipts know of numbers, not of who was there.
  boolean has(UserId user, long number) {
    Reception reception = receptions.get(user);
    return reception != null
        && reception.devices.values().stream()
            .anyMatch(it -> it.numbers.last() >= number && it.unbroken >= number);
  }

  /// Whether a user has a message and says to have read it.
  boolean hasRead(UserId user, long number) {
    Reception reception = receptions.get(user);
    return reception != null && reception.read >= number && has(user, number);
  }

  /// Returns how many users have a message.
  int delivered(long number) {
    return (int) receptions.keySet().stream().filter(user -> has(user, number)).count();
  }

  /// Returns how many users have read a message.
  ///
  /// @param counted who counts
  int read(long number, Predicate<UserId> counted) {
    return (int)
        receptions.keySet().stream().filter(counted).filter(user -> hasRead(user, number)).count();
  }

  /// Returns the numbers up to which some user has come: between two of them nothing changes.
  Set<Long> standings() {
    Set<Long> numbers = new HashSet<>();
    for (Reception reception : receptions.values()) {
      for (Stored stored : reception.devices.values()) {
        numbers.add(stored.numbers.last());
        numbers.add(stored.unbroken);
      }
      numbers.add(reception.read);
    }
    numbers.remove(0L);
    return numbers;
  }
}
