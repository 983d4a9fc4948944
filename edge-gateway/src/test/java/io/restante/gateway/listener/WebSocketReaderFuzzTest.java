package io.restante.gateway.listener;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.restante.gateway.session.CloseReason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Feeds the reader of WebSocket frames whatever there is: it never throws, hands over nothing that
/// is too large, and reads the same however the bytes are cut. `./restante fuzz` lets Jazzer look
/// for inputs.
final class WebSocketReaderFuzzTest {
  private static final int ROUNDS = 20_000;
  private static final int MESSAGE_BYTES_MAX = 1_000;

  @FuzzTest(maxDuration = "10m")
  void readingNeverThrowsAndDoesNotDependOnTheCuts(byte[] input) {
    assertHarmless(input);
  }

  @Test
  void brokenNeighboursOfGoodFramesDoNoHarm() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[][] frames = {
      TestDevice.masked(0x82, new byte[3]),
      TestDevice.masked(0x02, new byte[200]),
      TestDevice.masked(0x80, new byte[800]),
      TestDevice.masked(0x89, new byte[125]),
      TestDevice.masked(0x88, new byte[] {3, (byte) 0xE8}),
      TestDevice.masked(0x81, new byte[1_000])
    };
    for (int round = 0; round < ROUNDS; round++) {
      ByteBuffer several = ByteBuffer.allocate(8_192);
      for (int count = random.nextInt(5); count >= 0; count--) {
        byte[] frame = frames[random.nextInt(frames.length)].clone();
        if (random.nextInt(4) == 0) {
          frame[random.nextInt(Math.min(16, frame.length))] = (byte) random.nextInt(256);
        }
        several.put(frame);
      }
      byte[] input = new byte[several.flip().remaining()];
      several.get(input);
      try {
        assertHarmless(input);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ", round " + round, e);
      }
    }
  }

  private static void assertHarmless(byte[] input) {
    List<String> whole = read(input, input.length);
    assertThat(read(input, 1)).isEqualTo(whole);
    assertThat(read(input, 7)).isEqualTo(whole);
  }

  /// Returns what the sink is told, when the bytes come in pieces.
  private static List<String> read(byte[] input, int pieceBytes) {
    Recorder recorder = new Recorder();
    WebSocketReader reader = new WebSocketReader(recorder);
    for (int from = 0; from < input.length && recorder.isTaking(); from += pieceBytes) {
      int length = Math.min(pieceBytes, input.length - from);
      ByteBuf piece = Unpooled.wrappedBuffer(input, from, length);
      reader.read(piece);
      assertThat(piece.isReadable() && recorder.isTaking()).as("bytes left").isFalse();
    }
    return recorder.told;
  }

  private static final class Recorder implements WebSocketReader.Sink {
    private final List<String> told = new ArrayList<>();
    private boolean isViolated;

    @Override
    public boolean isTaking() {
      return !isViolated;
    }

    @Override
    public boolean isTextRead() {
      return true;
    }

    @Override
    public int messageBytesMax() {
      return MESSAGE_BYTES_MAX;
    }

    @Override
    public void onMessage(int opcode, ByteBuffer payload) {
      assertThat(isViolated).isFalse();
      assertThat(opcode).isBetween(1, 2);
      assertThat(payload.remaining()).isLessThanOrEqualTo(MESSAGE_BYTES_MAX);
      byte[] bytes = new byte[payload.remaining()];
      payload.get(bytes);
      told.add("message " + opcode + " " + HexFormat.of().formatHex(bytes));
    }

    @Override
    public void onControl(int opcode, byte[] payload) {
      assertThat(isViolated).isFalse();
      assertThat(opcode).isBetween(8, 10);
      assertThat(payload).hasSizeLessThanOrEqualTo(125);
      told.add("control " + opcode + " " + HexFormat.of().formatHex(payload));
    }

    @Override
    public void onViolation(CloseReason reason) {
      assertThat(isViolated).isFalse();
      isViolated = true;
      told.add("violation " + reason);
    }
  }
}
