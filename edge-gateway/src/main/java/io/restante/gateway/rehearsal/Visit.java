package io.restante.gateway.rehearsal;

import io.restante.contract.Zigzag;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/// One device's visit over a blocking socket: says HELLO, takes what waits, acknowledges it, sends
/// one message, and goes. Frames are as in `docs/protocol.md`; only their number is looked at.
final class Visit implements AutoCloseable {
  private static final int PATIENCE_MS = 5_000;
  private static final int HELLO = 0;
  private static final int SEND = 1;
  private static final int ACK = 2;
  private static final int CIPHERTEXT_BYTES = 256;
  private static final int ROOM = 1_024;
  private static final int BINARY = 0x82;
  private static final int LENGTH_IN_TWO_BYTES = 126;
  private static final int ANSWERS_TO_HELLO = Stage.ENVELOPES + 2; // WELCOME and DRAINED

  private final Socket socket;
  private final DataInputStream in;
  private final ByteBuffer out = ByteBuffer.allocate(ROOM);

  private Visit(Socket connected) throws IOException {
    socket = connected;
    in = new DataInputStream(socket.getInputStream());
  }

  /// Connects, and visits.
  ///
  /// @param ticket is good for [Stage#DEVICE]
  /// @throws IOException when the listener does not answer as it should
  static void make(InetSocketAddress listener, String path, String subprotocol, byte[] ticket)
      throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MS);
    socket.connect(listener, PATIENCE_MS);
    try (Visit visit = new Visit(socket)) {
      visit.upgrade(path, subprotocol);
      visit.hello(ticket);
      visit.take(ANSWERS_TO_HELLO);
      visit.acknowledge(Stage.ENVELOPES - 1);
      visit.sendMessage();
      visit.take(1);
    }
  }

  private void upgrade(String path, String subprotocol) throws IOException {
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            + "Sec-WebSocket-Protocol: "
            + subprotocol
            + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    int endOfHead = '\r' << 24 | '\n' << 16 | '\r' << 8 | '\n';
    for (int last = 0; last != endOfHead; ) {
      last = last << 8 | in.readUnsignedByte();
    }
  }

  private void hello(byte[] ticket) throws IOException {
    Zigzag.write(out.clear(), HELLO);
    Zigzag.write(out, ticket.length);
    out.put(ticket);
    Zigzag.write(out, 0); // no resume
    Zigzag.write(out, 0); // no unreachable
    write(out.flip());
  }

  private void acknowledge(long upTo) throws IOException {
    Zigzag.write(out.clear(), ACK);
    Zigzag.write(out, upTo);
    write(out.flip());
  }

  private void sendMessage() throws IOException {
    Zigzag.write(out.clear(), SEND);
    out.putLong(0x7000L).putLong(Long.MIN_VALUE | ThreadLocalRandom.current().nextLong() >>> 2);
    out.putLong(Stage.DEVICE.user().high()).putLong(Stage.DEVICE.user().low());
    Zigzag.write(out, 1); // number
    Zigzag.write(out, 0); // no device list known
    Zigzag.write(out, 1); // one copy
    Zigzag.write(out, Stage.DEVICE.device());
    Zigzag.write(out, CIPHERTEXT_BYTES);
    out.position(out.position() + CIPHERTEXT_BYTES);
    Zigzag.write(out, 0); // no more copies
    write(out.flip());
  }

  /// Sends one binary message, masked with nothing, which is legal and fast.
  private void write(ByteBuffer payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(payload.remaining() + 8).put((byte) BINARY);
    if (payload.remaining() < LENGTH_IN_TWO_BYTES) {
      frame.put((byte) (0x80 | payload.remaining()));
    } else {
      frame.put((byte) (0x80 | LENGTH_IN_TWO_BYTES)).putShort((short) payload.remaining());
    }
    frame.putInt(0).put(payload);
    socket.getOutputStream().write(frame.array(), 0, frame.position());
  }

  private void take(int messages) throws IOException {
    for (int i = 0; i < messages; i++) {
      int first = in.readUnsignedByte();
      int length = in.readUnsignedByte();
      if (length == LENGTH_IN_TWO_BYTES) {
        length = in.readUnsignedShort();
      }
      if (first != BINARY) {
        byte[] code = in.readNBytes(Short.BYTES);
        throw new IOException("closed with " + (ByteBuffer.wrap(code).getShort() & 0xFFFF));
      }
      in.skipNBytes(length);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
