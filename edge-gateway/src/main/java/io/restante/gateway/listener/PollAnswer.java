package io.restante.gateway.listener;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.restante.gateway.session.CloseReason;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Makes answers to polls: frames, and the numbers that go with them.
final class PollAnswer {
  /// The header with a new connection's token.
  static final String TOKEN = "Restante-Token";

  /// The header with the close code, when the connection is over.
  static final String CLOSE = "Restante-Close";

  private PollAnswer() {}

  /// Returns an answer.
  ///
  /// @param reason why the connection is over, or null when it goes on
  static FullHttpResponse of(
      @Nullable CloseReason reason, long sending, long expecting, ByteBuf body) {
    HttpResponseStatus status = HttpResponseStatus.valueOf(reason == null ? 200 : status(reason));
    var answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
    answer
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_OCTET_STREAM)
        .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
        .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
        .set(PollRequest.SENDING, sending)
        .set(PollRequest.EXPECTING, expecting);
    if (reason != null) {
      answer.headers().set(CLOSE, reason.code());
    }
    return answer;
  }

  /// Makes an answer one that sends the device to another node.
  ///
  /// @param home the WebSocket of that node
  static void redirect(FullHttpResponse answer, String home) {
    URI to = URI.create(home);
    String scheme = "wss".equals(to.getScheme()) ? "https" : "http";
    String path = to.getRawPath() + GatewayListener.POLL_SUFFIX;
    answer
        .setStatus(HttpResponseStatus.TEMPORARY_REDIRECT)
        .headers()
        .set(HttpHeaderNames.LOCATION, scheme + "://" + to.getRawAuthority() + path);
  }

  /// Returns the answer to a goodbye.
  static FullHttpResponse goodbye() {
    return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT);
  }

  /// Returns the status that goes with a close code.
  static int status(CloseReason reason) {
    return switch (reason) {
      case PROTOCOL_ERROR,
          TEXT_FRAME,
          INVALID_TEXT,
          MALFORMED_FRAME,
          HELLO_EXPECTED,
          HELLO_REPEATED,
          ACK_FROM_THE_FUTURE ->
          400;
      case TICKET_MALFORMED,
          TICKET_UNKNOWN_KEY,
          TICKET_FOREIGN_CELL,
          TICKET_FORGED,
          TICKET_EXPIRED ->
          401;
      case DEVICE_REMOVED -> 403;
      case HELLO_TIMEOUT -> 408;
      case RESUME_FROM_THE_FUTURE, SUPERSEDED -> 409;
      case SLOW_READER, UNWRITABLE, IDLE -> 410;
      case MESSAGE_TOO_LARGE -> 413;
      case FLOOD -> 429;
      case INTERNAL_ERROR -> 500;
      case GOING_AWAY, NOT_HOME, UNAVAILABLE, LOG_UNAVAILABLE -> 503;
    };
  }
}
