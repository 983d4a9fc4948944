package io.restante.gateway.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Feeds the decoder whatever there is. `mvn -Pfuzz verify` lets Jazzer look for inputs; without it
/// the known ones run, and some thousands of broken neighbours of good frames.
final class ClientFrameFuzzTest {
  private static final int ROUNDS = 20_000;

  /// The frames of `docs/protocol.md`, in short.
  private static final byte[][] SEEDS = {
    {0, 2, 7, 0},
    {0, 2, 7, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 6},
    {
      2,
      1,
      2,
      3,
      4,
      5,
      6,
      0x70,
      8,
      (byte) 0x80,
      10,
      11,
      12,
      13,
      14,
      15,
      16,
      1,
      2,
      3,
      4,
      5,
      6,
      0x70,
      8,
      (byte) 0x80,
      10,
      11,
      12,
      13,
      14,
      15,
      16,
      2,
      0,
      4,
      2,
      2,
      77,
      4,
      4,
      78,
      79,
      0
    },
    {4, 2},
    {6, 13}
  };

  @FuzzTest(maxDuration = "10m")
  void decoderNeverThrowsAndStaysWithinTheMessage(byte[] input) {
    assertHarmless(input);
  }

  @Test
  void brokenNeighboursOfGoodFramesDoNoHarm() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] frame = SEEDS[random.nextInt(SEEDS.length)].clone();
      for (int change = random.nextInt(4); change >= 0; change--) {
        frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
      }
      try {
        assertHarmless(Arrays.copyOf(frame, random.nextInt(frame.length + 3)));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ", round " + round, e);
      }
    }
  }

  private static void assertHarmless(byte[] input) {
    ByteBuffer message = ByteBuffer.wrap(input);
    ClientFrame frame = ClientFrameDecoder.decode(message);
    assertThat(message.position()).isZero();
    switch (frame) {
      case ClientFrame.Hello hello ->
          assertThat(hello.ticket().remaining()).isBetween(1, Math.min(512, input.length));
      case ClientFrame.Send send -> assertLegal(send, input.length);
      case ClientFrame.SendGroup send -> {
        assertThat(send.number()).isPositive();
        assertThat(send.revision()).isPositive();
        assertThat(send.settled()).isBetween(0L, send.number() - 1);
        assertThat(send.ciphertext().remaining()).isBetween(1, input.length);
      }
      case ClientFrame.Ack ack -> assertThat(ack.upTo()).isNotNegative();
      case ClientFrame.Refused refused -> assertThat(refused.number()).isPositive();
      case ClientFrame.Unknown unknown -> assertThat(unknown.tag()).isGreaterThan(9);
      case ClientFrame.Typing typing ->
          assertThat(typing.recipients())
              .hasSizeBetween(1, typing.group() == null ? 1 : 64)
              .doesNotHaveDuplicates();
      case ClientFrame.Watch watch ->
          assertThat(watch.users()).hasSizeBetween(1, 64).doesNotHaveDuplicates();
      case ClientFrame.Read read -> assertThat(read.number()).isPositive();
      case ClientFrame.AskReceipts _,
          ClientFrame.Ping _,
          ClientFrame.TypingAstray _,
          ClientFrame.WatchAstray _,
          ClientFrame.Malformed _ -> {}
    }
  }

  private static void assertLegal(ClientFrame.Send send, int inputBytes) {
    assertThat(send.number()).isPositive();
    assertThat(send.copies()).hasSizeBetween(1, 16).doesNotHaveDuplicates();
    assertThat(send.copies().stream().map(ClientFrame.Copy::device).distinct())
        .hasSameSizeAs(send.copies());
    int bytes = send.copies().stream().mapToInt(copy -> copy.ciphertext().remaining()).sum();
    assertThat(bytes).isLessThan(inputBytes);
  }
}
