package io.restante.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MessageHeadTest {
  @Test
  void headIsWhatTheMessageWasWrittenWith() {
    Chance chance = Chance.fresh();
    for (int i = 0; i < 1_000; i++) {
      DeviceAddress sender = chance.address();
      long revision = chance.number();
      byte[] value =
          EnvelopeCodec.encodeMessage(
              chance.message(), sender, chance.number(), 1, revision, ByteBuffer.allocate(3));
      ByteBuffer in = ByteBuffer.wrap(value);
      assertThat(MessageHead.peek(in))
          .as("seed %d", chance.seed())
          .isEqualTo(new MessageHead(sender, revision));
      assertThat(in.position()).isZero();
    }
  }

  @Test
  void otherEnvelopesHaveNoHead() {
    byte[] ticker = EnvelopeCodec.encodeTicker(Instant.EPOCH);
    assertThat(MessageHead.peek(ByteBuffer.wrap(ticker))).isNull();
  }

  @Test
  void brokenOffMessageIsRefused() {
    Chance chance = Chance.fresh();
    byte[] value =
        EnvelopeCodec.encodeMessage(
            chance.message(), chance.address(), 1, 1, 1, ByteBuffer.allocate(3));
    for (int length = 0; length < 41; length++) {
      ByteBuffer part = ByteBuffer.wrap(value, 0, length);
      assertThatThrownBy(() -> MessageHead.peek(part)).isInstanceOf(ContractException.class);
    }
  }
}
