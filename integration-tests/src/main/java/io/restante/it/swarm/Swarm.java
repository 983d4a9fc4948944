package io.restante.it.swarm;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.restante.contract.DeviceAddress;
import io.restante.it.websocket.WebSocketClient;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Light devices on one event loop.
///
/// Built and asked from one thread; everything else happens on the event loop.
public final class Swarm implements AutoCloseable {
  private static final int CONNECTING_MAX = 128;
  private static final int PORTS_PER_ADDRESS = 10_000;
  private static final int CHANCE_BYTES = 1 << 16;
  private static final long LOOK_NANOS = 2_000_000;
  private static final long ACK_LOOK_NANOS = 5_000_000;

  private final SwarmSettings settings;
  private final @Nullable SslContext tls;
  private final EventLoopGroup loops;
  private final EventLoop loop;
  private final SplittableRandom random;
  private final byte[] chance = new byte[CHANCE_BYTES];
  private final long idHigh;
  private final List<SwarmDevice> devices = new ArrayList<>();
  private final Counters counters = new Counters();
  private final Latencies latencies = new Latencies();
  private final PriorityQueue<Owed> owing =
      new PriorityQueue<>(Comparator.comparingLong(Owed::dueNanos));
  private Arrivals arrivals = new Arrivals(List.of(), 0);
  private int chanceAt;
  private boolean isClosing;
  private String firstEnding = "";

  /// Creates a swarm without devices.
  ///
  /// @param idHigh the first 8 bytes of all its message ids, a UUIDv7's; another for each swarm
  /// @param seed where all chance comes from
  public Swarm(SwarmSettings settings, long idHigh, long seed) {
    this.settings = settings;
    this.tls = settings.tls() == null ? null : tls(settings.tls());
    this.idHigh = idHigh;
    this.random = new SplittableRandom(seed);
    this.loops =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("swarm", true), EpollIoHandler.newFactory());
    this.loop = loops.next();
    random.nextBytes(chance);
    long lookNanos = Math.min(settings.ackDelay().toNanos(), ACK_LOOK_NANOS);
    var _ =
        loop.scheduleAtFixedRate(this::acknowledgeOwed, lookNanos, lookNanos, TimeUnit.NANOSECONDS);
    long pingNanos = settings.pingEvery().toNanos();
    var _ = loop.scheduleAtFixedRate(this::ping, pingNanos, pingNanos, TimeUnit.NANOSECONDS);
  }

  /// Adds a device; [#connect] connects it.
  public SwarmDevice add(DeviceAddress address, byte[] ticket) {
    SwarmDevice device = new SwarmDevice(this, address, ticket);
    devices.add(device);
    return device;
  }

  /// Adds a device that sends to another one, of a user that no directory knows.
  public SwarmDevice add(DeviceAddress address, byte[] ticket, DeviceAddress recipient) {
    return add(address, ticket, new Audience.One(recipient, 0));
  }

  /// Adds a device that sends.
  public SwarmDevice add(DeviceAddress address, byte[] ticket, Audience audience) {
    SwarmDevice device = add(address, ticket);
    device.sendTo(devices.size() - 1, audience);
    return device;
  }

  /// Connects devices, a few at a time, and returns when each was told DRAINED.
  ///
  /// @throws TimeoutException when that takes too long
  public void connect(List<SwarmDevice> wanted, Duration patience) throws TimeoutException {
    long before = tally().drained();
    for (int i = 0; i < wanted.size(); i++) {
      SwarmDevice device = wanted.get(i);
      int number = i;
      loop.execute(() -> open(device, number));
      if (i % CONNECTING_MAX == CONNECTING_MAX - 1) {
        long soFar = before + i + 1;
        await("connections", tally -> tally.drained() >= soFar, patience);
      }
    }
    await("connections", tally -> tally.drained() >= before + wanted.size(), patience);
  }

  /// Connects devices, so many at a time all along, and returns when each was told DRAINED.
  ///
  /// @param outstanding how many are on their way at any time
  /// @return how long it took
  /// @throws TimeoutException when that takes too long
  public Duration reconnect(List<SwarmDevice> wanted, int outstanding, Duration patience)
      throws TimeoutException {
    long before = tally().drained();
    long began = System.nanoTime();
    ask(
        () -> {
          arrivals = new Arrivals(List.copyOf(wanted), began);
          for (int i = 0; i < outstanding; i++) {
            openNext();
          }
          return true;
        });
    await("connections", tally -> tally.drained() >= before + wanted.size(), patience);
    return Duration.ofNanos(ask(() -> arrivals.lastNanos) - began);
  }

  private void openNext() {
    if (arrivals.opened < arrivals.wanted.size()) {
      open(arrivals.wanted.get(arrivals.opened), arrivals.opened++);
    }
  }

  void onDrained() {
    counters.drained++;
    arrivals.lastNanos = System.nanoTime();
    openNext();
  }

  /// Connects devices all at once, without waiting for any.
  public void connectAtOnce(List<SwarmDevice> wanted) {
    loop.execute(
        () -> {
          for (int i = 0; i < wanted.size(); i++) {
            open(wanted.get(i), i);
          }
        });
  }

  /// Makes messages due at a steady rate, beginning now, and returns when the last one is.
  ///
  /// @param senders devices that have a recipient, in turn
  /// @param warmUp how long it goes on before latencies are measured
  /// @param measured how long they are measured
  /// @return how many messages that were, warm-up included
  public long load(
      List<SwarmDevice> senders, double perSecond, Duration warmUp, Duration measured) {
    long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
    long from = start + warmUp.toNanos();
    long until = from + measured.toNanos();
    ask(
        () -> {
          latencies.measure(from, until);
          return true;
        });
    long count = Math.round(perSecond * (until - start) / 1e9);
    CompletableFuture<Long> ended =
        new OpenLoop(loop, List.copyOf(senders), perSecond, count, start).start();
    return ended.join();
  }

  /// Waits until the counts are as wished, looking every 2 ms.
  ///
  /// @throws TimeoutException with the counts, when that takes too long
  public Tally await(String what, Predicate<Tally> wish, Duration patience)
      throws TimeoutException {
    long end = System.nanoTime() + patience.toNanos();
    Tally tally = tally();
    while (!wish.test(tally)) {
      if (tally.closed() > 0) {
        throw new IllegalStateException("waiting for " + what + ": a connection " + firstEnding());
      }
      if (System.nanoTime() - end > 0) {
        throw new TimeoutException(
            "waited " + patience + " for " + what + ", have " + tally + " " + firstEnding());
      }
      LockSupport.parkNanos(LOOK_NANOS);
      tally = tally();
    }
    return tally;
  }

  /// Returns the counts.
  public Tally tally() {
    return ask(counters::tally);
  }

  /// Returns how the first connection that the node closed ended, or an empty text.
  public String firstEnding() {
    return ask(() -> firstEnding);
  }

  /// Returns the time from when a message was due until it was accepted, nanoseconds.
  public Histogram acceptedLatencies() {
    return ask(latencies::accepted);
  }

  /// Returns the time from when a message was due until it was delivered, nanoseconds.
  public Histogram endToEndLatencies() {
    return ask(latencies::endToEnd);
  }

  /// Returns the time from when a message to a group was due until the last of its devices had it,
  /// nanoseconds.
  public Histogram toLastLatencies() {
    return ask(latencies::toLast);
  }

  /// Closes all connections.
  @Override
  public void close() {
    ask(
        () -> {
          isClosing = true;
          devices.forEach(SwarmDevice::close);
          return true;
        });
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  SwarmSettings settings() {
    return settings;
  }

  Counters counters() {
    return counters;
  }

  Latencies latencies() {
    return latencies;
  }

  long idHigh() {
    return idHigh;
  }

  int nextMask() {
    return random.nextInt();
  }

  void writeChance(ByteBuf out, int bytes) {
    if (chanceAt + bytes > CHANCE_BYTES) {
      chanceAt = random.nextInt(64);
    }
    out.writeBytes(chance, chanceAt, bytes);
    chanceAt += 61;
  }

  void onClosed(int code, String reason) {
    if (!isClosing) {
      counters.closed++;
      firstEnding = firstEnding.isEmpty() ? "closed with " + code + " " + reason : firstEnding;
    }
  }

  void owesAcknowledgement(SwarmDevice device) {
    long soon = System.nanoTime() + settings.ackDelay().toNanos();
    long spaced = device.lastAckNanos() + settings.ackSpacing().toNanos();
    owing.add(new Owed(device, Math.max(soon, spaced)));
  }

  void onGroupDelivered(int writer, long number, long dueNanos, long nowNanos) {
    Outflow flow = writer < devices.size() ? devices.get(writer).outflow() : null;
    if (flow == null) {
      counters.broken++;
    } else if (flow.onDelivered(number)) {
      counters.completed++;
      latencies.onCompleted(dueNanos, nowNanos);
    }
  }

  private void acknowledgeOwed() {
    long now = System.nanoTime();
    Owed next = owing.peek();
    while (next != null && next.dueNanos() - now <= 0) {
      owing.remove();
      next.device().acknowledge();
      next.device().flushIfTouched();
      next = owing.peek();
    }
  }

  private void ping() {
    devices.forEach(SwarmDevice::ping);
  }

  void reopen(SwarmDevice device) {
    open(device, 0);
  }

  /// Opens a device's connection again, after a while of chance.
  void comeBack(SwarmDevice device) {
    Duration within = settings.comeBack();
    if (within != null && !isClosing) {
      long waitNanos = random.nextLong(within.toNanos());
      var _ = loop.schedule(() -> reopen(device), waitNanos, TimeUnit.NANOSECONDS);
    }
  }

  private void open(SwarmDevice device, int number) {
    URI gateway = device.home() == null ? settings.gateway() : device.home();
    InetSocketAddress local =
        new InetSocketAddress("127.0.0." + (number / PORTS_PER_ADDRESS + 1), 0);
    String host = gateway.getHost();
    int port = gateway.getPort();
    new Bootstrap()
        .group(loop)
        .channel(EpollSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                if (tls != null) {
                  channel.pipeline().addLast(tls.newHandler(channel.alloc(), host, port));
                }
                channel.pipeline().addLast(new WebSocketClient(gateway, random, device));
              }
            })
        .connect(new InetSocketAddress(host, port), local)
        .addListener(
            connected -> {
              if (!connected.isSuccess()) {
                device.closed(SwarmDevice.BROKEN, String.valueOf(connected.cause()));
              }
            });
  }

  private static SslContext tls(Path certificate) {
    try {
      return SslContextBuilder.forClient()
          .trustManager(certificate.toFile())
          .endpointIdentificationAlgorithm(null)
          .protocols("TLSv1.3")
          .build();
    } catch (SSLException e) {
      throw new IllegalArgumentException("no certificate in " + certificate, e);
    }
  }

  /// A device that is to acknowledge, and when.
  private record Owed(SwarmDevice device, long dueNanos) {}

  /// Those who are connecting one after the other. Owned by the event loop.
  private static final class Arrivals {
    private final List<SwarmDevice> wanted;
    private int opened;
    private long lastNanos;

    private Arrivals(List<SwarmDevice> wanted, long lastNanos) {
      this.wanted = wanted;
      this.lastNanos = lastNanos;
    }
  }

  private <T> T ask(Callable<T> question) {
    return loop.submit(question).syncUninterruptibly().getNow();
  }
}
