package io.restante.gateway.listener;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The HTTP part of a connection: one request, which becomes a WebSocket or gets an error, or is
/// the first of a socket that polls. Runs on the connection's event loop.
final class HttpUpgrade extends ChannelInboundHandlerAdapter implements LoopScan.Watched {
  private static final Logger LOGGER = LoggerFactory.getLogger(HttpUpgrade.class);

  /// Netty wants one; its decoder is never made.
  private static final WebSocketDecoderConfig DECODER_CONFIG =
      WebSocketDecoderConfig.newBuilder().build();

  private final WebSocketServer server;
  private final LoopScan scan;
  private long deadlineMs;
  private @Nullable ChannelHandlerContext context;
  private @Nullable HttpRequest request;
  private boolean isOver;
  private int place;

  HttpUpgrade(WebSocketServer server, LoopScan scan) {
    this.server = server;
    this.scan = scan;
    this.deadlineMs = scan.nowMs() + server.limits().handshakeTimeout().toMillis();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void channelRead(ChannelHandlerContext here, Object part) {
    try {
      if (isOver) {
        return;
      }
      if (part instanceof HttpRequest head) {
        if (server.isPoll(head)) {
          poll(here, ReferenceCountUtil.retain(head));
          return;
        }
        request = head;
        HttpRefusal refusal = HttpRefusal.of(head, server.endpoint());
        if (refusal != null) {
          refuse(here, refusal);
          return;
        }
      }
      HttpRequest whole = request;
      if (part instanceof LastHttpContent && whole != null) {
        upgrade(here, whole);
      }
    } finally {
      ReferenceCountUtil.release(part);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext unused) {
    scan.remove(this);
    server.onSocketClosed(false);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext here, Throwable cause) {
    if (TlsDoor.isTlsFault(cause)) {
      server.metrics().count(ListenerMeter.TLS_FAILED);
    } else if (!(cause instanceof IOException)) {
      server.metrics().count(ListenerMeter.BUGS);
      LOGGER.atError().setCause(cause).log("a handshake met an unexpected exception");
    }
    ChannelFuture _ = here.close();
  }

  @Override
  public void onScan(long nowMs) {
    if (nowMs >= deadlineMs) {
      onStop();
    }
  }

  @Override
  public void onStop() {
    ChannelHandlerContext present = context;
    if (present != null) {
      ChannelFuture _ = present.close();
    }
  }

  @Override
  public int place() {
    return place;
  }

  @Override
  public void place(int newPlace) {
    place = newPlace;
  }

  /// Leaves the pipeline to long polling.
  private void poll(ChannelHandlerContext here, HttpRequest head) {
    isOver = true;
    server.metrics().count(ListenerMeter.POLL_SOCKETS);
    PollHandler polls = new PollHandler(server, scan);
    scan.replace(this, polls);
    here.pipeline().addLast(polls);
    here.fireChannelRead(head);
    here.pipeline().remove(this);
  }

  private void upgrade(ChannelHandlerContext here, HttpRequest head) {
    if (!server.takePlace()) {
      refuse(here, HttpRefusal.FULL);
      return;
    }
    isOver = true;
    server.metrics().count(ListenerMeter.UPGRADES_ACCEPTED);
    FullHttpRequest whole =
        new DefaultFullHttpRequest(
            head.protocolVersion(),
            head.method(),
            head.uri(),
            Unpooled.EMPTY_BUFFER,
            head.headers(),
            EmptyHttpHeaders.INSTANCE);
    ChannelFuture _ = here.writeAndFlush(new Handshake(server.endpoint()).answer(whole));
    ChannelPipeline pipeline = here.pipeline();
    WebSocketHandler socket = new WebSocketHandler(server, scan, server.newApp(scan.nowMs()));
    scan.replace(this, socket);
    pipeline.addLast(socket);
    pipeline.remove(this);
    // Last, because it passes on what it has read beyond the request.
    pipeline.remove(HttpServerCodec.class);
  }

  /// Answers, and reads the socket dry for as long as a close may take.
  private void refuse(ChannelHandlerContext here, HttpRefusal refusal) {
    isOver = true;
    server.metrics().count(ListenerMeter.UPGRADES_REFUSED);
    deadlineMs = Math.min(deadlineMs, scan.nowMs() + server.limits().closeTimeout().toMillis());
    HttpFarewell.say(here, refusal.response());
  }

  /// Netty's handshake, of which only the answer is needed: the pipeline is our own.
  private static final class Handshake extends WebSocketServerHandshaker13 {
    Handshake(WebSocketServer.Endpoint endpoint) {
      super(endpoint.path(), endpoint.subprotocol(), DECODER_CONFIG);
    }

    FullHttpResponse answer(FullHttpRequest request) {
      return newHandshakeResponse(request, EmptyHttpHeaders.INSTANCE);
    }
  }
}
