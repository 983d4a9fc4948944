package io.restante.it.account;

import static io.restante.it.account.GroupServer.GROUP;

import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.account.GroupDepartures.Departure;
import io.restante.it.device.GroupParcel;
import io.restante.it.device.Outbound;
import io.restante.it.device.Parcel;
import io.restante.it.signal.Content;
import io.restante.it.signal.GroupLetter;
import io.restante.it.signal.PeerKeys;
import io.restante.it.signal.SignalCore;
import io.restante.it.vault.Vault;
import io.restante.it.vault.VaultKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A device over its vault, with everything but network and threads: it may lose its process at any
/// moment, and with it what was not committed and what was not answered.
final class GroupPlayer implements SignalListener, AutoCloseable {
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

  final DeviceAddress address;
  final List<MessageId> shown = new ArrayList<>();
  final List<MessageId> failed = new ArrayList<>();
  private final List<Runnable> uncommitted = new ArrayList<>();
  private final Deque<Outbound> outbox = new ArrayDeque<>();
  private final GroupServer server;
  private final Path directory;
  private final VaultKey key;
  private final Set<UserId> asked = new LinkedHashSet<>();
  private boolean isLate;
  private boolean wantsGroup;
  private Vault vault;
  private SignalCore core;
  private Mailroom mail;

  GroupPlayer(DeviceAddress address, GroupServer server, Path directory, VaultKey key)
      throws IOException {
    this.address = address;
    this.server = server;
    this.directory = directory;
    this.key = key;
    this.vault = Vault.open(directory, key);
    this.core = new SignalCore(vault, CLOCK);
    this.mail = new Mailroom(vault, core, address, this, server::nextId);
  }

  SignalCore core() {
    return core;
  }

  void publish() {
    server.keys.publish(address, core.registrationId(), core.keys().all());
    vault.commit();
    server.register(address);
    asked.add(address.user());
    turn(() -> {});
  }

  /// Writes to the group; the process ends before the commit, or after it and before anything left.
  ///
  /// @return the message, or null when it was never committed
  @Nullable MessageId write(Random random) {
    KnownGroup known = mail.groups().post().known(GROUP);
    if (known == null || known.hasLeft()) {
      return null;
    }
    MessageId id = server.nextId();
    Content.Text text = new Content.Text(Instant.EPOCH, "text " + id, null);
    if (random.nextInt(8) == 0) {
      mail.groups().write(GROUP, id, text);
      crash();
      return null;
    }
    turn(() -> mail.groups().write(GROUP, id, text));
    if (random.nextInt(8) == 0) {
      crash();
    }
    return id;
  }

  /// The log takes the oldest of what is to be sent; its answer may be lost with the process.
  boolean send(Random random) {
    Outbound next = outbox.peek();
    if (next == null) {
      return false;
    }
    switch (next) {
      case Parcel parcel -> server.send(address, parcel, random);
      case GroupParcel parcel -> server.send(address, parcel);
    }
    if (random.nextInt(10) == 0) {
      crash();
      return true;
    }
    outbox.poll();
    switch (next) {
      case Parcel parcel ->
          turn(() -> mail.accepted(parcel.id()).forEach(user -> outbox.addAll(pump(user))));
      case GroupParcel parcel -> turn(() -> mail.groups().accepted(GROUP, parcel.id()));
    }
    return true;
  }

  /// Takes in the oldest of the mailbox; the process may end before or after the commit.
  boolean receive(Random random) {
    Deque<GroupServer.Letter> mailbox = server.mailbox(address);
    GroupServer.Letter next = mailbox.peek();
    if (next == null) {
      return false;
    }
    boolean dies = random.nextInt(10) == 0;
    if (dies && random.nextBoolean()) {
      take(next);
      crash();
      return true;
    }
    turn(() -> take(next));
    if (dies) {
      crash();
    } else {
      mailbox.poll();
    }
    return true;
  }

  /// Does what blocks: device lists, and the group.
  boolean runErrands() {
    if (asked.isEmpty() && !wantsGroup) {
      return false;
    }
    for (UserId user : List.copyOf(asked)) {
      asked.remove(user);
      List<Integer> devices = server.devicesOf(user);
      List<PeerKeys> keys = new ArrayList<>();
      for (int device : mail.strangers(user, devices)) {
        keys.add(server.keys.claim(new DeviceAddress(user, device)));
      }
      long revision = server.listRevision(user);
      turn(
          () -> {
            long mark = mail.post().mark();
            outbox.addAll(mail.learn(user, revision, devices, keys, mark));
            outbox.addAll(pump(user));
          });
    }
    if (wantsGroup) {
      wantsGroup = false;
      var found = server.group(address.user());
      turn(
          () ->
              found.ifPresentOrElse(
                  group -> mail.groups().learn(group), () -> mail.groups().lost(GROUP)));
    }
    return true;
  }

  /// Waits refusals out.
  boolean goOn() {
    boolean wasLate = isLate;
    isLate = false;
    if (wasLate) {
      turn(() -> mail.groups().goOn(GROUP));
    }
    return wasLate;
  }

  /// The process ends and begins again.
  void crash() {
    try {
      vault.close();
      vault = Vault.open(directory, key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    core = new SignalCore(vault, CLOCK);
    mail = new Mailroom(vault, core, address, this, server::nextId);
    uncommitted.clear();
    outbox.clear();
    asked.clear();
    asked.add(address.user());
    isLate = false;
    wantsGroup = true;
    mail.post().outbox().forEach(waiting -> outbox.add(waiting.parcel()));
    turn(
        () -> {
          mail.post().sentToAnybody().forEach(user -> outbox.addAll(mail.settle(user)));
          mail.post().queuedFor().forEach(user -> outbox.addAll(pump(user)));
          mail.groups().resume();
        });
  }

  private void take(GroupServer.Letter letter) {
    switch (letter) {
      case GroupServer.Letter.Mail(var message) -> {
        if (message.conversation().group() == null) {
          mail.received(message);
        } else {
          mail.groupReading().received(GROUP, message);
        }
      }
      case GroupServer.Letter.Changed(long revision) -> mail.groups().changed(GROUP, revision);
      case GroupServer.Letter.Turned(var refused) -> mail.groups().refused(GROUP, refused);
      case GroupServer.Letter.Devices(UserId user) -> asked.add(user);
    }
  }

  private List<Parcel> pump(UserId user) {
    List<Parcel> parcels = new ArrayList<>(mail.settle(user));
    if (mail.isReady(user)) {
      parcels.addAll(mail.seal(user));
    }
    if (mail.needsList(user)) {
      asked.add(user);
    }
    return parcels;
  }

  private void turn(Runnable changes) {
    changes.run();
    mail.takeAnswered().forEach(user -> outbox.addAll(pump(user)));
    vault.commit();
    for (Departure departure : mail.groups().departures().take()) {
      switch (departure) {
        case Departure.Message(var parcel) -> outbox.add(parcel);
        case Departure.Rewind(var _, var parcels) -> {
          outbox.removeIf(GroupParcel.class::isInstance);
          outbox.addAll(parcels);
        }
        case Departure.Later _ -> isLate = true;
      }
    }
    wantsGroup |= !mail.groups().departures().takeWanted().isEmpty();
    uncommitted.forEach(Runnable::run);
    uncommitted.clear();
  }

  @Override
  public void groupText(GroupLetter letter, Content.Text text, long skipped) {
    uncommitted.add(() -> shown.add(letter.id()));
  }

  @Override
  public void failed(MessageId id, Failure failure) {
    uncommitted.add(() -> failed.add(id));
  }

  @Override
  public void close() throws IOException {
    vault.close();
  }
}
