package io.restante.gateway.listener;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import org.jspecify.annotations.Nullable;

/// Why an HTTP request does not become a WebSocket.
enum HttpRefusal {
  /// Not HTTP.
  MALFORMED(400, "malformed HTTP request"),
  /// A request line that is too long.
  LINE_TOO_LONG(414, "request line too long"),
  /// Headers that are too long.
  HEADERS_TOO_LONG(431, "headers too long"),
  /// Another path.
  PATH(404, "nothing here"),
  /// Another method than GET.
  METHOD(405, "only GET"),
  /// A request with a body.
  BODY(400, "no body expected"),
  /// No upgrade to WebSocket.
  NO_UPGRADE(426, "WebSocket only"),
  /// Another WebSocket version than 13.
  VERSION(426, "WebSocket version 13 only"),
  /// No Sec-WebSocket-Key, or not one.
  KEY(400, "Sec-WebSocket-Key missing or malformed"),
  /// The subprotocol is not among those offered.
  SUBPROTOCOL(400, "Sec-WebSocket-Protocol must offer restante.v1"),
  /// Too many connections.
  FULL(503, "too many connections, try again later");

  private static final int KEY_CHARACTERS = 24;

  private final int status;
  private final String text;

  HttpRefusal(int status, String text) {
    this.status = status;
    this.text = text;
  }

  /// Returns why a request is refused, or null when it is not.
  static @Nullable HttpRefusal of(HttpRequest request, WebSocketServer.Endpoint endpoint) {
    if (request.decoderResult().isFailure()) {
      return ofFailure(request.decoderResult().cause());
    }
    if (!request.uri().equals(endpoint.path())) {
      return PATH;
    }
    if (!request.method().equals(HttpMethod.GET)) {
      return METHOD;
    }
    if (HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0) > 0) {
      return BODY;
    }
    return ofHandshake(request, endpoint.subprotocol());
  }

  private static HttpRefusal ofFailure(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return LINE_TOO_LONG;
    }
    return cause instanceof TooLongHttpHeaderException ? HEADERS_TOO_LONG : MALFORMED;
  }

  private static @Nullable HttpRefusal ofHandshake(
      HttpRequest request, @Nullable String subprotocol) {
    var headers = request.headers();
    if (!headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
        || !headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
      return NO_UPGRADE;
    }
    if (!"13".equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
      return VERSION;
    }
    String key = headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    if (key == null || key.length() != KEY_CHARACTERS) {
      return KEY;
    }
    boolean isOffered =
        subprotocol == null
            || headers.containsValue(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, subprotocol, false);
    return isOffered ? null : SUBPROTOCOL;
  }

  /// Returns the answer; the connection is closed after it.
  FullHttpResponse response() {
    FullHttpResponse response = HttpFarewell.response(HttpResponseStatus.valueOf(status), text);
    switch (this) {
      case NO_UPGRADE, VERSION ->
          response
              .headers()
              .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
              .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
      case METHOD -> response.headers().set(HttpHeaderNames.ALLOW, HttpMethod.GET);
      case FULL -> response.headers().set(HttpHeaderNames.RETRY_AFTER, "10");
      case MALFORMED, LINE_TOO_LONG, HEADERS_TOO_LONG, PATH, BODY, KEY, SUBPROTOCOL -> {}
    }
    return response;
  }

  /// Returns the status code of the answer.
  int status() {
    return status;
  }
}
