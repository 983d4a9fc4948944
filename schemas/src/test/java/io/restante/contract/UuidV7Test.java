package io.restante.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UuidV7Test {
  @Test
  void theExampleOfTheStandardIsRecognised() {
    // RFC 9562, appendix A.6.
    UUID example = UUID.fromString("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
    assertThat(isUuidV7(example)).isTrue();
    assertThat(example.getMostSignificantBits() >>> 16)
        .isEqualTo(Instant.parse("2022-02-22T19:22:22Z").toEpochMilli());
  }

  @Test
  void otherVersionsAndVariantsAreNot() {
    assertThat(isUuidV7(UUID.fromString("017f22e2-79b0-4cc3-98c4-dc0c0c07398f"))).isFalse();
    assertThat(isUuidV7(UUID.fromString("017f22e2-79b0-7cc3-d8c4-dc0c0c07398f"))).isFalse();
    assertThat(isUuidV7(UUID.fromString("017f22e2-79b0-7cc3-18c4-dc0c0c07398f"))).isFalse();
    assertThat(UuidV7.isUuidV7(UserId.NOBODY.high(), UserId.NOBODY.low())).isFalse();
  }

  @Test
  void idsCarryTheMillisecondAndAreDistinct() {
    Chance chance = Chance.fresh();
    Instant now = Instant.parse("2026-11-22T03:04:05.678Z");
    UuidV7 ids = new UuidV7(() -> now, chance.random());
    Set<Object> seen = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      MessageId message = ids.nextMessageId();
      UserId user = ids.nextUserId();
      assertThat(UuidV7.isUuidV7(message.high(), message.low())).isTrue();
      assertThat(UuidV7.isUuidV7(user.high(), user.low())).isTrue();
      assertThat(message.high() >>> 16).isEqualTo(now.toEpochMilli());
      assertThat(user.high() >>> 16).isEqualTo(now.toEpochMilli());
      seen.add(message.toString());
      seen.add(user.toString());
    }
    assertThat(seen).as("seed %d", chance.seed()).hasSize(20_000);
  }

  @Test
  void everyOtherBitIsLeftToChance() {
    Chance chance = Chance.fresh();
    UuidV7 ids = new UuidV7(() -> Instant.EPOCH, chance.random());
    long highOnes = 0;
    long lowOnes = 0;
    long highZeros = 0;
    long lowZeros = 0;
    for (int i = 0; i < 1_000; i++) {
      MessageId id = ids.nextMessageId();
      highOnes |= id.high();
      lowOnes |= id.low();
      highZeros |= ~id.high();
      lowZeros |= ~id.low();
    }
    assertThat(highOnes & highZeros).as("seed %d", chance.seed()).isEqualTo(0x0FFFL);
    assertThat(lowOnes & lowZeros).as("seed %d", chance.seed()).isEqualTo(0x3FFF_FFFF_FFFF_FFFFL);
  }

  @Test
  void theTextIsTheCanonicalOne() {
    assertThat(new MessageId(0x017F22E279B07CC3L, 0x98C4DC0C0C07398FL))
        .hasToString("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
    assertThat(UserId.NOBODY).hasToString("00000000-0000-0000-0000-000000000000");
  }

  private static boolean isUuidV7(UUID id) {
    return UuidV7.isUuidV7(id.getMostSignificantBits(), id.getLeastSignificantBits());
  }
}
