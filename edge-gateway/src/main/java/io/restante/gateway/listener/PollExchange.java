package io.restante.gateway.listener;

import io.netty.handler.codec.http.FullHttpResponse;

/// One request on its socket, waiting for its answer. Thread-safe: every method may be called from
/// any event loop, and does its work on the socket's own.
final class PollExchange {
  private final PollHandler socket;

  PollExchange(PollHandler socket) {
    this.socket = socket;
  }

  /// Answers. Takes over the answer, and throws it away when the socket is gone.
  void answer(FullHttpResponse answer) {
    if (!socket.run(() -> socket.answer(this, answer))) {
      answer.release();
    }
  }

  /// Refuses, and ends the socket.
  void refuse(PollRefusal refusal) {
    boolean _ = socket.run(() -> socket.refuse(this, refusal));
  }

  /// Ends the socket when the answer is still on its way to the device.
  void cut() {
    boolean _ = socket.run(() -> socket.cut(this));
  }
}
