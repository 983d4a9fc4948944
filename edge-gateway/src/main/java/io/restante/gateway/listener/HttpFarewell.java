package io.restante.gateway.listener;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/// The last answer on an HTTP connection.
final class HttpFarewell {
  private HttpFarewell() {}

  /// Returns an answer of one line of text.
  static FullHttpResponse response(HttpResponseStatus status, String text) {
    var body = Unpooled.copiedBuffer(text + "\n", StandardCharsets.US_ASCII);
    var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_PLAIN)
        .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    return response;
  }

  /// Answers and shuts our half of the socket; the caller reads the other half dry for as long as a
  /// close may take. Closing it with bytes unread would make the kernel send a reset, which can
  /// overtake the answer.
  static void say(ChannelHandlerContext here, FullHttpResponse answer) {
    DuplexChannel socket = (DuplexChannel) here.channel();
    ChannelFuture _ =
        here.writeAndFlush(answer)
            .addListener(done -> socket.shutdownOutput().addListener(shut -> {}));
    // What still comes is thrown away, not parsed.
    here.pipeline().remove(HttpServerCodec.class);
  }
}
