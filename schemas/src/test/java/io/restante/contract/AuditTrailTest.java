package io.restante.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.audit.AuditEvent;
import io.restante.audit.AuditStage;
import io.restante.audit.Passage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTrailTest {
  private static final UserId SENDER = new UserId(0x0199_0000_0000_7000L, 0x8000_0000_0000_0001L);
  private static final UserId RECIPIENT =
      new UserId(0x0199_0000_0000_7000L, 0x8000_0000_0000_0002L);
  private static final Conversation CONVERSATION =
      Conversation.with(RECIPIENT, new DeviceAddress(SENDER, 3));
  private static final MessagePlace PLACE = new MessagePlace(CONVERSATION, 42);
  private static final byte[] KEY = HexFormat.of().parseHex("0b".repeat(32));
  private static final AuditTrail TRAIL = new AuditTrail(KEY, new AuditSample(1));

  /// Computed with Python's hmac and hashlib.
  private static final String PSEUDONYM = "7278621109024ec431f71abca04708d7";

  @TempDir private Path folder;

  @Test
  void aPseudonymIsTheSameEverywhere() {
    assertThat(HexFormat.of().formatHex(TRAIL.pseudonym(PLACE, RECIPIENT))).isEqualTo(PSEUDONYM);
  }

  @Test
  void everyPartOfAMessageMakesAnotherPseudonym() {
    Set<String> all = new HashSet<>();
    all.add(pseudonym(TRAIL, PLACE, RECIPIENT));
    all.add(pseudonym(TRAIL, new MessagePlace(CONVERSATION, 43), RECIPIENT));
    all.add(pseudonym(TRAIL, PLACE, SENDER));
    Conversation otherDevice = Conversation.with(RECIPIENT, new DeviceAddress(SENDER, 4));
    all.add(pseudonym(TRAIL, new MessagePlace(otherDevice, 42), RECIPIENT));
    GroupId group = new GroupId(RECIPIENT.high(), RECIPIENT.low());
    Conversation ofGroup = Conversation.with(group, new DeviceAddress(SENDER, 3));
    all.add(pseudonym(TRAIL, new MessagePlace(ofGroup, 42), RECIPIENT));
    byte[] otherKey = KEY.clone();
    otherKey[31]++;
    all.add(pseudonym(new AuditTrail(otherKey, new AuditSample(1)), PLACE, RECIPIENT));
    assertThat(all).hasSize(6);
  }

  private static String pseudonym(AuditTrail trail, MessagePlace place, UserId recipient) {
    return HexFormat.of().formatHex(trail.pseudonym(place, recipient));
  }

  @Test
  void aRecordSaysWhatHappened() {
    ProducerRecord<byte[], byte[]> written =
        TRAIL.delivered(PLACE, RECIPIENT, 1_000, 1_002, true, 1_007);
    assertThat(written.topic()).isEqualTo("messaging.delivery-audit");
    assertThat(HexFormat.of().formatHex(written.key())).isEqualTo(PSEUDONYM);
    assertThat(event(written))
        .isEqualTo(
            new AuditEvent(
                AuditStage.DELIVERED,
                Instant.ofEpochMilli(1_007),
                false,
                new Passage(Instant.ofEpochMilli(1_000), Instant.ofEpochMilli(1_002), true)));
    assertThat(event(TRAIL.accepted(PLACE, RECIPIENT, 5)).getStage())
        .isEqualTo(AuditStage.ACCEPTED);
    assertThat(event(TRAIL.read(PLACE, RECIPIENT, 5)).getStage()).isEqualTo(AuditStage.READ);
    assertThat(event(TRAIL.expired(PLACE, RECIPIENT, 5)).getStage()).isEqualTo(AuditStage.EXPIRED);
  }

  private static AuditEvent event(ProducerRecord<byte[], byte[]> written) {
    return Topics.AUDIT.values().deserializer().deserialize(written.topic(), written.value());
  }

  @Test
  void aSampleHasItsShareOfEveryKind() {
    AuditSample sample = new AuditSample(16);
    long ofNumbers =
        LongStream.rangeClosed(1, 160_000)
            .filter(n -> sample.has(new MessagePlace(CONVERSATION, n), RECIPIENT))
            .count();
    long ofRecipients =
        LongStream.rangeClosed(1, 160_000)
            .filter(n -> sample.has(PLACE, new UserId(RECIPIENT.high(), RECIPIENT.low() + n)))
            .count();
    assertThat(ofNumbers).isBetween(9_500L, 10_500L); // 5 standard deviations of 97
    assertThat(ofRecipients).isBetween(9_500L, 10_500L);
  }

  @Test
  void noneAndAll() {
    assertThat(AuditSample.NONE.has(PLACE, RECIPIENT)).isFalse();
    assertThat(new AuditSample(1).has(PLACE, RECIPIENT)).isTrue();
    assertThatThrownBy(() -> new AuditSample(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AuditSample(AuditSample.ONE_IN_MAX + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theKeyComesFromAFile() throws IOException {
    Path file = folder.resolve("key");
    Files.writeString(file, Base64.getEncoder().encodeToString(KEY) + "\n");
    AuditTrail trail = AuditTrail.of(file, new AuditSample(1));
    assertThat(pseudonym(trail, PLACE, RECIPIENT)).isEqualTo(PSEUDONYM);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "secret-that-is-no-base64!", "c2hvcnQ="})
  void anotherFileIsRefusedAndNotShown(String content) throws IOException {
    Path file = folder.resolve("key");
    Files.writeString(file, content);
    assertThatThrownBy(() -> AuditTrail.of(file, new AuditSample(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("32 bytes in base64")
        .hasMessageNotContaining("secret")
        .hasMessageNotContaining("c2hv");
  }

  @Test
  void aMissingOrHugeFileIsRefused() throws IOException {
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> AuditTrail.of(missing, new AuditSample(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("missing");
    Path huge = folder.resolve("huge");
    Files.writeString(huge, "A".repeat(10_000));
    assertThatThrownBy(() -> AuditTrail.of(huge, new AuditSample(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
