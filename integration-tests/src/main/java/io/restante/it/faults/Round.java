package io.restante.it.faults;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.Slot;
import io.restante.contract.UuidV7;
import io.restante.it.checker.Checker;
import io.restante.it.checker.Event;
import io.restante.it.checker.GroupEvent;
import io.restante.it.checker.History;
import io.restante.it.device.Device;
import io.restante.it.device.DeviceSettings;
import io.restante.it.device.DeviceWorld;
import io.restante.it.device.Findings;
import io.restante.it.device.Parcel;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/// Plays one script against the site, with people nobody knew before, and lets everything come to
/// rest. Used once, by one thread.
final class Round implements AutoCloseable {
  /// How long a tombstone may take to come after the last acknowledgement.
  private static final Duration EMPTIED_WITHIN = Duration.ofSeconds(10);

  private static final long LOOK_NANOS = 20_000_000;
  private static final long OWED_NANOS = 50_000_000;

  /// How often what was said to be read is said again, as long as it may have been lost.
  private static final long REPEAT_NANOS = 1_000_000_000;

  private static final int DISCREET_ONE_IN = 4;
  private static final DeviceSettings SETTINGS =
      new DeviceSettings(
          10_000,
          32,
          Duration.ofMillis(20),
          Duration.ofMillis(20),
          Duration.ofMillis(250),
          Duration.ofSeconds(20),
          3,
          Duration.ofSeconds(2));
  private static final List<String> NAMES =
      List.of("anna", "ben", "cleo", "dora", "emil", "fritz", "gina", "hugo");

  private final Script script;
  private final Site site;
  private final History history;
  private final DeviceWorld world;
  private final SplittableRandom random;
  private final UuidV7 ids;
  private final byte[] marker;
  private final List<Person> people = new ArrayList<>();
  private final List<Device> devices = new ArrayList<>();
  private final List<Reader> readers = new ArrayList<>();
  private final Map<DeviceAddress, Map<GroupId, Correspondent>> writers = new HashMap<>();
  private final Assembly assembly;
  private final Map<String, Long> numbers = new HashMap<>();
  private final Map<MessageId, Person> sent = new HashMap<>();

  Round(Script script, Site site, History history) {
    this.script = script;
    this.site = site;
    this.history = history;
    this.random = new SplittableRandom(script.seed());
    InstantSource clock = InstantSource.system();
    SplittableRandom entrances = random.split();
    SplittableRandom habits = random.split();
    this.world =
        new DeviceWorld(() -> site.gatewayUri(entrances), site.tickets(), clock, random.nextLong());
    this.ids = new UuidV7(clock, random);
    this.marker = Content.marker(random);
    for (int number : script.people()) {
      boolean isOpen = habits.nextInt(DISCREET_ONE_IN) > 0;
      Person person = new Person(world.newUser(), number, isOpen);
      history.name(person.user(), name(people.size()));
      people.add(person);
      for (DeviceAddress address : person.addresses()) {
        Map<GroupId, Correspondent> own = new ConcurrentHashMap<>();
        writers.put(address, own);
        Reader reader = new Reader(address, history, habits.split());
        Recorder recorder = new Recorder(address, history, own, reader);
        Device device = new Device(world, address, SETTINGS, recorder);
        reader.holds(device);
        readers.add(reader);
        devices.add(device);
      }
    }
    this.assembly = new Assembly(script.groups().size(), people, ids, history, site.registrar());
    for (Device device : devices) {
      assembly.admit(device, writers(device));
    }
  }

  private static String name(int person) {
    return person < NAMES.size() ? NAMES.get(person) : "listener " + (person - NAMES.size());
  }

  private Map<GroupId, Correspondent> writers(Device device) {
    return Objects.requireNonNull(writers.get(device.address()), "a device of the round");
  }

  /// Returns what every content of the round begins with.
  byte[] marker() {
    return marker.clone();
  }

  /// Returns how many messages were sent.
  int messages() {
    return sent.size() + assembly.posts();
  }

  /// Returns how many of them went to groups.
  int posts() {
    return assembly.posts();
  }

  /// Plays the script, undoes all harm and waits until everything has come to rest, or the patience
  /// has run out.
  ///
  /// @return how many messages to groups were not fanned out by then, by partition
  Map<Path, Integer> play(LogWatch log, Duration patience)
      throws InterruptedException, ExecutionException {
    assembly.begin(script.groups());
    Timeline time = Timeline.fromNow();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> harm = new ArrayList<>();
      for (List<Script.Blow> strand : script.strands()) {
        harm.add(threads.submit(() -> strand.forEach(blow -> strike(blow, time))));
      }
      for (Script.Cue cue : script.cues()) {
        time.awaitMoment(cue.at());
        act(cue);
      }
      for (Future<?> blows : harm) {
        blows.get();
      }
    }
    site.heal();
    assembly.settle();
    drain(patience);
    // What was in the log twice is fanned out twice, and then nobody would be there for it.
    Map<Path, Integer> undone = site.awaitFannedOut();
    awaitEmptied(log);
    complain();
    return undone;
  }

  private void strike(Script.Blow blow, Timeline time) {
    time.awaitMoment(blow.at());
    site.prepare(blow.harm());
    String what = blow.harm().toString();
    history.add(at -> new Event.Harmed(at, what));
    if (Scriptwriter.isToFanOut(blow.harm())) {
      history.add(GroupEvent.Shaken::new);
    }
    site.begin(blow.harm());
    Timeline.fromNow().awaitMoment(blow.lasts());
    site.end(blow.harm());
    history.add(at -> new Event.Healed(at, what));
  }

  private void act(Script.Cue cue) {
    Device device = devices.get(cue.device());
    switch (cue.act()) {
      case Script.Act.Send(var to, var bytes) -> send(device, people.get(to), bytes);
      case Script.Act.Post(var group, var bytes) -> post(device, group, bytes);
      case Script.Act.Change change -> change(device, change);
      case Script.Act.Leave _ -> device.disconnect();
      case Script.Act.Return _ -> device.connect();
      case Script.Act.Break _ -> device.breakConnection();
      case Script.Act.Forget _ -> device.forgetStored();
    }
  }

  private void send(Device from, Person to, int bytes) {
    MessageId id = ids.nextMessageId();
    long number = numbers.merge(from.address() + " to " + to.user(), 1L, Long::sum);
    Map<Integer, ByteBuffer> copies = new HashMap<>();
    Map<Integer, Long> digests = new HashMap<>();
    for (DeviceAddress recipient : to.addresses()) {
      ByteBuffer content =
          ByteBuffer.wrap(Content.copyFor(recipient, marker, bytes, random)).asReadOnlyBuffer();
      copies.put(recipient.device(), content);
      digests.put(recipient.device(), Content.digest(content));
    }
    sent.put(id, to);
    history.add(at -> new Event.Sent(at, from.address(), to.user(), id, number, digests));
    from.send(new Parcel(id, to.user(), number, 0, copies, false));
  }

  private void post(Device from, int group, int bytes) {
    ByteBuffer content = ByteBuffer.wrap(Content.forAll(marker, bytes, random)).asReadOnlyBuffer();
    Correspondent writer = writer(from, group);
    assembly.post(writer, ids.nextMessageId(), content);
  }

  /// Whoever changes a group knows it before the log does.
  private void change(Device by, Script.Act.Change change) {
    assembly.change(change);
    writer(by, change.group()).learn();
  }

  private Correspondent writer(Device device, int group) {
    return Objects.requireNonNull(writers(device).get(assembly.id(group)), "a group of the round");
  }

  /// Lets every device come back, and waits until everything has been accepted and shown, and
  /// senders know of that. What has not come by then is lost; the checker says what it is.
  private void drain(Duration patience) {
    devices.forEach(Device::connect);
    long began = System.nanoTime();
    long repeatAt = began;
    while (Checker.isOwed(history) && System.nanoTime() - began < patience.toNanos()) {
      if (System.nanoTime() - repeatAt >= REPEAT_NANOS) {
        readers.forEach(Reader::repeat);
        repeatAt = System.nanoTime();
      }
      LockSupport.parkNanos(OWED_NANOS);
    }
    history.add(Event.Drained::new);
  }

  /// Waits until no slot holds a message of this round, and notes those that still do. The devices
  /// stay connected: a repetition that comes late is acknowledged like everything else.
  private void awaitEmptied(LogWatch log) {
    long deadline = System.nanoTime() + EMPTIED_WITHIN.toNanos();
    Map<Slot, String> held = ofThisRound(log.held());
    while (!held.isEmpty() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(LOOK_NANOS);
      held = ofThisRound(log.held());
    }
    Set<MessageId> shown = new HashSet<>();
    for (Event event : history.events()) {
      if (event instanceof Event.Shown message) {
        shown.add(message.id());
      } else if (event instanceof GroupEvent.Seen message) {
        shown.add(message.id());
      }
    }
    held.forEach(
        (slot, where) -> {
          if (shown.contains(slot.id()) && slot.isShared()) {
            history.add(at -> new GroupEvent.Left(at, slot.id(), where));
          } else if (shown.contains(slot.id())) {
            history.add(at -> new Event.Found(at, slot.id(), slot.address().device(), where));
          }
        });
  }

  private Map<Slot, String> ofThisRound(Map<Slot, String> all) {
    Map<Slot, String> held = new HashMap<>(all);
    held.keySet().removeIf(slot -> !sent.containsKey(slot.id()) && !assembly.isPosted(slot.id()));
    return held;
  }

  /// Notes what the devices themselves found fault with, and lets them go.
  private void complain() {
    for (Device device : devices) {
      Findings findings = device.findings();
      if (!isClean(findings)) {
        complain(device, findings.toString());
      }
      if (device.acceptedOutOfOrder() > 0) {
        complain(device, device.acceptedOutOfOrder() + " messages accepted out of order");
      }
      String fault = device.protocolFault();
      if (fault != null) {
        complain(device, fault);
      }
      device.disconnect();
    }
  }

  /// Whoever left a group and came back misses numbers, or sees some late, and rightly so: whether
  /// too many, the checker knows.
  private boolean isClean(Findings findings) {
    return script.groups().isEmpty()
        ? findings.isClean()
        : findings.renumbered() == 0 && findings.backwards() == 0;
  }

  private void complain(Device device, String what) {
    history.add(at -> new Event.Complained(at, device.address(), what));
  }

  @Override
  public void close() {
    devices.forEach(Device::close);
    world.close();
  }
}
