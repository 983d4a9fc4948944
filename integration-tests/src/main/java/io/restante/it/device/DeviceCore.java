package io.restante.it.device;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.polling.PollClient;
import io.restante.it.websocket.WebSocketClient;
import io.restante.messaging.Signal;
import io.restante.protocol.v1.AskReceipts;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The device on its event loop: what survives a connection, and when to make the next one.
///
/// Runs on one event loop. At most one [Link] at a time.
final class DeviceCore {
  private static final int CONNECT_MS = 5_000;
  private static final int NORMAL = 1_000;

  private final DeviceWorld world;
  private final EventLoop loop;
  private final DeviceAddress address;
  private final DeviceSettings settings;
  private final DeviceListener listener;
  private final Backoff backoff;
  private final Detector detector = new Detector();
  private final Outbox outbox;
  private final Inbox inbox = new Inbox(detector);
  private final DeviceFrames frames = new DeviceFrames();
  private final Fallback fallback;
  private final Watched watched = new Watched();
  private @Nullable ScheduledFuture<?> goingOn;
  private @Nullable Link link;
  private @Nullable Link candidate;
  private boolean isWanted;
  private boolean holdsAcknowledgements;
  private boolean holdsReads;
  private final Route route;
  private String protocolFault = "";

  DeviceCore(
      DeviceWorld world,
      EventLoop loop,
      DeviceAddress address,
      DeviceSettings settings,
      DeviceListener listener) {
    this.world = world;
    this.loop = loop;
    this.address = address;
    this.settings = settings;
    this.listener = listener;
    this.outbox = new Outbox(listener::renumbered);
    this.backoff = new Backoff(settings, world.random());
    this.route = new Route(world::gateway);
    this.fallback = new Fallback(settings.pollAfter());
  }

  void connect() {
    isWanted = true;
    if (link == null) {
      open();
    }
  }

  void disconnect() {
    isWanted = false;
    dropCandidate();
    if (link != null) {
      link.sayGoodbye();
    }
  }

  void breakConnection() {
    if (link != null) {
      link.breakOff();
    }
  }

  void send(MessageId id, UserId recipient, Map<Integer, ByteBuffer> copies) {
    outbox.add(id, recipient, copies);
    if (link != null) {
      link.sendWhatMayBeSent();
    }
  }

  void send(Outbound parcel) {
    outbox.add(parcel);
    if (link != null) {
      link.sendWhatMayBeSent();
    }
  }

  void typing(@Nullable GroupId group, List<UserId> recipients) {
    if (link != null) {
      link.sendUnanswered(SendFrames.typing(group, recipients));
    }
  }

  void read(ConversationId conversation, long number) {
    if (link != null) {
      link.sendUnanswered(SendFrames.read(conversation, number));
    }
  }

  void askReceipts(GroupId group) {
    if (link != null) {
      link.sendUnanswered(new AskReceipts(Ids.id16(group)));
    }
  }

  void watch(List<UserId> users) {
    say(watched.add(users));
    if (goingOn == null && !watched.isEmpty()) {
      goingOn =
          loop.scheduleAtFixedRate(
              this::goOnWatching, Watched.AGAIN_MINUTES, Watched.AGAIN_MINUTES, TimeUnit.MINUTES);
    }
  }

  void unwatch(List<UserId> users) {
    say(watched.remove(users));
    ScheduledFuture<?> timer = goingOn;
    if (timer != null && watched.isEmpty()) {
      timer.cancel(false);
      goingOn = null;
    }
  }

  private void goOnWatching() {
    say(watched.again());
  }

  private void say(List<Object> frames) {
    if (link != null) {
      frames.forEach(link::sendUnanswered);
    }
  }

  void rewind(GroupId group, List<GroupParcel> parcels) {
    outbox.rewind(group, parcels);
    if (link != null) {
      link.sendWhatMayBeSent();
    }
  }

  void holdAcknowledgements(boolean isHeld) {
    holdsAcknowledgements = isHeld;
    if (link != null) {
      link.acknowledgeIfDue();
    }
  }

  void forgetStored() {
    inbox.forget();
  }

  void holdReads(boolean isHeld) {
    holdsReads = isHeld;
    if (link != null) {
      link.applyReads();
    }
  }

  /// A WebSocket is there. When it was tried beside polling, it takes over.
  void onConnected(Link connected) {
    if (connected != candidate) {
      return;
    }
    candidate = null;
    Link polled = link;
    link = connected;
    if (polled != null) {
      polled.retire();
      outbox.onDisconnected();
      listener.disconnected(NORMAL, "a WebSocket takes over");
    }
  }

  /// A link is over, or was never made.
  void onLinkClosed(Link closed, int code, String reason) {
    if (closed == candidate) {
      candidate = null;
      tryWebSocketLater();
      return;
    }
    link = null;
    dropCandidate();
    if (closed.hasFailed()) {
      fallback.onFailed(closed.isPolled());
    }
    if (closed.isUnanswered()) {
      route.onUnanswered(TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    }
    outbox.onDisconnected();
    listener.disconnected(code, reason);
    if (CloseCodes.blamesDevice(code)) {
      onProtocolFault("the node closed with " + code + " " + reason);
    }
    if (CloseCodes.isForgetful(code)) {
      inbox.forget();
    }
    if (CloseCodes.isFinal(code)) {
      isWanted = false;
    }
    if (isWanted) {
      long waitMs = route.onClosed() ? 0 : backoff.nextMs();
      var _ = loop.schedule(this::reopen, waitMs, TimeUnit.MILLISECONDS);
    }
  }

  void onWelcomed(Link welcomed) {
    backoff.onAnswered();
    route.onWelcomed();
    fallback.onWelcomed(welcomed.isPolled());
    if (welcomed.isPolled()) {
      tryWebSocketLater();
    }
    goOnWatching();
    listener.connected();
  }

  /// Something that is only true for a moment; of a kind this device does not know, perhaps.
  void onSignal(ByteBuffer value) {
    Signal signal = frames.decodeSignal(value);
    if (signal.getTyping() != null) {
      listener.typing(signal.getTyping());
    }
    if (signal.getPresence() != null && watched.concerns(signal.getPresence())) {
      listener.presence(signal.getPresence());
    }
  }

  /// Returns the home that does not answer, or null when there is none.
  @Nullable String unreachable() {
    URI home = route.unreachable();
    return home == null ? null : home.toString();
  }

  /// The mailbox is elsewhere; the link is about to close.
  void onMoved(URI home) {
    if (!route.onMoved(home)) {
      onProtocolFault("sent to " + home + ", which is no home for this device");
    }
    backoff.onAnswered(); // The fleet is there, only the home is not.
  }

  void onProtocolFault(String fault) {
    if (protocolFault.isEmpty()) {
      protocolFault = fault;
    }
  }

  /// Tells whether the mailbox is open, and by long polling.
  boolean isPolling() {
    return link != null && link.isPolled() && link.isWelcomed();
  }

  DeviceWorld world() {
    return world;
  }

  EventLoop loop() {
    return loop;
  }

  DeviceAddress address() {
    return address;
  }

  DeviceSettings settings() {
    return settings;
  }

  DeviceListener listener() {
    return listener;
  }

  Outbox outbox() {
    return outbox;
  }

  Inbox inbox() {
    return inbox;
  }

  DeviceFrames frames() {
    return frames;
  }

  boolean holdsAcknowledgements() {
    return holdsAcknowledgements;
  }

  boolean holdsReads() {
    return holdsReads;
  }

  Findings findings() {
    return detector.findings();
  }

  long acceptedOutOfOrder() {
    return outbox.acceptedOutOfOrder();
  }

  String protocolFault() {
    return protocolFault;
  }

  private void reopen() {
    if (isWanted && link == null) {
      open();
    }
  }

  private void open() {
    URI gateway = route.next();
    Link opening = new Link(this, fallback.isPolling());
    link = opening;
    if (opening.isPolled()) {
      opening.poll(new PollClient(gateway, loop, opening));
    } else {
      openWebSocket(gateway, opening);
    }
  }

  /// Sees, after a while, whether the network carries WebSockets again. Polling goes on meanwhile.
  private void tryWebSocketLater() {
    Link polled = link;
    var _ =
        loop.schedule(
            () -> {
              if (link == polled && isPolling() && candidate == null && isWanted) {
                candidate = new Link(this, false);
                openWebSocket(route.tried(), candidate);
              }
            },
            settings.webSocketEvery().toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void dropCandidate() {
    if (candidate != null) {
      candidate.retire();
      candidate = null;
    }
  }

  private void openWebSocket(URI gateway, Link opening) {
    ChannelFuture connecting =
        new Bootstrap()
            .group(loop)
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MS)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(new WebSocketClient(gateway, world.random(), opening));
                  }
                })
            .connect(gateway.getHost(), gateway.getPort());
    opening.onConnecting(connecting.channel());
    connecting.addListener(
        done -> {
          if (!done.isSuccess()) {
            opening.onUnreachable(done.cause());
          }
        });
  }
}
