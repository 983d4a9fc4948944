package io.restante.gateway.listener;

import io.restante.protocol.v1.Ack;
import io.restante.protocol.v1.AskReceipts;
import io.restante.protocol.v1.Hello;
import io.restante.protocol.v1.Ping;
import io.restante.protocol.v1.Read;
import io.restante.protocol.v1.Resume;
import io.restante.protocol.v1.Send;
import io.restante.protocol.v1.SendGroup;
import io.restante.protocol.v1.Signal;
import io.restante.protocol.v1.Typing;
import io.restante.protocol.v1.Unwatch;
import io.restante.protocol.v1.Watch;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.jspecify.annotations.Nullable;

/// A device as bare as can be: a blocking socket that says exactly what a test wants said. Frames
/// go through Avro's own classes, so that it shares no code with the gateway.
final class TestDevice implements AutoCloseable {
  private static final Schema CLIENT =
      Schema.createUnion(
          Hello.getClassSchema(),
          Send.getClassSchema(),
          Ack.getClassSchema(),
          Ping.getClassSchema(),
          SendGroup.getClassSchema(),
          Typing.getClassSchema(),
          Read.getClassSchema(),
          AskReceipts.getClassSchema(),
          Watch.getClassSchema(),
          Unwatch.getClassSchema());
  private static final Schema SERVER =
      Schema.createUnion(
          io.restante.protocol.v1.Welcome.getClassSchema(),
          io.restante.protocol.v1.Accepted.getClassSchema(),
          io.restante.protocol.v1.Rejected.getClassSchema(),
          io.restante.protocol.v1.Deliver.getClassSchema(),
          io.restante.protocol.v1.Drained.getClassSchema(),
          io.restante.protocol.v1.Pong.getClassSchema(),
          io.restante.protocol.v1.Moved.getClassSchema(),
          Signal.getClassSchema());
  private static final int PATIENCE_MS = 20_000;
  private static final byte[] MASK = {0x12, (byte) 0xF4, 0x56, 0x78};

  private final Socket socket;
  private final DataInputStream in;

  private TestDevice(Socket connected) throws IOException {
    socket = connected;
    in = new DataInputStream(socket.getInputStream());
  }

  private TestDevice(InetSocketAddress address, int receiveBytes) throws IOException {
    socket = new Socket();
    if (receiveBytes > 0) {
      socket.setReceiveBufferSize(receiveBytes);
    }
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MS);
    socket.connect(address);
    in = new DataInputStream(socket.getInputStream());
  }

  /// One WebSocket frame as it came.
  record Message(int opcode, ByteBuffer payload) {
    int closeCode() {
      return opcode == 8 ? payload.getShort(0) & 0xFFFF : -1;
    }

    String closeText() {
      return StandardCharsets.US_ASCII.decode(payload.slice(2, payload.limit() - 2)).toString();
    }
  }

  /// Opens a bare socket.
  static TestDevice connect(InetSocketAddress address) throws IOException {
    return new TestDevice(address, 0);
  }

  /// Opens a WebSocket.
  static TestDevice upgrade(InetSocketAddress address) throws IOException {
    return upgrade(address, 0);
  }

  /// Opens a WebSocket with a small receive buffer.
  static TestDevice upgrade(InetSocketAddress address, int receiveBytes) throws IOException {
    return upgraded(new TestDevice(address, receiveBytes));
  }

  /// Opens a WebSocket over a socket that is connected.
  static TestDevice upgrade(Socket connected) throws IOException {
    return upgraded(new TestDevice(connected));
  }

  private static TestDevice upgraded(TestDevice device) throws IOException {
    device.write(request("/v1", "restante.v1"));
    String answer = device.readHttp();
    if (!answer.startsWith("HTTP/1.1 101 ")) {
      throw new IOException("not upgraded: " + answer);
    }
    return device;
  }

  /// Returns a proper upgrade request.
  static String request(String path, String subprotocol) {
    return "GET "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        + "Sec-WebSocket-Protocol: "
        + subprotocol
        + "\r\n\r\n";
  }

  void write(String text) throws IOException {
    write(text.getBytes(StandardCharsets.US_ASCII));
  }

  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /// Reads an HTTP head, or all there is until the end of the stream.
  String readHttp() throws IOException {
    StringBuilder head = new StringBuilder();
    for (int next = in.read(); next >= 0; next = in.read()) {
      head.append((char) next);
      if (head.length() >= 4 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
        break;
      }
    }
    return head.toString();
  }

  /// Reads text until the end of the stream.
  String readRest() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
  }

  /// Sends a frame of the protocol.
  void send(Object frame) throws IOException {
    sendBinary(encode(frame));
  }

  /// Sends bytes as one binary message.
  void sendBinary(byte[] payload) throws IOException {
    write(masked(0x82, payload));
  }

  /// Returns the Avro binary of a client frame.
  static byte[] encode(Object frame) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new SpecificDatumWriter<Object>(CLIENT, SpecificData.getForClass(Hello.class))
        .write(frame, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  /// Returns a masked frame.
  ///
  /// @param first its first byte: the final bit and the opcode
  static byte[] masked(int first, byte[] payload) {
    ByteBuffer out = ByteBuffer.allocate(payload.length + 14);
    out.put((byte) first);
    if (payload.length < 126) {
      out.put((byte) (0x80 | payload.length));
    } else if (payload.length <= 0xFFFF) {
      out.put((byte) (0x80 | 126)).putShort((short) payload.length);
    } else {
      out.put((byte) (0x80 | 127)).putLong(payload.length);
    }
    out.put(MASK);
    for (int i = 0; i < payload.length; i++) {
      out.put((byte) (payload[i] ^ MASK[i % 4]));
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  /// Reads one WebSocket frame; fails at the end of the stream.
  Message readMessage() throws IOException {
    int first = in.readUnsignedByte();
    int length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = (int) in.readLong();
    }
    byte[] payload = new byte[length];
    in.readFully(payload);
    return new Message(first & 0x0F, ByteBuffer.wrap(payload));
  }

  /// Reads a server frame; fails when anything else comes.
  Object read() throws IOException {
    Message message = readMessage();
    if (message.opcode() != 2) {
      throw new IOException(
          "opcode " + message.opcode() + (message.opcode() == 8 ? message.closeText() : ""));
    }
    return decode(message.payload().array());
  }

  /// Reads a server frame of a type.
  <T> T read(Class<T> type) throws IOException {
    return type.cast(read());
  }

  /// Decodes the Avro binary of a server frame.
  static Object decode(byte[] payload) throws IOException {
    var reader =
        new SpecificDatumReader<Object>(SERVER, SERVER, SpecificData.getForClass(Hello.class));
    return reader.read(null, DecoderFactory.get().binaryDecoder(payload, null));
  }

  /// Reads until the close frame; returns it. Frames before it are skipped.
  Message readClose() throws IOException {
    Message next = readMessage();
    while (next.opcode() != 8) {
      next = readMessage();
    }
    return next;
  }

  /// Reads until the end of the stream; returns whether it ended in order, not by a reset.
  boolean endsInOrder() {
    try {
      in.transferTo(OutputStream.nullOutputStream());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static Hello hello(byte[] ticket, @Nullable Resume resume) {
    return new Hello(ByteBuffer.wrap(ticket), resume, null);
  }

  static Ack ack(long upTo) {
    return new Ack(upTo);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
