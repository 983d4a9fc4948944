package io.restante.it.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;

/// One connection through the proxy: two channels and the flows between them. Runs on the proxy's
/// event loop.
final class Passage {
  private final DuplexChannel client;
  private final DuplexChannel server;
  private final Flow toServer;
  private final Flow toClient;
  private boolean isForgotten;

  /// Makes the flows of one direction.
  @FunctionalInterface
  interface Flows {
    /// Returns a flow that reads nothing yet.
    ///
    /// @param onFinished run when the end has been passed on
    Flow between(Channel source, DuplexChannel sink, Direction direction, Runnable onFinished);
  }

  Passage(DuplexChannel client, DuplexChannel server, Flows flows) {
    this.client = client;
    this.server = server;
    this.toServer = flows.between(client, server, Direction.TO_SERVER, this::closeWhenFinished);
    this.toClient = flows.between(server, client, Direction.TO_CLIENT, this::closeWhenFinished);
  }

  /// Begins to carry bytes both ways.
  void begin() {
    client.pipeline().addLast(new End(toServer, toClient));
    server.pipeline().addLast(new End(toClient, toServer));
    toServer.move();
    toClient.move();
  }

  void change(Direction direction, Weather weather) {
    switch (direction) {
      case TO_SERVER -> toServer.change(weather);
      case TO_CLIENT -> toClient.change(weather);
    }
  }

  /// Resets both sides, whatever the weather.
  void reset() {
    drop();
    abort(client);
    abort(server);
  }

  /// Leaves the receiver of a direction alone with its connection: the other side is reset, and
  /// what the one left behind says goes nowhere.
  void leaveAlone(Direction towards) {
    isForgotten = true;
    toServer.becomeVoid();
    toClient.becomeVoid();
    abort(towards == Direction.TO_CLIENT ? server : client);
  }

  /// Tells whether one side was left alone.
  boolean isForgotten() {
    return isForgotten;
  }

  /// Tells whether anything can still come of it.
  boolean isOver() {
    return !client.isOpen() && !server.isOpen();
  }

  /// Drops what is held, after both sides are gone.
  void drop() {
    toServer.drop();
    toClient.drop();
  }

  private void closeWhenFinished() {
    if (toServer.isFinished() && toClient.isFinished()) {
      var _ = client.close();
      var _ = server.close();
    }
  }

  /// Closes a channel so that the other side sees a reset, not an orderly end.
  static void abort(Channel channel) {
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      var _ = channel.close();
    }
  }

  /// What one channel tells: its bytes go into one flow, its room lets the other flow on.
  private final class End extends ChannelInboundHandlerAdapter {
    private final Flow away;
    private final Flow here;

    private End(Flow away, Flow here) {
      this.away = away;
      this.here = here;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof ByteBuf bytes) {
        away.take(bytes);
      } else {
        ReferenceCountUtil.release(message);
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      away.onReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      here.move();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        away.onEnd();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      here.drop();
      if (!isForgotten && !(away.isFinished() && here.isFinished())) {
        away.onBroken();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // A broken connection is what a proxy of this kind is for; the other side learns of it.
      var _ = context.close();
    }
  }
}
