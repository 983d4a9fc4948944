package io.restante.it.swarm;

import io.netty.buffer.ByteBuf;
import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.contract.Zigzag;

/// The frames of a light device, byte by byte: branch number, then the record's fields in order. No
/// state.
final class SwarmFrames {
  static final int WELCOME = 0;
  static final int ACCEPTED = 1;
  static final int REJECTED = 2;
  static final int DELIVER = 3;
  static final int DRAINED = 4;
  static final int PONG = 5;
  static final int MOVED = 6;

  /// Fields of an envelope.
  static final int MESSAGE = 0;

  static final int GROUP_MESSAGE = 5;
  static final int GROUP_CHANGED = 6;
  static final int RECEIPT = 9;

  private static final int HELLO = 0;
  private static final int SEND = 1;
  private static final int ACK = 2;
  private static final int PING = 3;
  private static final int SEND_GROUP = 4;
  private static final long NOTHING_SETTLED = 0;
  private static final int ID_BYTES = 16;
  private static final int VARINT_BYTES_MAX = 10;
  private static final int FRAMING_BYTES = 5;

  private SwarmFrames() {}

  static int helloBytes(byte[] ticket) {
    return 1 + Zigzag.length(ticket.length) + ticket.length + 2;
  }

  /// Writes a HELLO that says nothing of earlier connections.
  static void hello(ByteBuf out, byte[] ticket) {
    varint(out, HELLO);
    varint(out, ticket.length);
    out.writeBytes(ticket);
    varint(out, 0);
    varint(out, 0);
  }

  static int sendBytes(Audience.One to, long number, int ciphertextBytes) {
    return 1
        + 2 * ID_BYTES
        + Zigzag.length(number)
        + Zigzag.length(to.deviceListRevision())
        + 1
        + Zigzag.length(to.device().device())
        + Zigzag.length(ciphertextBytes)
        + ciphertextBytes
        + 1;
  }

  /// Writes a SEND with one copy up to its ciphertext; what follows is the ciphertext, then
  /// [#endSend].
  static void beginSend(
      ByteBuf out, MessageId id, Audience.One to, long number, int ciphertextBytes) {
    DeviceAddress recipient = to.device();
    varint(out, SEND);
    out.writeLong(id.high()).writeLong(id.low());
    out.writeLong(recipient.user().high()).writeLong(recipient.user().low());
    varint(out, number);
    varint(out, to.deviceListRevision());
    varint(out, 1);
    varint(out, recipient.device());
    varint(out, ciphertextBytes);
  }

  /// Ends the copies of a SEND.
  static void endSend(ByteBuf out) {
    varint(out, 0);
  }

  static int sendGroupBytes(Audience.Group to, long number, int ciphertextBytes) {
    return 1
        + 2 * ID_BYTES
        + Zigzag.length(number)
        + Zigzag.length(to.revision())
        + Zigzag.length(NOTHING_SETTLED)
        + Zigzag.length(ciphertextBytes)
        + ciphertextBytes;
  }

  /// Writes a SEND_GROUP up to its ciphertext; what follows is the ciphertext.
  static void beginSendGroup(
      ByteBuf out, MessageId id, Audience.Group to, long number, int ciphertextBytes) {
    varint(out, SEND_GROUP);
    out.writeLong(id.high()).writeLong(id.low());
    out.writeLong(to.group().high()).writeLong(to.group().low());
    varint(out, number);
    varint(out, to.revision());
    varint(out, NOTHING_SETTLED);
    varint(out, ciphertextBytes);
  }

  static int ackBytes(long upTo) {
    return 1 + Zigzag.length(upTo);
  }

  static void ack(ByteBuf out, long upTo) {
    varint(out, ACK);
    varint(out, upTo);
  }

  static int pingBytes() {
    return 2;
  }

  static void ping(ByteBuf out) {
    varint(out, PING);
    varint(out, 0);
  }

  /// Reads the branch number of a server frame.
  static int branch(ByteBuf in) {
    return (int) varint(in);
  }

  /// Moves from the envelope's bytes in a DELIVER to what it is about.
  ///
  /// @return which field of the envelope is set, -1 when none that is known here
  static int skipToBody(ByteBuf in) {
    varint(in);
    in.skipBytes(FRAMING_BYTES);
    for (int field = MESSAGE; field <= RECEIPT; field++) {
      if (varint(in) == 1) {
        return field;
      }
    }
    return -1;
  }

  /// Reads an integer and moves past it.
  static long varint(ByteBuf in) {
    long rest = 0;
    for (int shift = 0; shift < 7 * VARINT_BYTES_MAX; shift += 7) {
      byte next = in.readByte();
      rest |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return (rest >>> 1) ^ -(rest & 1);
      }
    }
    throw new IllegalArgumentException("integer: longer than 10 bytes");
  }

  private static void varint(ByteBuf out, long value) {
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      out.writeByte((int) (rest | 0x80));
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }
}
