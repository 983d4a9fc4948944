package io.restante.gateway.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.contract.UuidV7;
import io.restante.contract.Zigzag;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What the decoder refuses, and how.
final class ClientFrameDecoderTest {
  private static final UuidV7 IDS = new UuidV7(InstantSource.system(), new Random(1));
  private static final MessageId ID = IDS.nextMessageId();
  private static final UserId RECIPIENT = IDS.nextUserId();

  @Test
  void emptyMessageIsMalformed() {
    assertThat(decode(new byte[0])).isEqualTo(malformed(FrameFlaw.TRUNCATED));
  }

  @Test
  void typingNamesOneUserOrUpTo64OfAGroup() {
    assertThat(decode(typing(false, 1))).isInstanceOf(ClientFrame.Typing.class);
    assertThat(decode(typing(true, 1))).isInstanceOf(ClientFrame.Typing.class);
    assertThat(decode(typing(true, 64))).isInstanceOf(ClientFrame.Typing.class);
    for (byte[] astray :
        List.of(typing(false, 0), typing(false, 2), typing(true, 0), typing(true, 65))) {
      assertThat(decode(astray)).isEqualTo(new ClientFrame.TypingAstray());
    }
    byte[] cut = Arrays.copyOf(typing(true, 64), 100);
    assertThat(decode(cut)).isEqualTo(malformed(FrameFlaw.TRUNCATED));
    byte[] noId = typing(false, 1);
    noId[9] = 0; // The version, in the first recipient's id.
    assertThat(decode(noId)).isEqualTo(malformed(FrameFlaw.BAD_ID));
  }

  @Test
  void aUserNamedTwiceIsOneRecipient() {
    byte[] typing = typing(false, 2);
    System.arraycopy(typing, 3, typing, 19, 16);
    assertThat(decode(typing))
        .isInstanceOfSatisfying(
            ClientFrame.Typing.class, frame -> assertThat(frame.recipients()).hasSize(1));
  }

  @Test
  void aWatchNames1To64Users() {
    for (int tag : List.of(16, 18)) {
      assertThat(decode(watch(tag, 1))).isInstanceOf(ClientFrame.Watch.class);
      assertThat(decode(watch(tag, 64))).isInstanceOf(ClientFrame.Watch.class);
      assertThat(decode(watch(tag, 0))).isEqualTo(new ClientFrame.WatchAstray());
      assertThat(decode(watch(tag, 65))).isEqualTo(new ClientFrame.WatchAstray());
      assertThat(decode(Arrays.copyOf(watch(tag, 64), 100)))
          .isEqualTo(malformed(FrameFlaw.TRUNCATED));
    }
  }

  /// Returns a WATCH or UNWATCH of so many users, each another.
  private static byte[] watch(int tag, int users) {
    byte[] typing = typing(false, users);
    byte[] watch = Arrays.copyOfRange(typing, 1, typing.length);
    watch[0] = (byte) tag;
    return watch;
  }

  /// Returns a TYPING to so many users, each another.
  private static byte[] typing(boolean isToGroup, int recipients) {
    ByteBuffer out = ByteBuffer.allocate(64 + 16 * recipients);
    out.put((byte) 10);
    if (isToGroup) {
      out.put((byte) 2).putLong(0x0190_0000_0000_7000L).putLong(0x8000_0000_0000_0001L);
    } else {
      out.put((byte) 0);
    }
    if (recipients > 0) {
      Zigzag.write(out, recipients);
    }
    for (int i = 0; i < recipients; i++) {
      out.putLong(0x0190_0000_0000_7000L).putLong(0x8000_0000_0000_0100L + i);
    }
    out.put((byte) 0);
    return Arrays.copyOf(out.array(), out.position());
  }

  @Test
  void tagBeyondTheKnownIsUnknownWhateverFollows() {
    assertThat(decode(new byte[] {20})).isEqualTo(new ClientFrame.Unknown(10));
    assertThat(decode(new byte[] {(byte) 0xFE, 1, 9, 9})).isEqualTo(new ClientFrame.Unknown(127));
    assertThat(decode(new byte[] {1})).isEqualTo(malformed(FrameFlaw.BAD_LENGTH));
  }

  @Test
  void integerOfElevenBytesIsMalformed() {
    byte[] bytes = new byte[12];
    Arrays.fill(bytes, (byte) 0x80);
    assertThat(decode(bytes)).isEqualTo(malformed(FrameFlaw.INTEGER_TOO_LONG));
  }

  @Test
  void everyTruncationOfEveryFrameIsMalformed() {
    byte[][] frames = {
      ByteBuffer.allocate(21).put(new byte[] {0, 2, 7, 2}).put(new byte[16]).put((byte) 6).array(),
      send(1, 0, copies(2, 3)),
      new byte[] {4, (byte) 0x80, 1},
      new byte[] {6, (byte) 0x81, 1}
    };
    for (byte[] frame : frames) {
      assertThat(decode(frame)).isNotInstanceOf(ClientFrame.Malformed.class);
      for (int length = 0; length < frame.length; length++) {
        assertThat(decode(Arrays.copyOf(frame, length)))
            .as("tag %d, %d bytes", frame[0], length)
            .isEqualTo(malformed(FrameFlaw.TRUNCATED));
      }
    }
  }

  @Test
  void bytesAfterTheLastFieldAreIgnored() {
    byte[] frame = send(1, 0, copies(1, 1));
    assertThat(decode(Arrays.copyOf(frame, frame.length + 40)))
        .isInstanceOf(ClientFrame.Send.class);
    assertThat(decode(new byte[] {4, 2, 77, 77})).isEqualTo(new ClientFrame.Ack(1));
  }

  @Test
  void ticketHasOneTo512Bytes() {
    assertThat(decode(hello(0))).isEqualTo(malformed(FrameFlaw.BAD_TICKET));
    assertThat(decode(hello(1))).isInstanceOf(ClientFrame.Hello.class);
    assertThat(decode(hello(512))).isInstanceOf(ClientFrame.Hello.class);
    assertThat(decode(hello(513))).isEqualTo(malformed(FrameFlaw.BAD_TICKET));
  }

  @Test
  void idsAreOfVersion7AndNumbersBeginAtOne() {
    ByteBuffer bad = ByteBuffer.wrap(send(1, 0, copies(1, 1)));
    bad.putLong(1, 0);
    assertThat(decode(bad.array())).isEqualTo(malformed(FrameFlaw.BAD_ID));
    ByteBuffer nobody = ByteBuffer.wrap(send(1, 0, copies(1, 1)));
    nobody.putLong(17, 0).putLong(25, 0);
    assertThat(decode(nobody.array())).isEqualTo(malformed(FrameFlaw.BAD_ID));
    assertThat(decode(send(0, 0, copies(1, 1)))).isEqualTo(malformed(FrameFlaw.BAD_NUMBER));
    assertThat(decode(new byte[] {4, 1})).isEqualTo(malformed(FrameFlaw.BAD_NUMBER));
  }

  @Test
  void wellFormedSendThatBreaksALimitIsRefusedByName() {
    assertThat(decode(send(5, 0, new byte[] {0}))).isEqualTo(refused(SendFlaw.NO_COPIES));
    assertThat(decode(send(5, -1, copies(1, 1))))
        .isEqualTo(refused(SendFlaw.REVISION_OUT_OF_RANGE));
    assertThat(decode(send(5, 0, copies(16, 1)))).isInstanceOf(ClientFrame.Send.class);
    assertThat(decode(send(5, 0, copies(17, 1)))).isEqualTo(refused(SendFlaw.TOO_MANY_COPIES));
    assertThat(decode(send(5, 0, copies(1, 0)))).isEqualTo(refused(SendFlaw.EMPTY_CIPHERTEXT));
    assertThat(decode(send(5, 0, copies(1, 65_536)))).isInstanceOf(ClientFrame.Send.class);
    assertThat(decode(send(5, 0, copies(1, 65_537))))
        .isEqualTo(refused(SendFlaw.CIPHERTEXT_TOO_LARGE));
    assertThat(decode(send(5, 0, new byte[] {4, 2, 2, 9, 2, 2, 9, 0})))
        .isEqualTo(refused(SendFlaw.DEVICE_TWICE));
    assertThat(decode(send(5, 0, new byte[] {2, 0, 2, 9, 0})))
        .isEqualTo(refused(SendFlaw.DEVICE_OUT_OF_RANGE));
    assertThat(decode(send(5, 0, new byte[] {2, (byte) 0x80, 2, 2, 9, 0})))
        .isEqualTo(refused(SendFlaw.DEVICE_OUT_OF_RANGE));
  }

  @Test
  void sendGroupOutOfBoundsIsRefusedUnderItsNumber() {
    assertThat(decode(sendGroup(5, 1, 0, 1)))
        .isEqualTo(
            new ClientFrame.SendGroup(
                ID,
                new GroupId(RECIPIENT.high(), RECIPIENT.low()),
                5,
                1,
                0,
                ByteBuffer.wrap(new byte[1])));
    assertThat(decode(sendGroup(5, 1, 0, 65_536))).isInstanceOf(ClientFrame.SendGroup.class);
    assertThat(decode(sendGroup(5, 1, 0, 65_537)))
        .isEqualTo(refused(SendFlaw.CIPHERTEXT_TOO_LARGE));
    assertThat(decode(sendGroup(5, 1, 0, 0))).isEqualTo(refused(SendFlaw.EMPTY_CIPHERTEXT));
    assertThat(decode(sendGroup(5, 0, 0, 1)))
        .isEqualTo(refused(SendFlaw.GROUP_REVISION_OUT_OF_RANGE));
    assertThat(decode(sendGroup(5, -1, 0, 1)))
        .isEqualTo(refused(SendFlaw.GROUP_REVISION_OUT_OF_RANGE));
    assertThat(decode(sendGroup(5, 1, 4, 1))).isInstanceOf(ClientFrame.SendGroup.class);
    assertThat(decode(sendGroup(5, 1, 5, 1))).isEqualTo(refused(SendFlaw.SETTLED_OUT_OF_RANGE));
    assertThat(decode(sendGroup(5, 1, -1, 1))).isEqualTo(refused(SendFlaw.SETTLED_OUT_OF_RANGE));
    assertThat(decode(sendGroup(0, 1, 0, 1))).isEqualTo(malformed(FrameFlaw.BAD_NUMBER));
    assertThat(decode(Arrays.copyOf(sendGroup(5, 1, 0, 9), 40)))
        .isEqualTo(malformed(FrameFlaw.TRUNCATED));
  }

  @Test
  void arrayMayComeInBlocksAndWithTheirLengths() {
    byte[] copies = {2, 2, 2, 41, 3, 12, 4, 2, 42, 6, 2, 43, 0};
    assertThat(decode(send(5, 0, copies)))
        .isInstanceOfSatisfying(
            ClientFrame.Send.class,
            send -> {
              assertThat(send.copies())
                  .extracting(ClientFrame.Copy::device)
                  .containsExactly(1, 2, 3);
              assertThat(send.copies())
                  .extracting(copy -> (int) copy.ciphertext().get(0))
                  .containsExactly(41, 42, 43);
            });
  }

  @Test
  void hugeCountsAndLengthsMeetTheEndOfTheMessage() {
    for (long count : new long[] {Long.MIN_VALUE, Long.MAX_VALUE, -5, 1L << 40}) {
      ByteBuffer array = ByteBuffer.allocate(40);
      Zigzag.write(array, count);
      Zigzag.write(array, 0);
      assertThat(decode(send(5, 0, array.array())))
          .as("count %d", count)
          .isInstanceOfAny(ClientFrame.Malformed.class, ClientFrame.Refused.class);
    }
    ByteBuffer length = ByteBuffer.allocate(12);
    length.put((byte) 2).put((byte) 2);
    Zigzag.write(length, Long.MAX_VALUE);
    assertThat(decode(send(5, 0, length.array()))).isEqualTo(malformed(FrameFlaw.TRUNCATED));
  }

  private static ClientFrame decode(byte[] bytes) {
    return ClientFrameDecoder.decode(ByteBuffer.wrap(bytes));
  }

  private static ClientFrame malformed(FrameFlaw flaw) {
    return new ClientFrame.Malformed(flaw);
  }

  private static ClientFrame refused(SendFlaw flaw) {
    return new ClientFrame.Refused(ID, new Peer(RECIPIENT.high(), RECIPIENT.low()), 5, flaw);
  }

  private static byte[] hello(int ticketBytes) {
    ByteBuffer out = ByteBuffer.allocate(ticketBytes + 10);
    out.put((byte) 0);
    Zigzag.write(out, ticketBytes);
    out.position(out.position() + ticketBytes).put((byte) 0);
    return Arrays.copyOf(out.array(), out.position());
  }

  private static byte[] sendGroup(long number, long revision, long settled, int ciphertextBytes) {
    ByteBuffer out = ByteBuffer.allocate(ciphertextBytes + 80);
    out.put((byte) 8);
    out.putLong(ID.high()).putLong(ID.low());
    out.putLong(RECIPIENT.high()).putLong(RECIPIENT.low());
    Zigzag.write(out, number);
    Zigzag.write(out, revision);
    Zigzag.write(out, settled);
    Zigzag.write(out, ciphertextBytes);
    return Arrays.copyOf(out.array(), out.position() + ciphertextBytes);
  }

  private static byte[] send(long number, long revision, byte[] copies) {
    ByteBuffer out = ByteBuffer.allocate(copies.length + 60);
    out.put((byte) 2);
    out.putLong(ID.high()).putLong(ID.low());
    out.putLong(RECIPIENT.high()).putLong(RECIPIENT.low());
    Zigzag.write(out, number);
    Zigzag.write(out, revision);
    out.put(copies);
    return Arrays.copyOf(out.array(), out.position());
  }

  private static byte[] copies(int count, int bytes) {
    ByteBuffer out = ByteBuffer.allocate(count * (bytes + 12) + 12);
    Zigzag.write(out, count);
    for (int device = 1; device <= count; device++) {
      Zigzag.write(out, device);
      Zigzag.write(out, bytes);
      out.position(out.position() + bytes);
    }
    out.put((byte) 0);
    return Arrays.copyOf(out.array(), out.position());
  }
}
