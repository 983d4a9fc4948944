package io.restante.gateway.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.gateway.deliver.DeviceConnection;
import io.restante.gateway.frame.ClientFrame;
import io.restante.gateway.frame.ClientFrameDecoder;
import io.restante.gateway.frame.ServerFrames;
import io.restante.gateway.mailbox.Disconnection;
import io.restante.gateway.mailbox.Refusal;
import io.restante.gateway.presence.Presences;
import io.restante.gateway.send.Submission;
import io.restante.gateway.session.Action;
import io.restante.gateway.session.CloseReason;
import io.restante.gateway.session.Session;
import io.restante.gateway.signal.SignalTarget;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/// One device's connection: performs what its session asks for.
///
/// Runs on the connection's event loop, except for the methods of [DeviceConnection],
/// [Submission.Outcome] and [SignalTarget]: these encode on the calling thread, leave the result in
/// the [Inbox], and return.
final class DeviceLink implements WebSocketApp, DeviceConnection, Submission.Outcome, SignalTarget {
  /// How many signals may wait for the event loop; further ones are dropped.
  private static final int SIGNALS_MAX = 256;

  private static final AtomicIntegerFieldUpdater<DeviceLink> SIGNALS =
      AtomicIntegerFieldUpdater.newUpdater(DeviceLink.class, "signals");

  private final DeviceServices services;
  private final Session session;
  private final Inbox inbox = new Inbox();
  private @Nullable DeviceSocket socket;
  private @Nullable DeviceAddress address; // written by the event loop before open, read by lanes
  private ClientFrame.Past past = ClientFrame.Past.NONE; // as address
  private Presences.@Nullable Stay stay; // owned by the event loop
  private volatile boolean hasFailed; // written by the producer's thread, read by the writer's
  private volatile int signals; // written by the signals' reader and the event loop

  DeviceLink(DeviceServices services, long nowMs) {
    this.services = services;
    this.session = new Session(services.limits(), nowMs);
  }

  // -- on the event loop

  @Override
  public void onOpen(DeviceSocket opened) {
    socket = opened;
  }

  @Override
  public void onMessage(ByteBuffer message) {
    ClientFrame frame = ClientFrameDecoder.decode(message);
    if (frame instanceof ClientFrame.Malformed) {
      services.metrics().count(ListenerMeter.FRAMES_MALFORMED);
    }
    perform(session.onFrame(frame, socket().nowMs()));
  }

  @Override
  public void onText(ByteBuffer message) {
    throw new IllegalStateException("text in a device's connection");
  }

  @Override
  public boolean isTextRead() {
    return false;
  }

  @Override
  public int messageBytesMax() {
    return session.messageBytesMax(services.frameBytesMax());
  }

  @Override
  public void onSignOfLife() {
    session.onSignOfLife(socket().nowMs());
  }

  @Override
  public void onBroken(CloseReason reason) {
    perform(session.onBroken(reason));
  }

  @Override
  public void onLost() {
    perform(session.onLost());
  }

  @Override
  public void onTick(long nowMs, boolean isReading) {
    perform(session.onTick(nowMs, isReading));
  }

  // -- on any thread

  @Override
  public DeviceAddress address() {
    DeviceAddress proven = address;
    if (proven == null) {
      throw new IllegalStateException("address before HELLO");
    }
    return proven;
  }

  @Override
  public @Nullable Resume resume() {
    ClientFrame.Resume said = past.resume();
    return said == null ? null : new Resume(said.log(), said.storedUpTo());
  }

  @Override
  public @Nullable String unreachable() {
    return past.unreachable();
  }

  @Override
  public void welcome(UUID log) {
    enqueue(() -> perform(session.onWelcomed(log)));
  }

  @Override
  public void refuse(Refusal refusal) {
    enqueue(() -> perform(session.onRefused(refusal)));
  }

  @Override
  public void deliver(long offset, ByteBuffer value) {
    ByteBuf frame = ServerFrames.deliver(PooledByteBufAllocator.DEFAULT, offset, value);
    enqueue(
        () -> {
          if (session.onDelivered(offset)) {
            services.metrics().count(ListenerMeter.ENVELOPES_WRITTEN);
            socket().write(frame);
          } else {
            frame.release();
          }
        });
  }

  @Override
  public void drained() {
    enqueue(
        () -> {
          if (!session.isClosed()) {
            socket().write(ServerFrames.drained(socket().alloc()));
          }
        });
  }

  @Override
  public void disconnect(Disconnection cause) {
    enqueue(() -> perform(session.onDisconnect(cause)));
  }

  @Override
  public void moved(URI home) {
    enqueue(() -> perform(session.onMoved(home.toString())));
  }

  @Override
  public void signal(ByteBuffer value) {
    if (signals >= SIGNALS_MAX) {
      services.metrics().count(ListenerMeter.SIGNALS_DROPPED);
      return;
    }
    SIGNALS.incrementAndGet(this); // Only this thread adds, so the bound holds.
    ByteBuf frame = ServerFrames.signal(PooledByteBufAllocator.DEFAULT, value);
    enqueue(() -> writeSignal(frame));
  }

  @Override
  public void accepted(MessageId id, long acceptedAtMs) {
    services.metrics().count(ListenerMeter.SENDS_ACCEPTED);
    ByteBuf frame = ServerFrames.accepted(PooledByteBufAllocator.DEFAULT, id, acceptedAtMs);
    enqueue(
        () -> {
          socket().write(frame);
          perform(session.onAccepted());
        });
  }

  @Override
  public void failed(MessageId id) {
    hasFailed = true;
    services.metrics().count(ListenerMeter.SENDS_FAILED);
    enqueue(() -> perform(session.onFailed()));
  }

  @Override
  public boolean hasFailed() {
    return hasFailed;
  }

  private void enqueue(Runnable task) {
    inbox.add(task, socket().loop(), this::emptyInbox);
  }

  // -- on the event loop

  private void emptyInbox() {
    inbox.empty();
    socket().flush();
  }

  private void writeSignal(ByteBuf frame) {
    SIGNALS.decrementAndGet(this);
    if (session.isClosed() || !socket().isWritable()) {
      services.metrics().count(ListenerMeter.SIGNALS_DROPPED);
      frame.release();
      return;
    }
    services.metrics().count(ListenerMeter.SIGNALS_WRITTEN);
    socket().write(frame);
  }

  private void perform(List<Action> actions) {
    if (actions.isEmpty()) {
      return;
    }
    boolean isReadingChanged = false;
    for (Action action : actions) {
      isReadingChanged |= perform(action);
    }
    if (isReadingChanged) {
      socket().updateReading();
    }
  }

  /// Performs one action; returns whether reading may have to stop or go on.
  private boolean perform(Action action) {
    switch (action) {
      case Action.JudgeTicket judge -> judge(judge.ticket());
      case Action.OpenMailbox open -> {
        address = open.address();
        past = open.past();
        services.mailboxes().open(this);
      }
      case Action.CloseMailbox _ -> {
        leave();
        services.mailboxes().close(this);
      }
      case Action.Greet greet -> {
        socket().write(ServerFrames.welcome(socket().alloc(), services.welcome(greet.log())));
        services.signals().came(this);
        stay = services.presences().came(address());
      }
      case Action.Submit submit -> submit(submit.send());
      case Action.Tell tell -> {
        services.metrics().count(ListenerMeter.TYPINGS_TOLD);
        services.signals().typing(address(), tell.typing().group(), tell.typing().recipients());
      }
      case Action.PassOver _ -> services.metrics().count(ListenerMeter.TYPINGS_PASSED_OVER);
      case Action.Watch watch -> {
        services.metrics().count(ListenerMeter.WATCHES_TAKEN);
        ClientFrame.Watch said = watch.watch();
        services.presences().watch(address(), said.users(), said.isOn());
      }
      case Action.PassOverWatch _ -> services.metrics().count(ListenerMeter.WATCHES_PASSED_OVER);
      case Action.Read read -> {
        services.metrics().count(ListenerMeter.READS_TAKEN);
        ClientFrame.Read said = read.read();
        services.mailboxes().read(this, said.conversation(address().user()), said.number());
      }
      case Action.AskReceipts ask -> {
        services.metrics().count(ListenerMeter.RECEIPTS_ASKED);
        services.mailboxes().askReceipts(this, ask.group());
      }
      case Action.Acknowledge ack -> services.mailboxes().acknowledge(this, ack.upTo());
      case Action.Reject reject -> reject(reject);
      case Action.Pong pong -> socket().write(ServerFrames.pong(socket().alloc(), pong.nonce()));
      case Action.PauseReads _ -> {
        socket().setPaused(true);
        return true;
      }
      case Action.ResumeReads _ -> {
        socket().setPaused(false);
        return true;
      }
      case Action.Move move -> {
        services.metrics().count(ListenerMeter.DEVICES_MOVED);
        socket().move(move.home());
      }
      case Action.Close close -> socket().close(close.reason());
    }
    return false;
  }

  private void leave() {
    services.signals().left(this);
    Presences.Stay present = stay;
    if (present != null) {
      services.presences().left(address(), present);
      stay = null;
    }
  }

  private void judge(ByteBuffer ticket) {
    perform(session.onVerdict(services.judge(ticket)));
  }

  private void submit(ClientFrame.Sending send) {
    Submission submission = services.submission(send, address(), this);
    if (services.appender().offer(submission, this::onQueueRoom)) {
      services.metrics().count(ListenerMeter.SENDS_SUBMITTED);
      return;
    }
    services.metrics().count(ListenerMeter.SENDS_HELD);
    perform(session.onQueueFull(send, socket().nowMs()));
  }

  private void onQueueRoom() {
    enqueue(() -> perform(session.onQueueRoom()));
  }

  private void reject(Action.Reject reject) {
    services.metrics().count(ListenerMeter.FRAMES_REJECTED);
    var rejected =
        new ServerFrames.Rejected(
            reject.id(), reject.code(), reject.retryAfterMs(), reject.detail());
    socket().write(ServerFrames.rejected(socket().alloc(), rejected));
  }

  private DeviceSocket socket() {
    DeviceSocket present = socket;
    if (present == null) {
      throw new IllegalStateException("not open");
    }
    return present;
  }
}
