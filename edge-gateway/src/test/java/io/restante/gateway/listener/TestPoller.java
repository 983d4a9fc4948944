package io.restante.gateway.listener;

import io.restante.contract.Zigzag;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A device that polls, as bare as can be: one blocking socket that says exactly what a test wants
/// said.
final class TestPoller implements AutoCloseable {
  private static final int PATIENCE_MS = 20_000;

  private final Socket socket = new Socket();
  private final DataInputStream in;

  TestPoller(InetSocketAddress address) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MS);
    socket.connect(address);
    in = new DataInputStream(socket.getInputStream());
  }

  /// An answer as it came.
  record Answer(int status, Map<String, String> headers, ByteBuffer body) {
    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    String token() {
      return header("Restante-Token");
    }

    String text() {
      return StandardCharsets.US_ASCII.decode(body.duplicate()).toString();
    }

    long sending() {
      return Long.parseLong(header("Restante-Sending"));
    }

    long expecting() {
      return Long.parseLong(header("Restante-Expecting"));
    }

    List<Object> frames() throws IOException {
      List<Object> frames = new ArrayList<>();
      ByteBuffer rest = body.duplicate();
      while (rest.hasRemaining()) {
        byte[] frame = new byte[(int) Zigzag.read(rest)];
        rest.get(frame);
        frames.add(TestDevice.decode(frame));
      }
      return frames;
    }
  }

  /// Returns a body.
  static byte[] body(Object... frames) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Object frame : frames) {
      byte[] bytes = frame instanceof byte[] raw ? raw : TestDevice.encode(frame);
      ByteBuffer length = ByteBuffer.allocate(10);
      Zigzag.write(length, bytes.length);
      out.write(length.array(), 0, length.position());
      out.write(bytes);
    }
    return out.toByteArray();
  }

  /// Says HELLO; returns the answer with the token.
  Answer hello(byte[] ticket) throws IOException {
    poll(null, 1, 1, TestDevice.hello(ticket, null));
    return read();
  }

  /// Sends a poll and does not wait for its answer.
  void poll(@Nullable String token, long sending, long expecting, Object... frames)
      throws IOException {
    post(token, numbers(sending, expecting), body(frames));
  }

  /// Sends a poll that does not want to wait; returns its answer.
  Answer ask(String token, long sending, long expecting, Object... frames) throws IOException {
    post(token, numbers(sending, expecting) + "Restante-Wait: 0\r\n", body(frames));
    return read();
  }

  /// Sends a request.
  ///
  /// @param headers each line with its end
  void post(@Nullable String token, String headers, byte[] body) throws IOException {
    write("POST /v1/poll HTTP/1.1\r\nHost: localhost\r\n");
    if (token != null) {
      write("Authorization: Bearer " + token + "\r\n");
    }
    write(headers + "Content-Length: " + body.length + "\r\n\r\n");
    write(body);
  }

  static String numbers(long sending, long expecting) {
    return "Restante-Sending: " + sending + "\r\nRestante-Expecting: " + expecting + "\r\n";
  }

  void write(String text) throws IOException {
    write(text.getBytes(StandardCharsets.US_ASCII));
  }

  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /// Reads an answer.
  Answer read() throws IOException {
    String[] lines = readHead().split("\r\n", -1);
    Map<String, String> headers = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0) {
        headers.put(
            lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
            lines[i].substring(colon + 1).strip());
      }
    }
    byte[] body = new byte[Integer.parseInt(headers.getOrDefault("content-length", "0"))];
    in.readFully(body);
    return new Answer(Integer.parseInt(lines[0].split(" ", -1)[1]), headers, ByteBuffer.wrap(body));
  }

  /// Tells whether the node has closed the socket, with nothing more to read.
  boolean isClosed() throws IOException {
    return in.read() < 0;
  }

  private String readHead() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
