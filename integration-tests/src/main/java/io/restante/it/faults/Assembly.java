package io.restante.it.faults;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.contract.UuidV7;
import io.restante.it.checker.GroupEvent;
import io.restante.it.checker.History;
import io.restante.it.checker.ReceiptEvent;
import io.restante.it.device.Device;
import io.restante.it.topology.GroupFeed;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The groups of one round: who is in them, and what is written to them. Owned by the round's
/// thread.
final class Assembly {
  private final History history;
  private final Registrar registrar;
  private final List<Person> people;
  private final List<Gathering> gatherings = new ArrayList<>();
  private final Set<MessageId> posted = new HashSet<>();

  /// Makes groups that nobody is in yet.
  Assembly(int groups, List<Person> people, UuidV7 ids, History history, Registrar registrar) {
    this.history = history;
    this.registrar = registrar;
    this.people = people;
    for (int group = 0; group < groups; group++) {
      Gathering gathering = new Gathering(ids.nextGroupId());
      history.name(gathering.id(), "group " + group);
      gatherings.add(gathering);
    }
  }

  /// Lets a device write to every group.
  ///
  /// @param writers takes who does it for the device
  void admit(Device device, Map<GroupId, Correspondent> writers) {
    for (Gathering gathering : gatherings) {
      writers.put(gathering.id(), new Correspondent(device, gathering, history));
    }
  }

  /// Writes everybody, their devices and the first members to the log. Without groups there are no
  /// topologies, and so no receipts.
  void begin(List<Set<Integer>> members) throws InterruptedException {
    if (!members.isEmpty()) {
      people.forEach(it -> history.add(at -> new ReceiptEvent.Decided(at, it.user(), it.isOpen())));
    }
    registrar.enlist(people);
    for (int group = 0; group < members.size(); group++) {
      change(new Script.Act.Change(group, members.get(group), Set.of(), Duration.ZERO, false));
    }
    registrar.awaitWritten();
  }

  /// Changes who is in a group.
  void change(Script.Act.Change change) {
    Gathering gathering = gatherings.get(change.group());
    Collection<UserId> going = users(change.going());
    Set<DeviceAddress> coming =
        change.coming().stream()
            .flatMap(person -> people.get(person).addresses().stream())
            .collect(Collectors.toSet());
    history.add(at -> new GroupEvent.Changed(at, gathering.id(), coming, Set.copyOf(going)));
    GroupFeed.Revision revision = gathering.change(users(change.coming()), going);
    registrar.write(revision, change.late(), change.isRepeated());
  }

  private List<UserId> users(Set<Integer> some) {
    return some.stream().sorted().map(person -> people.get(person).user()).toList();
  }

  GroupId id(int group) {
    return gatherings.get(group).id();
  }

  /// Lets somebody write to a group.
  void post(Correspondent writer, MessageId id, ByteBuffer content) {
    posted.add(id);
    writer.write(id, content);
  }

  /// Waits until the log has every change.
  void settle() {
    registrar.awaitWritten();
  }

  /// Whether a message was for a group.
  boolean isPosted(MessageId id) {
    return posted.contains(id);
  }

  /// Returns how many messages were for groups.
  int posts() {
    return posted.size();
  }
}
