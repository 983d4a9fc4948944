package io.restante.it.device;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.websocket.WebSocketClient;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The device on its event loop: what survives a connection, and when to make the next one.
///
/// Runs on one event loop. At most one [Link] at a time.
final class DeviceCore {
  private static final int CONNECT_MS = 5_000;

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
  private @Nullable Link link;
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
  }

  void connect() {
    isWanted = true;
    if (link == null) {
      open();
    }
  }

  void disconnect() {
    isWanted = false;
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

  void send(Parcel parcel) {
    outbox.add(parcel);
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

  /// The link is over, or was never made.
  void onLinkClosed(int code, String reason) {
    link = null;
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

  void onWelcomed() {
    backoff.onConnected();
    route.onWelcomed();
    listener.connected();
  }

  /// The mailbox is elsewhere; the link is about to close.
  void onMoved(URI home) {
    if (!route.onMoved(home)) {
      onProtocolFault("sent to " + home + ", which is no home for this device");
    }
  }

  void onProtocolFault(String fault) {
    if (protocolFault.isEmpty()) {
      protocolFault = fault;
    }
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
    Link opening = new Link(this);
    link = opening;
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
            opening.closed(Link.BROKEN, "no connection: " + done.cause());
          }
        });
  }
}
