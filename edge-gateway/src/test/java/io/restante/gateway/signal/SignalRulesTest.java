package io.restante.gateway.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.UserId;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class SignalRulesTest {
  private static final byte[] VALUE = {0};

  @Test
  void theKeyIsTheRecipient() {
    byte[] key = ByteBuffer.allocate(16).putLong(3).putLong(4).array();
    assertThat(SignalRules.recipient(key, VALUE)).isEqualTo(new UserId(3, 4));
  }

  @Test
  void whatHasNoKeyOf16BytesOrNoValueIsNoSignal() {
    assertThat(SignalRules.recipient(null, VALUE)).isNull();
    assertThat(SignalRules.recipient(new byte[15], VALUE)).isNull();
    assertThat(SignalRules.recipient(new byte[17], VALUE)).isNull();
    assertThat(SignalRules.recipient(new byte[16], null)).isNull();
  }

  @Test
  void aSignalIsStaleAfterFiveSeconds() {
    assertThat(SignalRules.isStale(10_000, 15_000)).isFalse();
    assertThat(SignalRules.isStale(10_000, 15_001)).isTrue();
    assertThat(SignalRules.isStale(10_000, 9_000)).as("clocks differ").isFalse();
  }
}
