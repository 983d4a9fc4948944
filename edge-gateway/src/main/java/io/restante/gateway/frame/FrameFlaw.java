package io.restante.gateway.frame;

/// Why a message is not a frame. For logs; the device only learns that it is malformed.
public enum FrameFlaw {
  /// The message ends within a field, or a length points past its end.
  TRUNCATED,
  /// An integer has more than 10 bytes.
  INTEGER_TOO_LONG,
  /// A negative length or branch, or a branch that its union does not have.
  BAD_LENGTH,
  /// An id that is not a UUIDv7.
  BAD_ID,
  /// A number or offset out of its range.
  BAD_NUMBER,
  /// A ticket that is empty or longer than 512 bytes.
  BAD_TICKET
}
