package io.restante.gateway.frame;

import java.io.Serial;

/// Leaves the decoder's depth when a message is not a frame. Has no stack trace, so that bad input
/// costs no more than good.
final class FrameException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final FrameFlaw flaw;

  FrameException(FrameFlaw flaw) {
    super(flaw.name(), null, false, false);
    this.flaw = flaw;
  }

  FrameFlaw flaw() {
    return flaw;
  }
}
