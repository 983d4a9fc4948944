package io.restante.it.delivery;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.restante.it.websocket.ClientFrames;
import io.restante.it.websocket.WebSocketClient;
import io.restante.it.websocket.WebSocketListener;
import java.net.URI;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/// A connection that opens properly and then sends random bytes as a binary message.
final class Vandal implements WebSocketListener {
  static final EventLoopGroup LOOPS =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

  private static final int BYTES_MAX = 400;

  private final SplittableRandom random;
  private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();

  private Vandal(SplittableRandom random) {
    this.random = random;
  }

  static Vandal strike(URI gateway, SplittableRandom random) {
    Vandal vandal = new Vandal(random);
    var _ =
        new Bootstrap()
            .group(LOOPS)
            .channel(EpollSocketChannel.class)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new WebSocketClient(gateway, random, vandal));
                  }
                })
            .connect(gateway.getHost(), gateway.getPort());
    return vandal;
  }

  /// Returns what completes with the code the node closes with.
  CompletableFuture<Integer> closeCode() {
    return closeCode;
  }

  @Override
  public void opened(Channel channel) {
    byte[] garbage = new byte[random.nextInt(1, BYTES_MAX)];
    random.nextBytes(garbage);
    ByteBuf out = channel.alloc().buffer(ClientFrames.HEADER_BYTES_MAX + garbage.length);
    ClientFrames.binary(out, garbage, random.nextInt());
    var _ = channel.writeAndFlush(out);
  }

  @Override
  public void message(Channel channel, ByteBuf payload) {}

  @Override
  public void batchEnded(Channel channel) {}

  @Override
  public void closed(int code, String reason) {
    closeCode.complete(code);
  }
}
