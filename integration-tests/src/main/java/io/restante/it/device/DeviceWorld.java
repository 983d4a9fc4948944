package io.restante.it.device;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.contract.UuidV7;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// What devices of one process share: the gateway they know, event loops, the clock and chance.
/// Thread-safe.
public final class DeviceWorld implements AutoCloseable {
  private final Supplier<URI> gateway;
  private final TicketSource tickets;
  private final EventLoopGroup loops;
  private final Random random;
  private final UuidV7 ids;

  /// Creates a world with event loops of its own.
  ///
  /// @param gateway asked before each connection: where the WebSocket is, `ws://host:port/path`
  /// @param seed where all chance comes from
  public DeviceWorld(Supplier<URI> gateway, TicketSource tickets, InstantSource clock, long seed) {
    this.gateway = gateway;
    this.tickets = tickets;
    this.loops =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("device", true), EpollIoHandler.newFactory());
    this.random = new Random(seed);
    this.ids = new UuidV7(clock, random);
  }

  /// Returns the id of a new user.
  public UserId newUser() {
    return ids.nextUserId();
  }

  /// Ends the event loops; devices should be closed before.
  @Override
  public void close() {
    loops
        .shutdownGracefully(0, Duration.ofSeconds(2).toMillis(), TimeUnit.MILLISECONDS)
        .syncUninterruptibly();
  }

  MessageId newMessage() {
    return ids.nextMessageId();
  }

  URI gateway() {
    return gateway.get();
  }

  TicketSource tickets() {
    return tickets;
  }

  EventLoopGroup loops() {
    return loops;
  }

  Random random() {
    return random;
  }
}
