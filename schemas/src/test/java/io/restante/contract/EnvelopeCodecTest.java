package io.restante.contract;

import static io.restante.contract.Conversation.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.contract.ReceiptEvent.Watermark;
import io.restante.messaging.DevicesChanged;
import io.restante.messaging.Envelope;
import io.restante.messaging.ExpiryNotice;
import io.restante.messaging.GroupChanged;
import io.restante.messaging.GroupEnvelope;
import io.restante.messaging.GroupMessage;
import io.restante.messaging.GroupRefusalReason;
import io.restante.messaging.GroupRefused;
import io.restante.messaging.KeysLow;
import io.restante.messaging.ListedDevice;
import io.restante.messaging.MemberReceipt;
import io.restante.messaging.MemberReceipts;
import io.restante.messaging.Message;
import io.restante.messaging.Receipt;
import io.restante.messaging.ReceiptStep;
import io.restante.messaging.Remainder;
import io.restante.messaging.RemainingDevice;
import io.restante.messaging.Ticker;
import io.restante.shared.Id16;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvelopeCodecTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_795_316_304_123L);

  @Test
  void anyMessageIsWrittenAsAvroWritesIt() throws IOException {
    Chance chance = Chance.fresh();
    for (int i = 0; i < 2_000; i++) {
      assertWrittenAsAvroDoes(chance, chance.random().nextInt(1, 600));
    }
    assertWrittenAsAvroDoes(chance, 1);
    assertWrittenAsAvroDoes(chance, 65_536);
  }

  @Test
  void noticesAndTickersComeBackAsTheyWere() {
    Chance chance = Chance.fresh();
    MessageId id = chance.message();
    DeviceAddress recipient = chance.address();

    Envelope notice =
        EnvelopeCodec.decode(
            ByteBuffer.wrap(EnvelopeCodec.encodeExpiryNotice(id, recipient, 7, NOW)));
    Envelope ticker = EnvelopeCodec.decode(ByteBuffer.wrap(EnvelopeCodec.encodeTicker(NOW)));

    assertThat(notice.getExpiryNotice())
        .as("seed %d", chance.seed())
        .isEqualTo(
            new ExpiryNotice(
                Chance.id16(id.high(), id.low()),
                Chance.id16(recipient.user().high(), recipient.user().low()),
                recipient.device(),
                7L,
                NOW));
    assertThat(ticker.getTicker()).isEqualTo(new Ticker(NOW));
  }

  @Test
  void changedDevicesAndLowKeysComeBackAsTheyWere() {
    UserId user = Chance.fresh().user();
    List<ListedDevice> devices = List.of(new ListedDevice(1, 5), new ListedDevice(127, 16_380));
    byte[] some = EnvelopeCodec.encodeDevicesChanged(user, 9, devices);
    byte[] none = EnvelopeCodec.encodeDevicesChanged(user, 0, List.of());
    byte[] low = EnvelopeCodec.encodeKeysLow(3, 0);

    assertThat(EnvelopeCodec.decode(ByteBuffer.wrap(some)).getDevicesChanged())
        .isEqualTo(new DevicesChanged(Chance.id16(user.high(), user.low()), 9L, devices));
    assertThat(EnvelopeCodec.decode(ByteBuffer.wrap(none)).getDevicesChanged())
        .isEqualTo(new DevicesChanged(Chance.id16(user.high(), user.low()), 0L, List.of()));
    assertThat(EnvelopeCodec.decode(ByteBuffer.wrap(low)).getKeysLow())
        .isEqualTo(new KeysLow(3, 0));
  }

  @Test
  void groupEnvelopesComeBackAsTheyWere() {
    Chance chance = Chance.fresh();
    GroupId group = new GroupId(chance.user().high(), chance.user().low());
    Id16 groupId = Chance.id16(group.high(), group.low());
    Id16 id = Chance.id16(chance.message().high(), chance.message().low());
    ByteBuffer ciphertext = ByteBuffer.wrap(chance.bytes(60));
    GroupEnvelope taken = new GroupEnvelope(id, groupId, 127, 8L, 3L, NOW, ciphertext, 6L);
    DeviceAddress silent = chance.address();

    assertThat(decoded(EnvelopeCodec.encodeGroupMessage(group, taken)).getGroupMessage())
        .isEqualTo(new GroupMessage(id, groupId, groupId, 127, 8L, 3L, NOW, ciphertext));
    assertThat(decoded(EnvelopeCodec.encodeGroupChanged(group, 9)).getGroupChanged())
        .isEqualTo(new GroupChanged(groupId, 9L));
    for (GroupRefusalReason reason : GroupRefusalReason.values()) {
      assertThat(decoded(EnvelopeCodec.encodeGroupRefused(group, taken, reason)).getGroupRefused())
          .isEqualTo(new GroupRefused(groupId, id, 8L, 3L, reason));
    }
    assertThat(decoded(EnvelopeCodec.encodeRemainder(5, List.of(silent, silent))).getRemainder())
        .isEqualTo(new Remainder(5L, List.of(remaining(silent), remaining(silent))));
  }

  @Test
  void receiptsComeBackAsTheyWere() {
    Chance chance = Chance.fresh();
    DeviceAddress sender = chance.address();
    UserId user = chance.user();
    GroupId group = new GroupId(chance.user().high(), chance.user().low());
    List<ReceiptStep> steps = List.of(new ReceiptStep(9L, 5, 0), new ReceiptStep(1L, 1_024, 7));
    Watermark watermark = new Watermark(user, Long.MAX_VALUE, 3);

    for (Conversation of : List.of(with(user, sender), with(group, sender))) {
      Id16 peer = Chance.id16(of.peerHigh(), of.peerLow());
      assertThat(decoded(EnvelopeCodec.encodeReceipt(of, steps)).getReceipt())
          .isEqualTo(new Receipt(peer, of.isGroup(), steps));
    }
    assertThat(
            decoded(EnvelopeCodec.encodeMemberReceipts(group, List.of(watermark)))
                .getMemberReceipts())
        .isEqualTo(
            new MemberReceipts(
                Chance.id16(group.high(), group.low()),
                List.of(
                    new MemberReceipt(Chance.id16(user.high(), user.low()), Long.MAX_VALUE, 3L))));
  }

  @Test
  void aReasonOfALaterVersionIsTakenForTheFirst() {
    GroupId group = new GroupId(1, 2);
    Id16 id = Chance.id16(3, 4);
    GroupEnvelope taken = new GroupEnvelope(id, id, 1, 1L, 1L, NOW, ByteBuffer.allocate(1), 0L);
    byte[] value = EnvelopeCodec.encodeGroupRefused(group, taken, GroupRefusalReason.UNKNOWN_GROUP);
    value[value.length - 4] = 80;

    assertThat(decoded(value).getGroupRefused().getReason())
        .isEqualTo(GroupRefusalReason.NOT_A_MEMBER);
  }

  @Test
  void anEarlierVersionIsReadAsItWas() {
    byte[] value = aMessage(Chance.fresh(), 5);
    byte[] second = Arrays.copyOf(value, value.length - 2);
    second[4] = 2;
    byte[] first = Arrays.copyOf(value, value.length - 6);
    first[4] = 1;

    assertThat(decoded(second)).isEqualTo(decoded(value));
    assertThat(decoded(first)).isEqualTo(decoded(value));
    first[4] = 2;
    assertThatThrownBy(() -> decoded(first)).isInstanceOf(ContractException.class);
    second[4] = 3;
    assertThatThrownBy(() -> decoded(second)).isInstanceOf(ContractException.class);
  }

  private static Envelope decoded(byte[] value) {
    return EnvelopeCodec.decode(ByteBuffer.wrap(value));
  }

  private static RemainingDevice remaining(DeviceAddress device) {
    return new RemainingDevice(
        Chance.id16(device.user().high(), device.user().low()), device.device());
  }

  @Test
  void laterVersionIsReadAsFarAsItIsKnown() {
    byte[] value = aMessage(Chance.fresh(), 5);
    byte[] later = Arrays.copyOf(value, value.length + 1);
    later[4] = EnvelopeCodec.SCHEMA + 1;
    byte[] unknown = HexFormat.of().parseHex("0000000004" + "00".repeat(11) + "02" + "aabbcc");

    assertThat(EnvelopeCodec.decode(ByteBuffer.wrap(later)))
        .isEqualTo(EnvelopeCodec.decode(ByteBuffer.wrap(value)));
    assertThat(EnvelopeCodec.body(EnvelopeCodec.decode(ByteBuffer.wrap(unknown)))).isEmpty();
  }

  @Test
  void encodingAndDecodingLeaveTheirBuffersAlone() {
    Chance chance = Chance.fresh();
    ByteBuffer ciphertext = ByteBuffer.wrap(chance.bytes(40)).position(8).limit(30);
    byte[] value =
        EnvelopeCodec.encodeMessage(chance.message(), chance.address(), 1, 2, 3, ciphertext);
    assertThat(ciphertext.position()).isEqualTo(8);
    ByteBuffer within = ByteBuffer.allocate(value.length + 5).position(5).put(value).position(5);
    assertThat(EnvelopeCodec.decode(within).getMessage().getCiphertext()).isEqualTo(ciphertext);
    assertThat(within.position()).isEqualTo(5);
  }

  @Test
  void aValueThatBreaksOffIsRefused() {
    byte[] whole = aMessage(Chance.fresh(), 50);
    for (int length = 0; length < whole.length; length++) {
      ByteBuffer part = ByteBuffer.wrap(whole, 0, length);
      assertThatThrownBy(() -> EnvelopeCodec.decode(part)).isInstanceOf(ContractException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "01000000010000 02f6b7fc9dc068 0000,   another first byte",
    "00000000000000 02f6b7fc9dc068 0000,   a schema that never was",
    "00000000010000 04f6b7fc9dc068 0000,   a branch that does not exist",
    "00000000010000 01f6b7fc9dc068 0000,   a branch with a negative number",
    "00000000010000 02f6b7fc9dc068 000000, a byte too many",
    "00000000010000 00 0000,               nothing",
    "00000000010000 02f6b7fc9dc068 00 020000, two fields",
    "0000000002 0000000000000000 02 02 00 00, a remainder without devices",
    "0000000002 0000000000000000 02 02 feffffff0f, more devices than bytes",
    "00000000010000 00 02 019abcdef012734596789abcdef01234 02 01 02 00 00, devices by the byte",
  })
  void whatIsNoEnvelopeIsRefused(String hex, String reason) {
    ByteBuffer value = ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    assertThatThrownBy(() -> EnvelopeCodec.decode(value))
        .as(reason)
        .isInstanceOf(ContractException.class);
  }

  @Test
  void aCiphertextThatClaimsToBeLongerThanTheValueIsRefused() {
    byte[] value = aMessage(Chance.fresh(), 1);
    ByteBuffer claim = ByteBuffer.allocate(value.length + 8).put(value, 0, value.length - 6);
    Zigzag.write(claim, Integer.MAX_VALUE - 16);
    assertThatThrownBy(() -> EnvelopeCodec.decode(claim.flip()))
        .isInstanceOf(ContractException.class);
  }

  @Test
  void damagedBytesAreReadOrRefusedButNothingElse() {
    Chance chance = Chance.fresh();
    for (int i = 0; i < 20_000; i++) {
      byte[] value = aMessage(chance, 20);
      for (int j = chance.random().nextInt(1, 4); j > 0; j--) {
        value[chance.random().nextInt(value.length)] = (byte) chance.random().nextInt();
      }
      try {
        assertThat(EnvelopeCodec.decode(ByteBuffer.wrap(value))).isNotNull();
      } catch (ContractException refused) {
        assertThat(refused).as("seed %d", chance.seed()).hasMessageMatching("(?s)[ -~]+");
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + chance.seed() + HexFormat.of().formatHex(value), e);
      }
    }
  }

  private static byte[] aMessage(Chance chance, int length) {
    return EnvelopeCodec.encodeMessage(
        chance.message(), chance.address(), 1, 2, 3, ByteBuffer.wrap(chance.bytes(length)));
  }

  private static void assertWrittenAsAvroDoes(Chance chance, int length) throws IOException {
    MessageId id = chance.message();
    DeviceAddress sender = chance.address();
    long number = chance.number();
    long receivedAt = chance.number();
    long revision = chance.number();
    byte[] ciphertext = chance.bytes(length);

    byte[] own =
        EnvelopeCodec.encodeMessage(
            id, sender, number, receivedAt, revision, ByteBuffer.wrap(ciphertext));

    Envelope envelope =
        new Envelope(
            new Message(
                Chance.id16(id.high(), id.low()),
                Chance.id16(sender.user().high(), sender.user().low()),
                sender.device(),
                number,
                Instant.ofEpochMilli(receivedAt),
                revision,
                ByteBuffer.wrap(ciphertext)),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    assertThat(Arrays.copyOf(own, 5)).containsExactly(0, 0, 0, 0, 3);
    assertThat(Arrays.copyOfRange(own, 5, own.length))
        .as("seed %d", chance.seed())
        .isEqualTo(writtenByAvro(envelope));
    assertThat(EnvelopeCodec.decode(ByteBuffer.wrap(own)))
        .as("seed %d", chance.seed())
        .isEqualTo(envelope);
  }

  private static byte[] writtenByAvro(Envelope envelope) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new SpecificDatumWriter<>(Envelope.class).write(envelope, encoder);
    encoder.flush();
    return out.toByteArray();
  }
}
