package io.restante.it.blindness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What devices sent over WebSocket, out of a capture. Frames of devices are masked: a search of
/// the captured bytes themselves would find nothing in them, whatever they say.
final class WebSocketCapture {
  private static final String UPGRADED = "upgrade: websocket";
  private static final String HEAD_END = "\r\n\r\n";
  private static final int MASK_BYTES = 4;
  private static final int LENGTH_BITS = 0x7F;
  private static final int LENGTH_16 = 126;
  private static final int LENGTH_64 = 127;
  private static final int BINARY = 0x82;

  private WebSocketCapture() {}

  /// Writes what devices sent, unmasked, beside each capture as `<n>.up.unmasked`.
  ///
  /// @return the binary messages, connection by connection
  static List<byte[]> unmask(Path captures) throws IOException {
    List<byte[]> messages = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> list = Files.list(captures)) {
      files = list.filter(file -> file.toString().endsWith(".up")).sorted().toList();
    }
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      int head = text.indexOf(HEAD_END) + HEAD_END.length();
      if (text.substring(0, head).toLowerCase(Locale.ROOT).contains(UPGRADED)) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        unmask(ByteBuffer.wrap(bytes).position(head), plain, messages);
        Files.write(file.resolveSibling(file.getFileName() + ".unmasked"), plain.toByteArray());
      }
    }
    return messages;
  }

  private static void unmask(ByteBuffer in, ByteArrayOutputStream plain, List<byte[]> messages) {
    while (in.remaining() >= 2 + MASK_BYTES) {
      int first = in.get() & 0xFF;
      long length = in.get() & LENGTH_BITS;
      if (length == LENGTH_16) {
        length = in.getShort() & 0xFFFF;
      } else if (length == LENGTH_64) {
        length = in.getLong();
      }
      byte[] mask = new byte[MASK_BYTES];
      in.get(mask);
      byte[] payload = new byte[(int) Math.min(length, in.remaining())];
      in.get(payload);
      for (int at = 0; at < payload.length; at++) {
        payload[at] ^= mask[at % MASK_BYTES];
      }
      plain.writeBytes(payload);
      if (first == BINARY) {
        messages.add(payload);
      }
    }
  }
}
