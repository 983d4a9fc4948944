package io.restante.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.contract.ReceiptEvent.Asked;
import io.restante.contract.ReceiptEvent.Raised;
import io.restante.contract.ReceiptEvent.Watermark;
import io.restante.messaging.ConversationKey;
import io.restante.messaging.ReceiptChange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class ReceiptCodecTest {
  private static final int ROUNDS = 500;

  @Test
  void keysAreWrittenAsAvroWritesThem() throws IOException {
    Chance chance = Chance.fresh();
    for (int i = 0; i < ROUNDS; i++) {
      UserId peer = chance.user();
      Conversation of =
          new Conversation(
              chance.address(), peer.high(), peer.low(), chance.random().nextBoolean());
      byte[] key = ReceiptCodec.encodeKey(of);
      DeviceAddress sender = of.sender();

      assertThat(key)
          .as("seed %d", chance.seed())
          .isEqualTo(
              avro(
                  new ConversationKey(
                      DirectoryKeys.id16(sender.user()),
                      sender.device(),
                      DirectoryKeys.id16(peer),
                      of.isGroup())));
      assertThat(ReceiptCodec.decodeKey(ByteBuffer.wrap(key))).isEqualTo(of);
    }
  }

  @Test
  void valuesAreWrittenAsAvroWritesThem() throws IOException {
    Chance chance = Chance.fresh();
    for (int i = 0; i < ROUNDS; i++) {
      ReceiptEvent event = chance.random().nextInt(4) == 0 ? asked(chance) : raised(chance);
      byte[] value = ReceiptCodec.encode(event);

      assertThat(Arrays.copyOfRange(value, ValueFraming.BYTES, value.length))
          .as("seed %d", chance.seed())
          .isEqualTo(avro(record(event)));
      assertThat(ReceiptCodec.decode(ByteBuffer.wrap(value))).isEqualTo(event);
    }
  }

  private static ReceiptEvent asked(Chance chance) {
    return new Asked(Instant.ofEpochMilli(chance.random().nextLong(1L << 42)));
  }

  private static ReceiptEvent raised(Chance chance) {
    int count = 1 + chance.random().nextInt(chance.random().nextBoolean() ? 1 : 1_024);
    List<Watermark> watermarks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      watermarks.add(
          new Watermark(
              chance.user(),
              chance.random().nextLong(Long.MAX_VALUE),
              chance.random().nextLong(1_000)));
    }
    return new Raised(watermarks);
  }

  private static ReceiptChange record(ReceiptEvent event) {
    return switch (event) {
      case Raised(var watermarks) ->
          new ReceiptChange(
              new io.restante.messaging.Raised(
                  watermarks.stream()
                      .map(
                          it ->
                              new io.restante.messaging.Watermark(
                                  DirectoryKeys.id16(it.user()), it.delivered(), it.read()))
                      .toList()),
              null);
      case Asked(var at) -> new ReceiptChange(null, new io.restante.messaging.Asked(at));
      case ReceiptEvent.Unknown() -> new ReceiptChange(null, null);
    };
  }

  private static byte[] avro(SpecificRecord record) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new SpecificDatumWriter<SpecificRecord>(record.getSchema()).write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  @Test
  void whatIsDamagedIsRefused() {
    Chance chance = Chance.fresh();
    for (int i = 0; i < ROUNDS; i++) {
      byte[] value = ReceiptCodec.encode(raised(chance));
      byte[] cut = Arrays.copyOf(value, chance.random().nextInt(value.length));
      assertThatThrownBy(() -> ReceiptCodec.decode(ByteBuffer.wrap(cut)))
          .as("seed %d", chance.seed())
          .isInstanceOf(ContractException.class);
      byte[] changed = value.clone();
      changed[chance.random().nextInt(changed.length)] ^= (byte) (1 << chance.random().nextInt(8));
      try {
        assertThat(ReceiptCodec.decode(ByteBuffer.wrap(changed))).isNotNull();
      } catch (ContractException e) {
        assertThat(e).message().isNotEmpty();
      }
    }
  }

  @Test
  void aLaterVersionIsReadAsFarAsItIsKnown() {
    ReceiptEvent event = raised(Chance.fresh());
    byte[] value = ReceiptCodec.encode(event);
    byte[] later = Arrays.copyOf(value, value.length + 3);
    later[4]++;
    byte[] unknown = {0, 0, 0, 0, 2, 0, 0, 2, 9};

    assertThat(ReceiptCodec.decode(ByteBuffer.wrap(later))).isEqualTo(event);
    assertThat(ReceiptCodec.decode(ByteBuffer.wrap(unknown))).isEqualTo(new ReceiptEvent.Unknown());
  }

  @Test
  void aRecordNamesSomebodyAndNotTooMany() {
    Watermark one = new Watermark(new UserId(1, 2), 3, 4);
    List<Watermark> many = Collections.nCopies(ReceiptCodec.WATERMARKS_MAX + 1, one);

    assertThatThrownBy(() -> ReceiptCodec.encode(new Raised(List.of())))
        .hasMessage("watermarks: 0 (expected: 1..1024)");
    assertThatThrownBy(() -> ReceiptCodec.encode(new Raised(many)))
        .hasMessage("watermarks: 1025 (expected: 1..1024)");
  }
}
