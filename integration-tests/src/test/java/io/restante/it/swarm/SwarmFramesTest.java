package io.restante.it.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.restante.contract.DeviceAddress;
import io.restante.contract.EnvelopeCodec;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.device.DeviceFrames;
import io.restante.protocol.v1.Ack;
import io.restante.protocol.v1.Copy;
import io.restante.protocol.v1.Deliver;
import io.restante.protocol.v1.Drained;
import io.restante.protocol.v1.Hello;
import io.restante.protocol.v1.Ping;
import io.restante.protocol.v1.Send;
import io.restante.protocol.v1.SendGroup;
import io.restante.shared.Id16;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The hand-written frames against Avro.
final class SwarmFramesTest {
  private static final UserId BOB = new UserId(0x0123_4567_89AB_7DEFL, 0x8000_0000_0000_0001L);
  private static final MessageId ID = new MessageId(0x0999_4567_89AB_7DEFL, 0x9000_0000_0000_0002L);

  private final DeviceFrames avro = new DeviceFrames();
  private final ByteBuf out = Unpooled.buffer();

  @Test
  void helloIsAsAvroWritesIt() {
    byte[] ticket = new byte[135];

    SwarmFrames.hello(out, ticket);

    assertThat(SwarmFrames.helloBytes(ticket)).isEqualTo(out.readableBytes());
    assertWritten(new Hello(ByteBuffer.wrap(ticket), null, null));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 63, 64, 8_191, 8_192, 1L << 40})
  void sendIsAsAvroWritesIt(long number) {
    byte[] ciphertext = new byte[256];
    ciphertext[255] = 7;
    DeviceAddress address = new DeviceAddress(BOB, 127);
    Audience.One to = new Audience.One(address, 200);

    SwarmFrames.beginSend(out, ID, to, number, ciphertext.length);
    out.writeBytes(ciphertext);
    SwarmFrames.endSend(out);

    assertThat(SwarmFrames.sendBytes(to, number, 256)).isEqualTo(out.readableBytes());
    Copy copy = new Copy(127, ByteBuffer.wrap(ciphertext));
    assertWritten(
        new Send(
            id16(ID.high(), ID.low()), id16(BOB.high(), BOB.low()), number, 200L, List.of(copy)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 63, 64, 8_191, 8_192, 1L << 40})
  void sendGroupIsAsAvroWritesIt(long number) {
    byte[] ciphertext = new byte[256];
    ciphertext[255] = 7;
    Audience.Group to = new Audience.Group(new GroupId(BOB.high(), BOB.low()), 3, 10);

    SwarmFrames.beginSendGroup(out, ID, to, number, ciphertext.length);
    out.writeBytes(ciphertext);

    assertThat(SwarmFrames.sendGroupBytes(to, number, 256)).isEqualTo(out.readableBytes());
    assertWritten(
        new SendGroup(
            id16(ID.high(), ID.low()),
            id16(BOB.high(), BOB.low()),
            number,
            3L,
            0L,
            ByteBuffer.wrap(ciphertext)));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 63, 64, 1L << 40})
  void ackIsAsAvroWritesIt(long upTo) {
    SwarmFrames.ack(out, upTo);

    assertThat(SwarmFrames.ackBytes(upTo)).isEqualTo(out.readableBytes());
    assertWritten(new Ack(upTo));
  }

  @Test
  void pingIsAsAvroWritesIt() {
    SwarmFrames.ping(out);

    assertThat(SwarmFrames.pingBytes()).isEqualTo(out.readableBytes());
    assertWritten(new Ping(0L));
  }

  @Test
  void deliverIsReadAsAvroWroteIt() {
    DeviceAddress sender = new DeviceAddress(BOB, 3);
    ByteBuffer ciphertext = ByteBuffer.allocate(256).putLong(0, 42);
    byte[] value = EnvelopeCodec.encodeMessage(ID, sender, 77, 1_234_567, 8, ciphertext);

    ByteBuf in =
        Unpooled.wrappedBuffer(avro.encodeServer(new Deliver(99_999L, ByteBuffer.wrap(value))));

    assertThat(SwarmFrames.branch(in)).isEqualTo(SwarmFrames.DELIVER);
    assertThat(SwarmFrames.varint(in)).isEqualTo(99_999);
    assertThat(SwarmFrames.skipToBody(in)).isEqualTo(SwarmFrames.MESSAGE);
    assertThat(in.readLong()).isEqualTo(ID.high());
    in.skipBytes(24);
    assertThat(SwarmFrames.varint(in)).isEqualTo(3);
    assertThat(SwarmFrames.varint(in)).isEqualTo(77);
    assertThat(SwarmFrames.varint(in)).isEqualTo(1_234_567);
    assertThat(SwarmFrames.varint(in)).isEqualTo(8);
    assertThat(SwarmFrames.varint(in)).isEqualTo(256);
    assertThat(in.readLong()).isEqualTo(42);
  }

  @Test
  void branchesAreNumberedAsInTheSchema() {
    ByteBuf in = Unpooled.wrappedBuffer(avro.encodeServer(new Drained()));

    assertThat(SwarmFrames.branch(in)).isEqualTo(SwarmFrames.DRAINED);
  }

  private void assertWritten(Object frame) {
    assertThat(ByteBufUtil.getBytes(out)).isEqualTo(avro.encodeClient(frame));
  }

  private static Id16 id16(long high, long low) {
    return new Id16(ByteBuffer.allocate(16).putLong(high).putLong(low).array());
  }
}
