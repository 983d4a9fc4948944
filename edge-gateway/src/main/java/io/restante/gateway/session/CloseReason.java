package io.restante.gateway.session;

/// Every way in which the node ends a connection: a WebSocket close code and one constant text.
///
/// Codes up to 1011 are those of RFC 6455; 4400 to 4499 are Restante's own. `docs/protocol.md`
/// tells a device what to do about each; a test compares the two.
public enum CloseReason {
  /// The node stops, or no longer owns the device's partition.
  GOING_AWAY(1001, "going away, reconnect"),
  /// Not WebSocket as RFC 6455 has it.
  PROTOCOL_ERROR(1002, "WebSocket protocol error"),
  /// A text frame; only binary ones are read.
  TEXT_FRAME(1003, "text frames are not read"),
  /// Text that is not UTF-8.
  INVALID_TEXT(1007, "text that is not UTF-8"),
  /// A message larger than the limit; before the HELLO it is lower.
  MESSAGE_TOO_LARGE(1009, "message too large"),
  /// The node's own mistake.
  INTERNAL_ERROR(1011, "internal error, reconnect"),

  /// The message is no frame of this protocol.
  MALFORMED_FRAME(4400, "malformed frame"),
  /// The first frame was another one.
  HELLO_EXPECTED(4401, "the first frame must be HELLO"),
  /// HELLO came a second time.
  HELLO_REPEATED(4402, "HELLO was sent before"),
  /// HELLO did not come in time.
  HELLO_TIMEOUT(4403, "HELLO did not come in time"),

  /// The ticket's bytes are not a ticket.
  TICKET_MALFORMED(4410, "ticket malformed"),
  /// The ticket was signed by a key that is not accepted.
  TICKET_UNKNOWN_KEY(4411, "ticket signed by an unknown key"),
  /// The ticket is for another cell.
  TICKET_FOREIGN_CELL(4412, "ticket for another cell"),
  /// The ticket's signature does not fit.
  TICKET_FORGED(4413, "ticket signature does not fit"),
  /// The ticket's time is over.
  TICKET_EXPIRED(4414, "ticket expired, get a new one"),
  /// The device was removed from its user.
  DEVICE_REMOVED(4415, "device removed from its account"),

  /// Another node owns the mailbox, or none for the moment.
  NOT_HOME(4420, "mailbox not served here now, reconnect"),
  /// The node cannot open the mailbox now.
  UNAVAILABLE(4421, "mailbox unavailable, reconnect later"),
  /// The device claims to have stored what was never delivered.
  RESUME_FROM_THE_FUTURE(4422, "resume names an offset that was never delivered"),
  /// A newer connection of the same device took over.
  SUPERSEDED(4423, "a newer connection of this device took over"),
  /// The device has not acknowledged anything for too long.
  SLOW_READER(4424, "no acknowledgement for too long"),
  /// The device has not read its socket for too long.
  UNWRITABLE(4425, "socket not read for too long"),
  /// The device has sent nothing for too long.
  IDLE(4426, "nothing sent for too long"),

  /// ACK names an offset that was not delivered on this connection.
  ACK_FROM_THE_FUTURE(4430, "ACK of an offset that was not delivered"),
  /// Too many refused frames in a row.
  FLOOD(4431, "too many refused frames"),
  /// The log refused a SEND.
  LOG_UNAVAILABLE(4432, "the log refused a SEND, reconnect and repeat what was not ACCEPTED");

  private final int code;
  private final String text;

  CloseReason(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /// Returns the WebSocket close code.
  public int code() {
    return code;
  }

  /// Returns the close frame's text, at most 123 bytes of ASCII.
  public String text() {
    return text;
  }
}
