package io.restante.it.faults;

import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.contract.Slot;
import io.restante.contract.UuidV7;
import io.restante.it.checker.Event;
import io.restante.it.checker.History;
import io.restante.it.device.Device;
import io.restante.it.device.DeviceSettings;
import io.restante.it.device.DeviceWorld;
import io.restante.it.device.Findings;
import io.restante.it.device.Parcel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/// Plays one script against the site, with people nobody knew before, and lets everything come to
/// rest. Used once, by one thread.
final class Round implements AutoCloseable {
  /// How long a tombstone may take to come after the last acknowledgement.
  private static final Duration EMPTIED_WITHIN = Duration.ofSeconds(10);

  private static final long LOOK_NANOS = 20_000_000;
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
  private final Map<DeviceAddress, Integer> expected = new HashMap<>();
  private final Map<String, Long> numbers = new HashMap<>();
  private final Map<MessageId, Person> sent = new HashMap<>();

  Round(Script script, Site site, History history) {
    this.script = script;
    this.site = site;
    this.history = history;
    this.random = new SplittableRandom(script.seed());
    InstantSource clock = InstantSource.system();
    SplittableRandom entrances = random.split();
    this.world =
        new DeviceWorld(() -> site.gatewayUri(entrances), site.tickets(), clock, random.nextLong());
    this.ids = new UuidV7(clock, random);
    this.marker = Content.marker(random);
    for (int number : script.people()) {
      Person person = new Person(world.newUser(), number);
      history.name(person.user(), NAMES.get(people.size()));
      people.add(person);
      for (DeviceAddress address : person.addresses()) {
        devices.add(new Device(world, address, SETTINGS, new Recorder(address, history)));
      }
    }
  }

  /// Returns what every content of the round begins with.
  byte[] marker() {
    return marker.clone();
  }

  /// Returns how many messages were sent.
  int messages() {
    return sent.size();
  }

  /// Plays the script, undoes all harm and waits until everything has come to rest, or the patience
  /// has run out.
  void play(LogWatch log, Duration patience) throws InterruptedException, ExecutionException {
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
    drain(patience);
    awaitEmptied(log);
    complain();
  }

  private void strike(Script.Blow blow, Timeline time) {
    time.awaitMoment(blow.at());
    site.prepare(blow.harm());
    String what = blow.harm().toString();
    history.add(at -> new Event.Harmed(at, what));
    site.begin(blow.harm());
    Timeline.fromNow().awaitMoment(blow.lasts());
    site.end(blow.harm());
    history.add(at -> new Event.Healed(at, what));
  }

  private void act(Script.Cue cue) {
    Device device = devices.get(cue.device());
    switch (cue.act()) {
      case Script.Act.Send(var to, var bytes) -> send(device, people.get(to), bytes);
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
      expected.merge(recipient, 1, Integer::sum);
    }
    sent.put(id, to);
    history.add(at -> new Event.Sent(at, from.address(), to.user(), id, number, digests));
    from.send(new Parcel(id, to.user(), number, 0, copies, false));
  }

  /// Lets every device come back, and waits until everything has been accepted and shown.
  private void drain(Duration patience) throws InterruptedException {
    devices.forEach(Device::connect);
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      for (Device device : devices) {
        device.awaitAccepted(left(deadline));
      }
      for (Device device : devices) {
        device.awaitReceived(expected.getOrDefault(device.address(), 0), left(deadline));
      }
    } catch (TimeoutException e) {
      // What has not come by now is lost; the checker says what it is.
    }
    history.add(Event.Drained::new);
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
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
      }
    }
    held.forEach(
        (slot, where) -> {
          if (shown.contains(slot.id())) {
            history.add(at -> new Event.Found(at, slot.id(), slot.address().device(), where));
          }
        });
  }

  private Map<Slot, String> ofThisRound(Map<Slot, String> all) {
    Map<Slot, String> held = new HashMap<>(all);
    held.keySet().removeIf(slot -> !sent.containsKey(slot.id()));
    return held;
  }

  /// Notes what the devices themselves found fault with, and lets them go.
  private void complain() {
    for (Device device : devices) {
      Findings findings = device.findings();
      if (!findings.isClean()) {
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

  private void complain(Device device, String what) {
    history.add(at -> new Event.Complained(at, device.address(), what));
  }

  @Override
  public void close() {
    devices.forEach(Device::close);
    world.close();
  }
}
