package io.restante.gateway.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.contract.UuidV7;
import io.restante.protocol.v1.Accepted;
import io.restante.protocol.v1.Ack;
import io.restante.protocol.v1.AskReceipts;
import io.restante.protocol.v1.Copy;
import io.restante.protocol.v1.Deliver;
import io.restante.protocol.v1.Drained;
import io.restante.protocol.v1.Hello;
import io.restante.protocol.v1.Moved;
import io.restante.protocol.v1.Ping;
import io.restante.protocol.v1.Pong;
import io.restante.protocol.v1.Read;
import io.restante.protocol.v1.Rejected;
import io.restante.protocol.v1.Resume;
import io.restante.protocol.v1.Send;
import io.restante.protocol.v1.SendGroup;
import io.restante.protocol.v1.Signal;
import io.restante.protocol.v1.Typing;
import io.restante.protocol.v1.Unwatch;
import io.restante.protocol.v1.Watch;
import io.restante.protocol.v1.Welcome;
import io.restante.shared.Id16;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Holds the codec written by hand against Avro's own classes, with random frames.
final class AvroAgreementTest {
  private static final int ROUNDS = 2_000;
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
          Welcome.getClassSchema(),
          Accepted.getClassSchema(),
          Rejected.getClassSchema(),
          Deliver.getClassSchema(),
          Drained.getClassSchema(),
          Pong.getClassSchema(),
          Moved.getClassSchema(),
          Signal.getClassSchema());
  private static final ByteBufAllocator ALLOC = UnpooledByteBufAllocator.DEFAULT;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final UuidV7 ids = new UuidV7(InstantSource.system(), random);

  @Test
  void whatAvroWritesIsRead() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      assertHello();
      assertSend();
      assertSendGroup();
      assertTyping();
      assertRead();
      assertWatch();
      long number = random.nextLong() >>> (1 + random.nextInt(62));
      assertThat(decode(new Ack(number))).as(at()).isEqualTo(new ClientFrame.Ack(number));
      long nonce = random.nextLong() >> random.nextInt(64);
      assertThat(decode(new Ping(nonce))).as(at()).isEqualTo(new ClientFrame.Ping(nonce));
    }
  }

  @Test
  void whatIsWrittenIsWhatAvroWrites() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      MessageId id = ids.nextMessageId();
      long time = random.nextLong(1L << 48);
      assertSame(
          ServerFrames.accepted(ALLOC, id, time),
          new Accepted(id16(id.high(), id.low()), Instant.ofEpochMilli(time)));
      long nonce = random.nextLong() >> random.nextInt(64);
      assertSame(ServerFrames.pong(ALLOC, nonce), new Pong(nonce));
      byte[] value = bytes(round < 4 ? 70_000 : random.nextInt(400));
      long offset = random.nextLong() >>> (1 + random.nextInt(62));
      assertSame(
          ServerFrames.deliver(ALLOC, offset, ByteBuffer.wrap(value)),
          new Deliver(offset, ByteBuffer.wrap(value)));
      assertSame(
          ServerFrames.signal(ALLOC, ByteBuffer.wrap(value)), new Signal(ByteBuffer.wrap(value)));
      assertWelcome(time);
      assertRejected(round % 2 == 0 ? id : null);
    }
    assertSame(ServerFrames.drained(ALLOC), new Drained());
    for (int length : new int[] {1, 63, 64, 255}) {
      String home = "w".repeat(length);
      assertSame(ServerFrames.moved(ALLOC, home), new Moved(home));
    }
  }

  private void assertHello() throws IOException {
    byte[] ticket = bytes(1 + random.nextInt(512));
    UUID log = new UUID(random.nextLong(), random.nextLong());
    long storedUpTo = random.nextLong() >>> 1;
    boolean isResuming = random.nextBoolean();
    Resume resume =
        new Resume(id16(log.getMostSignificantBits(), log.getLeastSignificantBits()), storedUpTo);
    String unreachable = random.nextBoolean() ? "w".repeat(random.nextInt(256)) : null;
    assertThat(decode(new Hello(ByteBuffer.wrap(ticket), isResuming ? resume : null, unreachable)))
        .as(at())
        .isEqualTo(
            new ClientFrame.Hello(
                ByteBuffer.wrap(ticket),
                new ClientFrame.Past(
                    isResuming ? new ClientFrame.Resume(log, storedUpTo) : null, unreachable)));
  }

  private void assertRead() throws IOException {
    DeviceAddress sender = new DeviceAddress(ids.nextUserId(), 1 + random.nextInt(127));
    UserId some = ids.nextUserId();
    GroupId group = new GroupId(some.high(), some.low());
    Id16 user = id16(sender.user().high(), sender.user().low());
    Id16 groupId = id16(group.high(), group.low());
    long number = 1 + (random.nextLong() >>> (2 + random.nextInt(61)));
    boolean isGroup = random.nextBoolean();
    assertThat(decode(new Read(user, sender.device(), isGroup ? groupId : null, number)))
        .as(at())
        .isEqualTo(new ClientFrame.Read(isGroup ? group : null, sender, number));
    assertThat(decode(new AskReceipts(groupId)))
        .as(at())
        .isEqualTo(new ClientFrame.AskReceipts(group));
  }

  private void assertSend() throws IOException {
    MessageId id = ids.nextMessageId();
    UserId recipient = ids.nextUserId();
    long number = 1 + (random.nextLong() >>> (2 + random.nextInt(61)));
    long revision = random.nextLong() >>> (1 + random.nextInt(62));
    List<Copy> copies = new ArrayList<>();
    List<ClientFrame.Copy> expected = new ArrayList<>();
    int first = 1 + random.nextInt(100);
    for (int i = 0; i <= random.nextInt(16); i++) {
      byte[] ciphertext = bytes(1 + random.nextInt(300));
      copies.add(new Copy(first + i, ByteBuffer.wrap(ciphertext)));
      expected.add(new ClientFrame.Copy(first + i, ByteBuffer.wrap(ciphertext)));
    }
    Send send =
        new Send(
            id16(id.high(), id.low()),
            id16(recipient.high(), recipient.low()),
            number,
            revision,
            copies);
    assertThat(decode(send))
        .as(at())
        .isEqualTo(new ClientFrame.Send(id, recipient, number, revision, expected));
  }

  private void assertSendGroup() throws IOException {
    MessageId id = ids.nextMessageId();
    UserId group = ids.nextUserId();
    long number = 1 + (random.nextLong() >>> (2 + random.nextInt(61)));
    long revision = 1 + (random.nextLong() >>> (2 + random.nextInt(61)));
    long settled = random.nextLong(number);
    byte[] ciphertext = bytes(1 + random.nextInt(300));
    SendGroup send =
        new SendGroup(
            id16(id.high(), id.low()),
            id16(group.high(), group.low()),
            number,
            revision,
            settled,
            ByteBuffer.wrap(ciphertext));
    assertThat(decode(send))
        .as(at())
        .isEqualTo(
            new ClientFrame.SendGroup(
                id,
                new GroupId(group.high(), group.low()),
                number,
                revision,
                settled,
                ByteBuffer.wrap(ciphertext)));
  }

  private void assertTyping() throws IOException {
    UserId group = random.nextBoolean() ? ids.nextUserId() : null;
    List<Id16> named = new ArrayList<>();
    List<UserId> expected = new ArrayList<>();
    int count = group == null ? 1 : 1 + random.nextInt(64);
    for (int i = 0; i < count; i++) {
      UserId user = ids.nextUserId();
      named.add(id16(user.high(), user.low()));
      expected.add(user);
    }
    assertThat(decode(new Typing(group == null ? null : id16(group.high(), group.low()), named)))
        .as(at())
        .isEqualTo(
            new ClientFrame.Typing(
                group == null ? null : new GroupId(group.high(), group.low()), expected));
  }

  private void assertWatch() throws IOException {
    List<UserId> expected = Stream.generate(ids::nextUserId).limit(1 + random.nextInt(64)).toList();
    List<Id16> named = expected.stream().map(user -> id16(user.high(), user.low())).toList();
    assertThat(decode(new Watch(named))).isEqualTo(new ClientFrame.Watch(expected, true));
    assertThat(decode(new Unwatch(named))).isEqualTo(new ClientFrame.Watch(expected, false));
  }

  private void assertWelcome(long time) throws IOException {
    UUID log = new UUID(random.nextLong(), random.nextLong());
    int envelopes = random.nextInt() >>> 1;
    int bytes = random.nextInt() >>> 1;
    int sends = random.nextInt(1_000);
    int idle = random.nextInt(1_000_000);
    assertSame(
        ServerFrames.welcome(
            ALLOC, new ServerFrames.Welcome(log, envelopes, bytes, sends, idle, time)),
        new Welcome(
            id16(log.getMostSignificantBits(), log.getLeastSignificantBits()),
            envelopes,
            bytes,
            sends,
            idle,
            Instant.ofEpochMilli(time)));
  }

  private void assertRejected(@Nullable MessageId id) throws IOException {
    List<RejectCode> codes = List.of(RejectCode.values());
    RejectCode code = codes.get(random.nextInt(codes.size()));
    int retryAfterMs = random.nextInt(100_000) - 1;
    String detail = "x".repeat(random.nextInt(200));
    assertSame(
        ServerFrames.rejected(ALLOC, new ServerFrames.Rejected(id, code, retryAfterMs, detail)),
        new Rejected(
            id == null ? null : id16(id.high(), id.low()),
            io.restante.protocol.v1.RejectCode.valueOf(code.name()),
            retryAfterMs,
            detail));
  }

  private ClientFrame decode(Object frame) throws IOException {
    byte[] bytes = avro(CLIENT, frame);
    byte[] followed = Arrays.copyOf(bytes, bytes.length + random.nextInt(3));
    return ClientFrameDecoder.decode(ByteBuffer.wrap(followed));
  }

  private void assertSame(ByteBuf written, Object frame) throws IOException {
    byte[] payload = avro(SERVER, frame);
    ByteBuffer expected =
        ByteBuffer.allocate(WebSocketHeader.bytes(payload.length) + payload.length);
    expected.put((byte) 0x82);
    if (payload.length < 126) {
      expected.put((byte) payload.length);
    } else if (payload.length < 65_536) {
      expected.put((byte) 126).putShort((short) payload.length);
    } else {
      expected.put((byte) 127).putLong(payload.length);
    }
    expected.put(payload);
    assertThat(ByteBufUtil.getBytes(written)).as(at()).isEqualTo(expected.array());
    assertThat(written.capacity()).as(at()).isEqualTo(written.writerIndex());
    written.release();
  }

  private static byte[] avro(Schema union, Object frame) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new SpecificDatumWriter<Object>(union, SpecificData.getForClass(Hello.class))
        .write(frame, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static Id16 id16(long high, long low) {
    return new Id16(ByteBuffer.allocate(16).putLong(high).putLong(low).array());
  }

  private String at() {
    return "seed " + seed;
  }
}
