package io.restante.it.polling;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.restante.contract.ContractException;
import io.restante.contract.Zigzag;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// An answer to a poll as it came.
///
/// @param status the HTTP status
/// @param token names the connection; empty when the answer does not say
/// @param closeCode why the connection is over; 0 when it goes on
/// @param sending the number of the first frame
/// @param expecting the number of the frame that the node expects next; 0 when it does not say
record PollAnswer(
    int status, String token, int closeCode, long sending, long expecting, List<byte[]> frames) {
  PollAnswer {
    frames = List.copyOf(frames);
  }

  /// Reads an answer.
  ///
  /// @throws IllegalArgumentException when it is none
  static PollAnswer of(FullHttpResponse response) {
    HttpHeaders headers = response.headers();
    boolean hasFrames = headers.contains("Restante-Sending");
    try {
      return new PollAnswer(
          response.status().code(),
          headers.get("Restante-Token", ""),
          Integer.parseInt(headers.get("Restante-Close", "0")),
          Long.parseLong(headers.get("Restante-Sending", "0")),
          Long.parseLong(headers.get("Restante-Expecting", "0")),
          hasFrames ? frames(ByteBufUtil.getBytes(response.content())) : List.of());
    } catch (NumberFormatException | ContractException e) {
      throw new IllegalArgumentException("an answer that no node gives", e);
    }
  }

  private static List<byte[]> frames(byte[] body) {
    List<byte[]> frames = new ArrayList<>();
    ByteBuffer rest = ByteBuffer.wrap(body);
    while (rest.hasRemaining()) {
      long length = Zigzag.read(rest);
      if (length < 0 || length > rest.remaining()) {
        throw new IllegalArgumentException("frame: " + length + " bytes, have " + rest.remaining());
      }
      byte[] frame = new byte[(int) length];
      rest.get(frame);
      frames.add(frame);
    }
    return frames;
  }
}
