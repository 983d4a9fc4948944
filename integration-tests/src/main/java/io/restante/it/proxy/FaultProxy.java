package io.restante.it.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Stands between clients and a server, and does to their connections what networks do.
///
/// Steered at run time from any thread; a call returns when all connections have felt it. All else
/// runs on one event loop of its own, over NIO, which unlike epoll notices nothing on a socket that
/// is not read: a black hole hides the end of a connection too. What jitter draws comes from the
/// seed, the connection's number and the direction.
///
/// Memory is bounded by the connections: each direction holds 272 KiB and what Netty's write buffer
/// takes (64 KiB and one piece); then whoever writes is no longer read.
public final class FaultProxy implements AutoCloseable {
  private static final int CONNECT_MS = 2_000;

  private final MultiThreadIoEventLoopGroup loops;
  private final EventLoop loop;
  private final Supplier<InetSocketAddress> server;
  private final long seed;
  private final Channel listener;
  private final AtomicInteger heldBytesMost = new AtomicInteger();

  // All below belongs to the event loop.
  private final Map<Direction, Weather> weather = new EnumMap<>(Direction.class);
  private final Set<Passage> passages = new HashSet<>();
  private boolean isRefusing;
  private long accepted;

  private FaultProxy(InetSocketAddress listen, Supplier<InetSocketAddress> server, long seed) {
    this.server = server;
    this.seed = seed;
    this.loops =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("fault-proxy", true), NioIoHandler.newFactory());
    this.loop = loops.next();
    for (Direction direction : Direction.values()) {
      weather.put(direction, Weather.CLEAR);
    }
    this.listener =
        configure(
                new ServerBootstrap()
                    .group(loops)
                    .channel(NioServerSocketChannel.class)
                    .childHandler(onChannel(this::accept)))
            .bind(listen)
            .syncUninterruptibly()
            .channel();
  }

  private static ServerBootstrap configure(ServerBootstrap bootstrap) {
    return bootstrap
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.AUTO_READ, false)
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(
            ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(Flow.READ_BYTES));
  }

  /// Starts a proxy without faults.
  ///
  /// @param listen where clients connect; port 0 lets the system choose
  /// @param server asked for each connection: where it goes to
  /// @param seed where jitter comes from
  public static FaultProxy start(
      InetSocketAddress listen, Supplier<InetSocketAddress> server, long seed) {
    return new FaultProxy(listen, server, seed);
  }

  /// Returns where clients connect.
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /// Changes the weather of one direction, for connections that are and those to come.
  public void change(Direction direction, Weather next) {
    onLoop(
        () -> {
          weather.put(direction, next);
          current().forEach(passage -> passage.change(direction, next));
        });
  }

  /// Resets every connection, as a broken middlebox does.
  public void reset() {
    onLoop(() -> current().forEach(Passage::reset));
  }

  /// Makes every connection half-open: the receivers of a direction are left with connections that
  /// nobody else knows of, the others see a reset.
  public void leaveAlone(Direction towards) {
    onLoop(() -> current().forEach(passage -> passage.leaveAlone(towards)));
  }

  /// Resets half-open connections, as when the next packet of the one left behind reaches a machine
  /// that knows nothing of it.
  public void endHalfOpen() {
    onLoop(this::resetForgotten);
  }

  private void resetForgotten() {
    current().stream().filter(Passage::isForgotten).forEach(Passage::reset);
  }

  /// Begins or ceases to refuse new connections.
  public void refuse(boolean isRefused) {
    onLoop(() -> isRefusing = isRefused);
  }

  /// Ends all faults.
  public void calm() {
    onLoop(
        () -> {
          isRefusing = false;
          for (Direction direction : Direction.values()) {
            weather.put(direction, Weather.CLEAR);
            current().forEach(passage -> passage.change(direction, Weather.CLEAR));
          }
          resetForgotten();
        });
  }

  /// Returns the most bytes that one direction of one connection has ever held.
  public int heldBytesMost() {
    return heldBytesMost.get();
  }

  /// Ends all connections and listens no more.
  @Override
  public void close() {
    listener.close().syncUninterruptibly();
    reset();
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private List<Passage> current() {
    return List.copyOf(passages);
  }

  private void onLoop(Runnable task) {
    loop.submit(task).syncUninterruptibly();
  }

  private void accept(DuplexChannel client) {
    if (isRefusing) {
      Passage.abort(client);
      return;
    }
    long number = ++accepted;
    ChannelFuture connecting =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MS)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(Flow.READ_BYTES))
            .handler(onChannel(_ -> {}))
            .connect(server.get());
    connecting.addListener(
        done -> {
          if (done.isSuccess()) {
            join(number, client, (DuplexChannel) connecting.channel());
          } else {
            Passage.abort(client);
          }
        });
  }

  private void join(long number, DuplexChannel client, DuplexChannel target) {
    Passage passage =
        new Passage(
            client,
            target,
            (source, sink, direction, onFinished) ->
                new Flow(
                    source,
                    sink,
                    pace(number, direction),
                    weather.getOrDefault(direction, Weather.CLEAR),
                    new Watch(heldBytesMost, onFinished)));
    passages.add(passage);
    client.closeFuture().addListener(_ -> forgetWhenOver(passage));
    target.closeFuture().addListener(_ -> forgetWhenOver(passage));
    passage.begin();
  }

  private void forgetWhenOver(Passage passage) {
    if (passage.isOver()) {
      passages.remove(passage);
      passage.drop();
    }
  }

  private Pace pace(long number, Direction direction) {
    long way = direction == Direction.TO_SERVER ? 0 : 1;
    SplittableRandom random = new SplittableRandom(seed ^ ((number << 1) | way));
    return new Pace(random, loop.ticker().nanoTime());
  }

  /// Notes the most that was held.
  private record Watch(AtomicInteger most, Runnable onFinished) implements Flow.Listener {
    @Override
    public void held(int bytes) {
      most.accumulateAndGet(bytes, Math::max);
    }

    @Override
    public void finished() {
      onFinished.run();
    }
  }

  /// What is done with a new channel.
  @FunctionalInterface
  private interface OnChannel {
    void with(DuplexChannel channel);
  }

  private static ChannelHandler onChannel(OnChannel task) {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        task.with((DuplexChannel) channel);
      }
    };
  }
}
