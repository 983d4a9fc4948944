package io.restante.it.checker;

import static io.restante.it.checker.Tale.ANNA;
import static io.restante.it.checker.Tale.ANNA_1;
import static io.restante.it.checker.Tale.BEN;
import static io.restante.it.checker.Tale.BEN_1;
import static io.restante.it.checker.Tale.BEN_2;
import static io.restante.it.checker.Tale.CLEO;
import static io.restante.it.checker.Tale.CLEO_1;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/// A history of one group told by hand: each thing happens a tenth of a second after the one
/// before. Anna writes; at revision 1 there are Anna and Ben.
final class GroupTale {
  private static final GroupId GROUP = new GroupId(2, 1);
  private static final long STEP_NANOS = 100_000_000;
  private static final Map<UserId, Set<DeviceAddress>> DEVICES =
      Map.of(ANNA, Set.of(ANNA_1), BEN, Set.of(BEN_1, BEN_2), CLEO, Set.of(CLEO_1));

  private final AtomicLong nanos = new AtomicLong();
  private final History history = new History(() -> nanos.addAndGet(STEP_NANOS));
  private final Map<Integer, Long> numbers = new HashMap<>();

  GroupTale() {
    history.name(ANNA, "anna");
    history.name(BEN, "ben");
    history.name(CLEO, "cleo");
    history.name(GROUP, "the choir");
    comes(ANNA, BEN).told(1, ANNA_1, BEN_1, BEN_2);
  }

  History history() {
    return history;
  }

  /// The group's next revision has somebody more.
  GroupTale comes(UserId... users) {
    return changed(Set.of(users), Set.of());
  }

  /// The group's next revision is without somebody.
  GroupTale goes(UserId user) {
    return changed(Set.of(), Set.of(user));
  }

  private GroupTale changed(Set<UserId> coming, Set<UserId> going) {
    Set<DeviceAddress> devices =
        coming.stream()
            .flatMap(user -> DEVICES.getOrDefault(user, Set.of()).stream())
            .collect(Collectors.toSet());
    history.add(at -> new GroupEvent.Changed(at, GROUP, devices, going));
    return this;
  }

  GroupTale told(long revision, DeviceAddress... devices) {
    for (DeviceAddress device : devices) {
      history.add(at -> new GroupEvent.Told(at, device, GROUP, revision));
    }
    return this;
  }

  /// Anna posts a message; its number is its id's.
  GroupTale posts(int message, long revision) {
    return posts(ANNA_1, message, message, revision);
  }

  GroupTale posts(DeviceAddress by, int message, long number, long revision) {
    numbers.put(message, number);
    history.add(at -> new GroupEvent.Posted(at, by, GROUP, id(message), number, revision, message));
    return this;
  }

  GroupTale taken(int message) {
    history.add(at -> new GroupEvent.Taken(at, ANNA_1, id(message)));
    return this;
  }

  GroupTale rejected(int message, boolean isFinal) {
    history.add(at -> new GroupEvent.Rejected(at, ANNA_1, id(message), "OVERLOADED", isFinal));
    return this;
  }

  GroupTale turned(int message, String why) {
    history.add(at -> new GroupEvent.Turned(at, ANNA_1, id(message), why, true));
    return this;
  }

  GroupTale seen(int message, DeviceAddress... devices) {
    for (DeviceAddress device : devices) {
      seenAs(message, device, message);
    }
    return this;
  }

  GroupTale seenAs(int message, DeviceAddress on, long content) {
    long number = numbers.getOrDefault(message, (long) message);
    history.add(at -> new GroupEvent.Seen(at, on, ANNA_1, GROUP, id(message), number, content));
    return this;
  }

  GroupTale shaken() {
    history.add(GroupEvent.Shaken::new);
    return this;
  }

  GroupTale left(int message) {
    history.add(at -> new GroupEvent.Left(at, id(message), "partition 3, offset 14"));
    return this;
  }

  GroupTale drained() {
    history.add(Event.Drained::new);
    return this;
  }

  private static MessageId id(int message) {
    return new MessageId(9, message);
  }
}
