package io.restante.it.polling;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.timeout.ReadTimeoutHandler;
import org.jspecify.annotations.Nullable;

/// One socket: a request at a time, and its answer. Runs on the client's event loop.
final class PollSocket extends SimpleChannelInboundHandler<FullHttpResponse> {
  private static final int CONNECT_MS = 5_000;
  private static final int ANSWER_BYTES_MAX = 4 << 20;

  private final PollClient client;
  private final Channel channel;
  private @Nullable FullHttpRequest waiting;
  private boolean isBusy;
  private boolean isOver;

  PollSocket(PollClient client, EventLoop loop, String host, int port) {
    this.client = client;
    ChannelFuture connecting =
        new Bootstrap()
            .group(loop)
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MS)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel made) {
                    made.pipeline()
                        .addLast(
                            new ReadTimeoutHandler(PollClient.PATIENCE_S),
                            new HttpClientCodec(),
                            new HttpObjectAggregator(ANSWER_BYTES_MAX),
                            PollSocket.this);
                  }
                })
            .connect(host, port);
    channel = connecting.channel();
    connecting.addListener(
        done -> {
          if (!done.isSuccess()) {
            end();
          }
        });
  }

  boolean isBusy() {
    return isBusy;
  }

  void ask(FullHttpRequest request) {
    isBusy = true;
    if (channel.isActive()) {
      var _ = channel.writeAndFlush(request);
    } else {
      waiting = request;
    }
  }

  void close() {
    isOver = true;
    dropWaiting();
    var _ = channel.close();
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    FullHttpRequest first = waiting;
    if (first != null) {
      waiting = null;
      var _ = context.writeAndFlush(first);
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
    if (isOver) {
      return;
    }
    isBusy = false;
    client.onAnswer(response);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    end();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    end();
    var _ = context.close();
  }

  private void end() {
    dropWaiting();
    if (!isOver) {
      isOver = true;
      client.onBroken(this);
    }
  }

  private void dropWaiting() {
    FullHttpRequest never = waiting;
    if (never != null) {
      waiting = null;
      never.release();
    }
  }
}
