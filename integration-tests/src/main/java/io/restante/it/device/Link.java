package io.restante.it.device;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import io.restante.it.polling.PollClient;
import io.restante.it.polling.PollListener;
import io.restante.it.websocket.WebSocketListener;
import io.restante.protocol.v1.Accepted;
import io.restante.protocol.v1.Ack;
import io.restante.protocol.v1.Deliver;
import io.restante.protocol.v1.Drained;
import io.restante.protocol.v1.Hello;
import io.restante.protocol.v1.Moved;
import io.restante.protocol.v1.Ping;
import io.restante.protocol.v1.Pong;
import io.restante.protocol.v1.Rejected;
import io.restante.protocol.v1.Resume;
import io.restante.protocol.v1.Signal;
import io.restante.protocol.v1.Welcome;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One connection of a device, from the attempt to its end. Runs on the device's event loop.
final class Link implements WebSocketListener, PollListener {
  private static final int GOODBYE_MS = 2_000;
  private static final int CODES_FROM = 1_000;
  private static final int UNAVAILABLE = 503;
  private static final int UPGRADE_MS = 5_000;
  private static final int WELCOME_MS = 30_000;

  private final DeviceCore device;
  private final List<ScheduledFuture<?>> timers = new ArrayList<>(2);
  private @Nullable Carrier carrier;
  private boolean isConnected;
  private boolean isReached = true;
  private final boolean isPolled;
  private @Nullable ScheduledFuture<?> ackTimer;
  private long ackedAtMs;
  private @Nullable ScheduledFuture<?> retryTimer;
  private int sendWindow;
  private boolean isWelcomed;
  private boolean isDrained;
  private boolean isOver;
  private boolean hasFailed;
  private boolean isUnanswered;

  /// Creates a link that is not connected.
  ///
  /// @param isPolled by long polling, not by a WebSocket
  Link(DeviceCore device, boolean isPolled) {
    this.device = device;
    this.isPolled = isPolled;
  }

  /// A socket is being opened; when that takes too long, the link breaks.
  void onConnecting(Channel connecting) {
    carrier = new Carrier.OverWebSocket(connecting, device.world().random());
    breakOffUnless(() -> isConnected, UPGRADE_MS);
  }

  /// Begins to poll.
  void poll(PollClient client) {
    carrier = new Carrier.OverPolls(client);
    greet();
  }

  @Override
  public void opened(Channel opened) {
    device.onConnected(this);
    greet();
  }

  boolean isPolled() {
    return isPolled;
  }

  /// Tells whether the link ended without a WELCOME, and without the node's saying why, though
  /// there was somebody to connect to.
  boolean hasFailed() {
    return hasFailed;
  }

  /// Tells whether nobody answered at all.
  boolean isUnanswered() {
    return isUnanswered;
  }

  /// Nobody is there to connect to.
  void onUnreachable(Throwable cause) {
    isReached = false;
    closed(WebSocketListener.BROKEN, "no connection: " + cause);
  }

  boolean isWelcomed() {
    return isWelcomed;
  }

  /// Ends the link without telling anybody, because another takes its place.
  void retire() {
    isOver = true;
    timers.forEach(timer -> timer.cancel(false));
    if (carrier != null) {
      carrier.breakOff();
    }
  }

  private void greet() {
    isConnected = true;
    breakOffUnless(() -> isWelcomed, WELCOME_MS);
    applyReads();
    byte[] ticket = device.world().tickets().ticketFor(device.address());
    UUID log = device.inbox().resumeLog();
    if (log != null) {
      device.listener().acknowledging();
    }
    Resume resume = log == null ? null : new Resume(Ids.id16(log), device.inbox().storedUpTo());
    write(new Hello(ByteBuffer.wrap(ticket), resume, device.unreachable()));
    flush();
  }

  @Override
  public void message(Channel open, ByteBuf payload) {
    byte[] bytes = new byte[payload.readableBytes()];
    payload.readBytes(bytes);
    message(bytes);
  }

  @Override
  public void message(byte[] bytes) {
    if (isOver) {
      return;
    }
    try {
      take(device.frames().decodeServer(bytes));
    } catch (IllegalArgumentException e) {
      fault("an undecodable frame: " + e.getMessage());
    }
  }

  @Override
  public void batchEnded(Channel open) {
    batchEnded();
  }

  @Override
  public void batchEnded() {
    if (isOver) {
      return;
    }
    acknowledgeIfDue();
    sendWhatMayBeSent();
    flush();
  }

  @Override
  public void closed(int code, String reason) {
    if (!isOver) {
      isOver = true;
      boolean isSaid = code > CODES_FROM || code == UNAVAILABLE;
      isUnanswered = !isReached || (!isConnected && code != UNAVAILABLE);
      hasFailed = !isWelcomed && (!isSaid || (code == WebSocketListener.BROKEN && isReached));
      timers.forEach(timer -> timer.cancel(false));
      device.onLinkClosed(this, code, reason);
    }
  }

  void sayGoodbye() {
    Carrier open = carrier;
    if (open == null || !open.isOpen()) {
      breakOff();
      return;
    }
    acknowledgeNow();
    open.close();
    var _ = after(GOODBYE_MS, this::breakOff);
  }

  void breakOff() {
    if (carrier != null) {
      carrier.breakOff();
    }
    closed(WebSocketListener.BROKEN, "broken off by the device");
  }

  void applyReads() {
    if (carrier != null) {
      carrier.read(!device.holdsReads());
    }
  }

  /// Sends what the outbox allows, within the node's window.
  void sendWhatMayBeSent() {
    if (!isWelcomed || isOver) {
      return;
    }
    Outgoing next = device.outbox().next(sendWindow, nowMs());
    while (next != null) {
      write(SendFrames.of(next.parcel()));
      next = device.outbox().next(sendWindow, nowMs());
    }
    flush();
    long wait = device.outbox().waitMs(nowMs());
    if (wait >= 0 && (retryTimer == null || retryTimer.isDone())) {
      retryTimer = after(Math.max(1, wait), this::sendWhatMayBeSent);
    }
  }

  /// Sends a frame that is never answered, or lets it be when the mailbox is not open.
  void sendUnanswered(Object frame) {
    if (isWelcomed && !isOver) {
      write(frame);
      flush();
    }
  }

  /// Acknowledges when enough is stored, else makes sure that it happens in time.
  void acknowledgeIfDue() {
    if (device.holdsAcknowledgements() || device.inbox().unacknowledged() == 0 || isOver) {
      return;
    }
    if (device.inbox().unacknowledged() >= device.settings().ackEnvelopes()) {
      acknowledgeNow();
    } else if (ackTimer == null || ackTimer.isDone()) {
      long delay = device.settings().ackDelay().toMillis();
      long spacing = device.settings().ackSpacing().toMillis();
      ackTimer = after(Math.max(delay, ackedAtMs + spacing - nowMs()), this::acknowledgeNow);
    }
  }

  private void acknowledgeNow() {
    if (!isWelcomed || isOver || device.holdsAcknowledgements()) {
      return;
    }
    long upTo = device.inbox().acknowledge();
    if (upTo >= 0) {
      device.listener().acknowledging();
      ackedAtMs = nowMs();
      write(new Ack(upTo));
      flush();
    }
  }

  private void take(Object frame) {
    if (!isWelcomed && !(frame instanceof Welcome || frame instanceof Moved)) {
      fault(frame.getClass().getSimpleName() + " before WELCOME");
      return;
    }
    switch (frame) {
      case Welcome welcome -> onWelcome(welcome);
      case Accepted accepted -> onAccepted(accepted);
      case Rejected rejected -> onRejected(rejected);
      case Deliver deliver -> onDeliver(deliver);
      case Drained _ -> onDrained();
      case Pong _ -> {}
      case Signal signal -> device.onSignal(signal.getSignal());
      case Moved moved -> device.onMoved(URI.create(moved.getHome()));
      default -> fault("a frame of an unknown type");
    }
  }

  private void onWelcome(Welcome welcome) {
    if (isWelcomed) {
      fault("a second WELCOME");
      return;
    }
    isWelcomed = true;
    sendWindow = welcome.getSendWindow();
    device.inbox().onWelcome(Ids.uuid(welcome.getLog()));
    long pingMs =
        Math.min(device.settings().pingEvery().toMillis(), welcome.getIdleTimeoutMs() / 3);
    timers.add(
        device.loop().scheduleAtFixedRate(this::ping, pingMs, pingMs, TimeUnit.MILLISECONDS));
    device.onWelcomed(this);
  }

  private void onAccepted(Accepted accepted) {
    var id = Ids.messageId(accepted.getId());
    Outgoing message = device.outbox().onAccepted(id);
    if (message != null) {
      switch (message.parcel()) {
        case Parcel _ -> device.listener().accepted(id);
        case GroupParcel parcel -> device.listener().groupAccepted(parcel.group(), id);
      }
    }
  }

  private void onRejected(Rejected rejected) {
    if (rejected.getId() == null) {
      fault("a frame was refused: " + rejected.getDetail());
      return;
    }
    var id = Ids.messageId(rejected.getId());
    int retryAfterMs = rejected.getRetryAfterMs();
    Outgoing message = device.outbox().onRejected(id, retryAfterMs, nowMs());
    if (message != null) {
      boolean isFinal = retryAfterMs < 0;
      switch (message.parcel()) {
        case Parcel _ -> device.listener().rejected(id, rejected.getCode(), isFinal);
        case GroupParcel parcel ->
            device.listener().groupRejected(parcel, rejected.getCode(), isFinal);
      }
    }
    if (device.outbox().isStuck()) {
      breakOff();
    }
  }

  private void onDeliver(Deliver deliver) {
    var envelope = device.frames().decodeEnvelope(deliver.getEnvelope());
    switch (device.inbox().onDeliver(deliver.getOffset(), envelope)) {
      case Inbox.Arrival.Fresh(var message) -> onMessage(message);
      case Inbox.Arrival.Expired expired -> device.listener().expired(expired.notice());
      case Inbox.Arrival.DevicesOfUserChanged(var change) ->
          device.listener().devicesChanged(change);
      case Inbox.Arrival.KeysRunLow(var left) -> device.listener().keysLow(left);
      case Inbox.Arrival.OtherGroup(var change) -> device.listener().groupChanged(change);
      case Inbox.Arrival.FurtherOn(var receipt) -> device.listener().receipt(receipt);
      case Inbox.Arrival.MembersFurtherOn(var receipts) ->
          device.listener().memberReceipts(receipts);
      case Inbox.Arrival.RefusedByGroup(var refusal) -> {
        device.outbox().hold(Ids.groupId(refusal.getGroup()));
        device.listener().groupRefused(refusal);
      }
      case Inbox.Arrival.Repeat _, Inbox.Arrival.Unknown _ -> {}
    }
    if (device.inbox().unacknowledged() >= device.settings().ackEnvelopes()) {
      acknowledgeNow();
    }
  }

  private void onMessage(Received message) {
    if (message.conversation().group() == null) {
      device.listener().received(message);
    } else {
      device.listener().groupReceived(message);
    }
  }

  private void onDrained() {
    if (isDrained) {
      fault("a second DRAINED");
    }
    isDrained = true;
    acknowledgeNow();
    device.listener().drained();
  }

  private void ping() {
    write(new Ping(nowMs()));
    flush();
  }

  private void fault(String fault) {
    device.onProtocolFault(fault);
    breakOff();
  }

  private void write(Object frame) {
    if (carrier != null) {
      carrier.write(device.frames().encodeClient(frame));
    }
  }

  private void flush() {
    if (carrier != null) {
      carrier.flush();
    }
  }

  private void breakOffUnless(BooleanSupplier isFine, int ms) {
    var _ =
        after(
            ms,
            () -> {
              if (!isFine.getAsBoolean()) {
                breakOff();
              }
            });
  }

  private ScheduledFuture<?> after(long ms, Runnable task) {
    ScheduledFuture<?> timer = device.loop().schedule(task, ms, TimeUnit.MILLISECONDS);
    timers.removeIf(ScheduledFuture::isDone);
    timers.add(timer);
    return timer;
  }

  private static long nowMs() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
