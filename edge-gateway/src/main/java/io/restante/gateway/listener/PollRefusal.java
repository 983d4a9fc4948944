package io.restante.gateway.listener;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;

/// Why a request to poll is refused. The connection that it names, if any, is left as it was.
enum PollRefusal {
  /// Not HTTP.
  MALFORMED(400, "malformed HTTP request"),
  /// Headers missing or out of their range.
  HEADERS(400, "Authorization, Restante-Sending, Restante-Expecting or Restante-Wait malformed"),
  /// A request before the answer to the one before it.
  TOO_EARLY(400, "one request at a time on one socket"),
  /// Another path.
  PATH(404, "nothing here"),
  /// Another method than POST or DELETE.
  METHOD(405, "only POST and DELETE"),
  /// Frames are missing before those sent, or frames are confirmed that were never sent.
  GAP(409, "these numbers do not follow what came before"),
  /// The connection is over, or never was.
  GONE(410, "no such connection, begin with HELLO"),
  /// A body that is too long.
  TOO_LARGE(413, "body too long"),
  /// A request line that is too long.
  LINE_TOO_LONG(414, "request line too long"),
  /// Too many requests.
  TOO_FREQUENT(429, "too many requests, wait"),
  /// Headers that are too long.
  HEADERS_TOO_LONG(431, "headers too long"),
  /// Too many connections.
  FULL(503, "too many connections, try again later");

  private final int status;
  private final String text;

  PollRefusal(int status, String text) {
    this.status = status;
    this.text = text;
  }

  /// Returns the answer; the socket is closed after it.
  FullHttpResponse response() {
    FullHttpResponse response = HttpFarewell.response(HttpResponseStatus.valueOf(status), text);
    switch (this) {
      case METHOD -> response.headers().set(HttpHeaderNames.ALLOW, "POST, DELETE");
      case TOO_FREQUENT -> response.headers().set(HttpHeaderNames.RETRY_AFTER, "1");
      case FULL -> response.headers().set(HttpHeaderNames.RETRY_AFTER, "10");
      case MALFORMED,
          HEADERS,
          TOO_EARLY,
          PATH,
          GAP,
          GONE,
          TOO_LARGE,
          LINE_TOO_LONG,
          HEADERS_TOO_LONG -> {}
    }
    return response;
  }

  /// Returns the status code of the answer.
  int status() {
    return status;
  }

  /// Returns the answer's line of text.
  String text() {
    return text;
  }
}
