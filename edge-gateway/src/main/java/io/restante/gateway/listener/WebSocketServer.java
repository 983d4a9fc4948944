package io.restante.gateway.listener;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Accepts connections and makes WebSockets of them, or lets them poll. Single-use: [#start], then
/// [#close].
final class WebSocketServer {
  private static final int BACKLOG = 4_096;
  private static final int HTTP_LINE_BYTES_MAX = 1_024;
  private static final int HTTP_HEADER_BYTES_MAX = 8_192;

  private final ListenerSettings settings;
  private final Endpoint endpoint;
  private final LongFunction<WebSocketApp> apps;
  private final ListenerMetrics metrics;
  private final @Nullable TlsDoor tls;
  private final WriteBufferWaterMark waterMark;
  private final Map<EventLoop, LoopScan> scans = new ConcurrentHashMap<>();
  private final AtomicInteger sockets = new AtomicInteger();
  private final AtomicInteger places = new AtomicInteger();
  private final PollTable polls = new PollTable();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private @Nullable MultiThreadIoEventLoopGroup loops;
  private @Nullable Channel acceptor;
  private volatile boolean isStopping; // written by close, read by event loops

  /// Creates a server.
  ///
  /// @param apps makes the app of a connection; is given the event loop's time in milliseconds
  /// @param tls makes the TLS end of a connection; null for plain text
  WebSocketServer(
      ListenerSettings settings,
      Endpoint endpoint,
      LongFunction<WebSocketApp> apps,
      ListenerMetrics metrics,
      @Nullable TlsDoor tls) {
    this.settings = settings;
    this.endpoint = endpoint;
    this.apps = apps;
    this.metrics = metrics;
    this.tls = tls;
    this.waterMark =
        new WriteBufferWaterMark(
            settings.socket().writeBytesLow(), settings.socket().writeBytesHigh());
  }

  /// What is served.
  ///
  /// @param path the request's path
  /// @param subprotocol what the device must offer, or null when it need not offer any
  /// @param polling how it can be polled, or null when it can't
  record Endpoint(String path, @Nullable String subprotocol, @Nullable Polling polling) {}

  /// How an endpoint is polled.
  ///
  /// @param path the request's path
  /// @param unconfirmedBytesMax bytes of frames not confirmed, above which none are taken in
  record Polling(String path, int unconfirmedBytesMax) {}

  /// Binds the address; returns it with its real port.
  ///
  /// @throws IOException when the address cannot be bound
  /// @throws IllegalStateException when the transport is not available here
  InetSocketAddress start() throws IOException {
    settings.transport().require();
    loops =
        new MultiThreadIoEventLoopGroup(
            settings.eventLoops(),
            new DefaultThreadFactory("gateway-loop", true),
            settings.transport().newIoHandlers());
    var bound =
        new ServerBootstrap()
            .group(loops)
            .channelFactory(settings.transport()::newServerChannel)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark)
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(256, 1_024, 65_536))
            .childHandler(new Accepted())
            .bind(settings.address())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      Future<?> _ = loops.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
      throw new IOException("cannot listen on " + settings.address(), bound.cause());
    }
    acceptor = bound.channel();
    return (InetSocketAddress) bound.channel().localAddress();
  }

  /// Stops accepting, ends every connection with GOING_AWAY, and waits for them as long as a close
  /// may take. May be called more than once.
  void close() {
    MultiThreadIoEventLoopGroup running = loops;
    if (running == null || isStopping) {
      return;
    }
    stopAccepting();
    isStopping = true;
    scans.forEach((loop, scan) -> loop.execute(scan::stopAll));
    awaitSockets();
    running.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /// Accepts no more connections; those that are open stay.
  void stopAccepting() {
    if (acceptor != null) {
      acceptor.close().awaitUninterruptibly();
    }
  }

  /// Returns how many connections are open, WebSockets and polled ones.
  int connections() {
    return places.get();
  }

  Endpoint endpoint() {
    return endpoint;
  }

  SocketLimits limits() {
    return settings.socket();
  }

  ListenerMetrics metrics() {
    return metrics;
  }

  WebSocketApp newApp(long nowMs) {
    return apps.apply(nowMs);
  }

  /// Tells whether a request belongs to long polling.
  boolean isPoll(HttpRequest head) {
    return endpoint.polling() != null && head.uri().equals(endpoint.polling().path());
  }

  /// Returns the connections that are polled.
  PollTable polls() {
    return polls;
  }

  ListenerSettings settings() {
    return settings;
  }

  /// Takes a place for a connection; returns false when there is none.
  boolean takePlace() {
    if (places.incrementAndGet() <= settings.connectionsMax() && !isStopping) {
      return true;
    }
    places.decrementAndGet();
    return false;
  }

  /// Gives a place back.
  void freePlace() {
    places.decrementAndGet();
  }

  /// Hears that a socket is gone.
  ///
  /// @param isWebSocket whether it had taken a place
  void onSocketClosed(boolean isWebSocket) {
    metrics.count(ListenerMeter.SOCKETS_CLOSED);
    if (isWebSocket) {
      freePlace();
    }
    if (sockets.decrementAndGet() == 0 && isStopping) {
      stopped.countDown();
    }
  }

  /// Equips a connection for its HTTP part. Runs on its event loop.
  void equip(Channel channel) {
    sockets.incrementAndGet();
    metrics.count(ListenerMeter.SOCKETS_OPENED);
    LoopScan scan = scans.computeIfAbsent(channel.eventLoop(), WebSocketServer::startScan);
    HttpUpgrade upgrade = new HttpUpgrade(this, scan);
    HttpDecoderConfig limits =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(HTTP_LINE_BYTES_MAX)
            .setMaxHeaderSize(HTTP_HEADER_BYTES_MAX);
    if (tls != null) {
      channel.pipeline().addLast(tls.newHandler(channel.alloc()));
    }
    channel.pipeline().addLast(new HttpServerCodec(limits), upgrade);
    scan.add(upgrade);
  }

  private static LoopScan startScan(EventLoop loop) {
    LoopScan scan = new LoopScan(loop);
    scan.start();
    return scan;
  }

  private void awaitSockets() {
    if (sockets.get() == 0) {
      return;
    }
    long waitMs = settings.socket().closeTimeout().toMillis() + 2 * LoopScan.ROUND_MS;
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs);
    boolean isInterrupted = false;
    boolean isOver = false;
    while (!isOver) {
      try {
        // Whoever is left is cut off with the event loops.
        boolean _ = stopped.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        isOver = true;
      } catch (InterruptedException e) {
        isInterrupted = true; // The wait is short, and event loops that end early leak buffers.
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Sockets beyond this are not even spoken to: an eighth more than may become WebSockets.
  private int socketsMax() {
    return settings.connectionsMax() + settings.connectionsMax() / 8 + 64;
  }

  private final class Accepted extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      if (isStopping || sockets.get() >= socketsMax()) {
        metrics.count(ListenerMeter.SOCKETS_DROPPED);
        Future<?> _ = channel.close();
        return;
      }
      equip(channel);
    }
  }
}
