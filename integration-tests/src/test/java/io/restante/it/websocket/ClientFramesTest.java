package io.restante.it.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Frames written by hand, read by Netty.
final class ClientFramesTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 125, 126, 127, 4_099, 65_535, 65_536, 70_001})
  void messageOfAnyLengthIsUnderstood(int length) {
    // Given
    byte[] payload = new byte[length];
    new SplittableRandom(length).nextBytes(payload);
    ByteBuf out = Unpooled.buffer();
    EmbeddedChannel reader = new EmbeddedChannel(new WebSocket13FrameDecoder(true, false, 1 << 20));

    // When
    ClientFrames.binary(out, payload, 0x1234_89AB);

    // Then
    reader.writeInbound(out);
    BinaryWebSocketFrame frame = reader.readInbound();
    assertThat(frame.isFinalFragment()).isTrue();
    assertThat(ByteBufUtil.getBytes(frame.content())).isEqualTo(payload);
    frame.release();
    reader.finishAndReleaseAll();
  }
}
