package io.restante.it.device;

import io.netty.channel.EventLoop;
import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.device.Progress.Counts;
import io.restante.messaging.DevicesChanged;
import io.restante.messaging.ExpiryNotice;
import io.restante.messaging.GroupChanged;
import io.restante.messaging.GroupRefused;
import io.restante.messaging.KeysLow;
import io.restante.messaging.MemberReceipts;
import io.restante.messaging.Presence;
import io.restante.messaging.Receipt;
import io.restante.messaging.Typing;
import io.restante.protocol.v1.RejectCode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A device that keeps the protocol: it connects and reconnects by itself, repeats in order what
/// was not accepted, acknowledges what it has stored, and watches over the numbers.
///
/// Thread-safe; all state lives on one event loop. Storage is memory: it survives connections, not
/// the process.
public final class Device implements AutoCloseable {
  private final DeviceCore core;
  private final DeviceWorld world;
  private final EventLoop loop;
  private final Semaphore room;
  private final Progress progress = new Progress();

  /// Creates a device that is not connected.
  public Device(
      DeviceWorld world, DeviceAddress address, DeviceSettings settings, DeviceListener listener) {
    this.world = world;
    this.loop = world.loops().next();
    this.room = new Semaphore(settings.outboxMessages());
    this.core =
        new DeviceCore(world, loop, address, settings, new Counting(listener, progress, room));
  }

  /// Returns the device's address.
  public DeviceAddress address() {
    return core.address();
  }

  /// Connects, and reconnects whenever the connection is lost, until [#disconnect].
  public void connect() {
    loop.execute(core::connect);
  }

  /// Says goodbye and stays away until [#connect].
  public void disconnect() {
    loop.execute(core::disconnect);
  }

  /// Breaks the connection off without a goodbye, as a lost network does; the device reconnects.
  public void breakConnection() {
    loop.execute(core::breakConnection);
  }

  /// Stops or goes on acknowledging what is stored.
  public void holdAcknowledgements(boolean isHeld) {
    loop.execute(() -> core.holdAcknowledgements(isHeld));
  }

  /// Forgets how far the mailbox was stored, as a device does that is restored from a backup: what
  /// was not acknowledged comes again.
  public void forgetStored() {
    loop.execute(core::forgetStored);
  }

  /// Stops or goes on reading from the socket.
  public void holdReads(boolean isHeld) {
    loop.execute(() -> core.holdReads(isHeld));
  }

  /// Puts a message into the outbox, to be sent when there is a connection. Waits for room, for 60
  /// s at most.
  ///
  /// @param devices the recipient's device ids, each 1 to 127; each gets the same bytes
  /// @param ciphertext 1 to 65,536 bytes
  /// @return the message's id
  /// @throws TimeoutException when the outbox stays full
  public MessageId send(UserId recipient, Collection<Integer> devices, byte[] ciphertext)
      throws InterruptedException, TimeoutException {
    if (!room.tryAcquire(60, TimeUnit.SECONDS)) {
      throw new TimeoutException("the outbox stayed full for 60 s, have " + progress.counts());
    }
    ByteBuffer bytes = ByteBuffer.wrap(ciphertext.clone()).asReadOnlyBuffer();
    Map<Integer, ByteBuffer> copies = new HashMap<>();
    devices.forEach(device -> copies.put(device, bytes));
    MessageId id = world.newMessage();
    progress.add(new Counts(0, 0, 0, 1, 0, 0, 0));
    loop.execute(() -> core.send(id, recipient, copies));
    return id;
  }

  /// Puts a message into the outbox that was numbered and encrypted before. Does not wait.
  ///
  /// @throws IllegalStateException when the outbox is full
  public void send(Parcel parcel) {
    if (!room.tryAcquire()) {
      throw new IllegalStateException("send into a full outbox");
    }
    progress.add(new Counts(0, 0, 0, 1, 0, 0, 0));
    loop.execute(() -> core.send(parcel));
  }

  /// Puts a message to a group into the outbox. Does not wait, and counts for [#awaitAccepted] and
  /// the outbox's bound as little as it settles there: the log's word is not the last one.
  public void send(GroupParcel parcel) {
    loop.execute(() -> core.send(parcel));
  }

  /// Sends to a group from here on what is given, and nothing else that was to be sent to it
  /// before.
  ///
  /// @see DeviceListener#groupRefused
  public void rewind(GroupId group, List<GroupParcel> parcels) {
    List<GroupParcel> copy = List.copyOf(parcels);
    loop.execute(() -> core.rewind(group, copy));
  }

  /// Says that the user is typing, if there is a connection; otherwise it is lost, and should be.
  ///
  /// @param group the group that the message is for, or null when it is for the one recipient
  /// @param recipients 1 to 64 users
  public void typing(@Nullable GroupId group, List<UserId> recipients) {
    List<UserId> copy = List.copyOf(recipients);
    loop.execute(() -> core.typing(group, copy));
  }

  /// Says that the user has read what another device sent, if there is a connection; otherwise it
  /// is lost, and to be said again.
  ///
  /// @param number of the last that was read, 1 or more
  public void read(ConversationId conversation, long number) {
    loop.execute(() -> core.read(conversation, number));
  }

  /// Asks how far each member of a group has come, if there is a connection.
  ///
  /// @see DeviceListener#memberReceipts
  public void askReceipts(GroupId group) {
    loop.execute(() -> core.askReceipts(group));
  }

  /// Watches users from now on, over all connections, until [#unwatch]: 256 at the most at a time.
  ///
  /// @see DeviceListener#presence
  public void watch(Collection<UserId> users) {
    List<UserId> copy = List.copyOf(users);
    loop.execute(() -> core.watch(copy));
  }

  /// Watches users no more.
  public void unwatch(Collection<UserId> users) {
    List<UserId> copy = List.copyOf(users);
    loop.execute(() -> core.unwatch(copy));
  }

  /// Waits until the node has greeted the device this many times, over all connections.
  public void awaitConnected(long times, Duration patience)
      throws InterruptedException, TimeoutException {
    progress.await(times + " connections", counts -> counts.welcomed() >= times, patience);
  }

  /// Waits until connections have ended, or failed to be made, this many times.
  public void awaitDisconnected(long times, Duration patience)
      throws InterruptedException, TimeoutException {
    progress.await(times + " endings", counts -> counts.disconnected() >= times, patience);
  }

  /// Waits until on this many connections everything waiting has been delivered.
  public void awaitDrained(long times, Duration patience)
      throws InterruptedException, TimeoutException {
    progress.await(times + " drained", counts -> counts.drained() >= times, patience);
  }

  /// Waits until every message handed to [#send] is accepted, or refused for good.
  public void awaitAccepted(Duration patience) throws InterruptedException, TimeoutException {
    progress.await("acceptance", counts -> counts.settled() >= counts.sent(), patience);
  }

  /// Waits until this many messages were received, each counted once.
  public void awaitReceived(long messages, Duration patience)
      throws InterruptedException, TimeoutException {
    progress.await(messages + " messages", counts -> counts.received() >= messages, patience);
  }

  /// Waits until this many notices of messages never collected have come.
  public void awaitExpired(long notices, Duration patience)
      throws InterruptedException, TimeoutException {
    progress.await(notices + " notices", counts -> counts.expired() >= notices, patience);
  }

  /// Returns how many messages were received, each counted once.
  public long received() {
    return progress.counts().received();
  }

  /// Returns how often the node has greeted the device.
  public long connections() {
    return progress.counts().welcomed();
  }

  /// Tells whether the device is connected by long polling.
  public boolean isPolling() {
    return ask(core::isPolling);
  }

  /// Returns what the detector has seen.
  public Findings findings() {
    return ask(core::findings);
  }

  /// Returns how many messages were accepted before an earlier one of their conversation: a fault
  /// of the node.
  public long acceptedOutOfOrder() {
    return ask(core::acceptedOutOfOrder);
  }

  /// Returns the first breach of the protocol that this device or the node complained of, or null.
  public @Nullable String protocolFault() {
    String fault = ask(core::protocolFault);
    return fault.isEmpty() ? null : fault;
  }

  /// Disconnects for good.
  @Override
  public void close() {
    if (!loop.isShuttingDown()) {
      disconnect();
    }
  }

  private <T> T ask(Callable<T> question) {
    try {
      return loop.submit(question).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking a device", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a device could not answer", e.getCause());
    }
  }

  /// Counts, then passes on.
  private record Counting(DeviceListener next, Progress progress, Semaphore room)
      implements DeviceListener {
    @Override
    public void connected() {
      next.connected();
      progress.add(new Counts(1, 0, 0, 0, 0, 0, 0));
    }

    @Override
    public void drained() {
      next.drained();
      progress.add(new Counts(0, 1, 0, 0, 0, 0, 0));
    }

    @Override
    public void disconnected(int code, String reason) {
      next.disconnected(code, reason);
      progress.add(new Counts(0, 0, 1, 0, 0, 0, 0));
    }

    @Override
    public void received(Received message) {
      next.received(message);
      progress.add(new Counts(0, 0, 0, 0, 0, 1, 0));
    }

    @Override
    public void groupReceived(Received message) {
      next.groupReceived(message);
      progress.add(new Counts(0, 0, 0, 0, 0, 1, 0));
    }

    @Override
    public void groupAccepted(GroupId group, MessageId id) {
      next.groupAccepted(group, id);
    }

    @Override
    public void groupRejected(GroupParcel message, RejectCode code, boolean isFinal) {
      next.groupRejected(message, code, isFinal);
    }

    @Override
    public void groupRefused(GroupRefused refusal) {
      next.groupRefused(refusal);
    }

    @Override
    public void groupChanged(GroupChanged change) {
      next.groupChanged(change);
    }

    @Override
    public void accepted(MessageId id) {
      next.accepted(id);
      settled();
    }

    @Override
    public void rejected(MessageId id, RejectCode code, boolean isFinal) {
      next.rejected(id, code, isFinal);
      if (isFinal) {
        settled();
      }
    }

    @Override
    public void expired(ExpiryNotice notice) {
      next.expired(notice);
      progress.add(new Counts(0, 0, 0, 0, 0, 0, 1));
    }

    @Override
    public void acknowledging() {
      next.acknowledging();
    }

    @Override
    public Map<Integer, ByteBuffer> renumbered(Parcel parcel, long newNumber) {
      return next.renumbered(parcel, newNumber);
    }

    @Override
    public void devicesChanged(DevicesChanged change) {
      next.devicesChanged(change);
    }

    @Override
    public void typing(Typing typing) {
      next.typing(typing);
    }

    @Override
    public void presence(Presence presence) {
      next.presence(presence);
    }

    @Override
    public void receipt(Receipt receipt) {
      next.receipt(receipt);
    }

    @Override
    public void memberReceipts(MemberReceipts receipts) {
      next.memberReceipts(receipts);
    }

    @Override
    public void keysLow(KeysLow left) {
      next.keysLow(left);
    }

    private void settled() {
      room.release();
      progress.add(new Counts(0, 0, 0, 0, 1, 0, 0));
    }
  }
}
