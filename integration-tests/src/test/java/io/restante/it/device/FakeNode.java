package io.restante.it.device;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.restante.contract.DeviceAddress;
import io.restante.contract.EnvelopeCodec;
import io.restante.contract.UserId;
import io.restante.protocol.v1.Copy;
import io.restante.protocol.v1.Deliver;
import io.restante.protocol.v1.Rejected;
import io.restante.protocol.v1.Send;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A node in memory that keeps the protocol, except where a test plants a fault. Its WebSocket is
/// Netty's, not the device's.
///
/// Runs on one event loop; tests talk to it from theirs.
public final class FakeNode implements AutoCloseable {
  static final int SEND_WINDOW = 8;

  /// What the node does with a SEND.
  sealed interface Reaction {
    /// Appends it and answers.
    record Accept() implements Reaction {}

    /// Appends it, and breaks the connection before the answer.
    record AcceptThenBreak() implements Reaction {}

    /// Neither appends it nor answers.
    record Ignore() implements Reaction {}

    /// Answers REJECTED.
    record Refuse(Rejected answer) implements Reaction {}
  }

  final UUID log = UUID.randomUUID();
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final Map<DeviceAddress, TreeMap<Long, byte[]>> mailboxes = new HashMap<>();
  private final Map<DeviceAddress, FakeConnection> connections = new HashMap<>();
  private final List<Send> sends = new ArrayList<>();
  private final List<Long> acknowledgements = new ArrayList<>();
  private final Channel server;
  private volatile Function<Send, Reaction> reactions = _ -> new Reaction.Accept();
  private volatile UnaryOperator<List<Deliver>> deliveries = UnaryOperator.identity();
  private long nextOffset;

  /// Starts a node on a free loopback port.
  public FakeNode() {
    server =
        new ServerBootstrap()
            .group(loops)
            .channel(EpollServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(new HttpServerCodec())
                        .addLast(new HttpObjectAggregator(8192))
                        .addLast(new WebSocketServerProtocolHandler("/v1/connect", "restante.v1"))
                        .addLast(new FakeConnection(FakeNode.this));
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  /// Returns where devices connect.
  public URI uri() {
    int port = ((InetSocketAddress) server.localAddress()).getPort();
    return URI.create("ws://127.0.0.1:" + port + "/v1/connect");
  }

  /// Returns the ticket of a device: its address, taken on trust.
  public static byte[] ticketFor(DeviceAddress address) {
    ByteBuffer ticket = ByteBuffer.allocate(17);
    ticket.putLong(address.user().high()).putLong(address.user().low());
    return ticket.put((byte) address.device()).array();
  }

  void react(Function<Send, Reaction> newReactions) {
    reactions = newReactions;
  }

  /// Changes, repeats, holds back or swaps what is about to be delivered.
  public void deliver(UnaryOperator<List<Deliver>> newDeliveries) {
    deliveries = newDeliveries;
  }

  List<Send> sends() {
    return loops.next().submit(() -> List.copyOf(sends)).syncUninterruptibly().getNow();
  }

  List<Long> acknowledgements() {
    return loops.next().submit(() -> List.copyOf(acknowledgements)).syncUninterruptibly().getNow();
  }

  /// Returns how many envelopes of a device are not acknowledged.
  public int waiting(DeviceAddress address) {
    return loops.next().submit(() -> mailbox(address).size()).syncUninterruptibly().getNow();
  }

  /// Puts an envelope into a mailbox.
  public void put(DeviceAddress address, byte[] envelope) {
    loops.next().submit(() -> deposit(address, envelope)).syncUninterruptibly();
  }

  void kick(DeviceAddress address, int code) {
    loops
        .next()
        .submit(
            () -> {
              FakeConnection connection = connections.get(address);
              if (connection != null) {
                connection.kick(code);
              }
            })
        .syncUninterruptibly();
  }

  @Override
  public void close() {
    server.close().syncUninterruptibly();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  void onOpen(DeviceAddress address, FakeConnection connection, @Nullable Long storedUpTo) {
    connections.put(address, connection);
    NavigableMap<Long, byte[]> mailbox = mailbox(address);
    if (storedUpTo != null) {
      mailbox.headMap(storedUpTo, true).clear();
    }
    List<Deliver> waiting = new ArrayList<>();
    mailbox.forEach((offset, value) -> waiting.add(new Deliver(offset, ByteBuffer.wrap(value))));
    deliveries.apply(waiting).forEach(connection::write);
  }

  void onClose(DeviceAddress address, FakeConnection connection) {
    connections.remove(address, connection);
  }

  void onAck(DeviceAddress address, long upTo) {
    acknowledgements.add(upTo);
    mailbox(address).headMap(upTo, true).clear();
  }

  void onSend(DeviceAddress sender, FakeConnection connection, Send send) {
    sends.add(send);
    switch (reactions.apply(send)) {
      case Reaction.Accept _ -> {
        append(sender, send);
        connection.accepted(send.getId());
      }
      case Reaction.AcceptThenBreak _ -> {
        append(sender, send);
        connection.breakOff();
      }
      case Reaction.Ignore _ -> {}
      case Reaction.Refuse refuse -> connection.write(refuse.answer());
    }
  }

  private void append(DeviceAddress sender, Send send) {
    UserId recipient = Ids.userId(send.getRecipient());
    for (Copy copy : send.getCopies()) {
      DeviceAddress address = new DeviceAddress(recipient, copy.getDevice());
      byte[] value =
          EnvelopeCodec.encodeMessage(
              Ids.messageId(send.getId()), sender, send.getNumber(), 0, 0, copy.getCiphertext());
      deposit(address, value);
    }
  }

  private void deposit(DeviceAddress address, byte[] value) {
    long offset = nextOffset++;
    mailbox(address).put(offset, value);
    FakeConnection connection = connections.get(address);
    if (connection != null) {
      Deliver deliver = new Deliver(offset, ByteBuffer.wrap(value));
      deliveries.apply(List.of(deliver)).forEach(connection::write);
    }
  }

  private NavigableMap<Long, byte[]> mailbox(DeviceAddress address) {
    return mailboxes.computeIfAbsent(address, _ -> new TreeMap<>());
  }
}
