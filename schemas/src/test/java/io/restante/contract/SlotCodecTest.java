package io.restante.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.messaging.EnvelopeKind;
import io.restante.messaging.EnvelopeSlot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotCodecTest {
  private static final String USER = "01890a5dac96774bbcceb302099a8057";
  private static final String ID = "019abcdef012734596789abcdef01234";

  @Test
  void everyDeviceAndKindIsWrittenAsAvroWritesIt() throws IOException {
    Chance chance = Chance.fresh();
    for (int device = 0; device <= DeviceAddress.DEVICE_MAX; device++) {
      for (EnvelopeKind kind : EnvelopeKind.values()) {
        MessageId id = chance.message();
        int attempt = (int) chance.number();
        Slot slot =
            new Slot(new DeviceAddress(chance.user(), device), kind, id.high(), id.low(), attempt);
        byte[] key = SlotCodec.encode(slot);
        assertThat(key).as("seed %d, %s", chance.seed(), slot).isEqualTo(writtenByAvro(slot));
        assertThat(SlotCodec.decode(ByteBuffer.wrap(key)))
            .as("seed %d", chance.seed())
            .isEqualTo(slot);
      }
    }
  }

  @Test
  void decodingLeavesTheBufferAlone() {
    byte[] key = SlotCodec.encode(Slot.TICKER);
    ByteBuffer within = ByteBuffer.allocate(key.length + 8).position(3).put(key).flip().position(3);
    assertThat(SlotCodec.decode(within)).isEqualTo(Slot.TICKER);
    assertThat(within.position()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "02,   00, 00,         a device of one byte",
    "fe01, 14, 00,         the highest device and the last kind",
    "8001, 00, ffffffff0f, the lowest attempt",
  })
  void whatIsWellFormedIsRead(String device, String kind, String attempt, String reason) {
    byte[] key = HexFormat.of().parseHex(USER + device + kind + ID + attempt);
    assertThat(SlotCodec.encode(SlotCodec.decode(ByteBuffer.wrap(key)))).as(reason).isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource({
    "03,     00,   00,         a negative device",
    "8200,   00,   00,         a device in more bytes than it needs",
    "8002,   00,   00,         a device beyond the highest",
    "02,     01,   00,         a negative kind",
    "02,     16,   00,         a kind that does not exist",
    "02,     8200, 00,         a kind in more bytes than it needs",
    "02,     00,   8000,       an attempt in more bytes than it needs",
    "02,     00,   8080808010, an attempt beyond 32 bits",
    "02,     00,   80,         an attempt that breaks off",
    "02,     00,   0000,       a byte too many",
    "02,     00,   '',         no attempt",
    "'',     00,   00,         no device",
  })
  void whatIsNoSlotIsRefused(String device, String kind, String attempt, String reason) {
    ByteBuffer key = ByteBuffer.wrap(HexFormat.of().parseHex(USER + device + kind + ID + attempt));
    assertThatThrownBy(() -> SlotCodec.decode(key))
        .as(reason)
        .isInstanceOf(ContractException.class);
  }

  @Test
  void aSlotThatBreaksOffIsRefused() {
    byte[] key = HexFormat.of().parseHex(USER + "fe01" + "00" + ID + "ffffffff0f");
    for (int length = 0; length < key.length; length++) {
      ByteBuffer part = ByteBuffer.wrap(key, 0, length);
      assertThatThrownBy(() -> SlotCodec.decode(part)).isInstanceOf(ContractException.class);
    }
  }

  @Test
  void noticesOfSeveralSilentDevicesHaveSlotsOfTheirOwn() {
    Chance chance = Chance.fresh();
    DeviceAddress sender = chance.address();
    MessageId message = chance.message();
    assertThat(
            IntStream.rangeClosed(1, DeviceAddress.DEVICE_MAX)
                .mapToObj(device -> Slot.ofExpiryNotice(sender, message, device)))
        .as("seed %d", chance.seed())
        .doesNotHaveDuplicates()
        .doesNotContain(Slot.ofMessage(sender, message, 0));
  }

  private static byte[] writtenByAvro(Slot slot) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    UserId user = slot.address().user();
    EnvelopeSlot key =
        new EnvelopeSlot(
            Chance.id16(user.high(), user.low()),
            slot.address().device(),
            slot.kind(),
            Chance.id16(slot.idHigh(), slot.idLow()),
            slot.attempt());
    new SpecificDatumWriter<>(EnvelopeSlot.class).write(key, encoder);
    encoder.flush();
    return out.toByteArray();
  }
}
