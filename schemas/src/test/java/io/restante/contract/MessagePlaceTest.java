package io.restante.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.messaging.EnvelopeKind;
import io.restante.messaging.GroupEnvelope;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MessagePlaceTest {
  private static final DeviceAddress SENDER = new DeviceAddress(new UserId(1, 2), 127);
  private static final UserId RECIPIENT = new UserId(3, 4);
  private static final GroupId GROUP = new GroupId(5, 6);
  private static final byte[] MESSAGE =
      EnvelopeCodec.encodeMessage(
          new MessageId(7, 8), SENDER, Long.MAX_VALUE, 9, 10, ByteBuffer.wrap(new byte[50]));
  private static final byte[] GROUP_MESSAGE =
      EnvelopeCodec.encodeGroupMessage(
          GROUP,
          new GroupEnvelope(
              DirectoryKeys.id16(new MessageId(7, 8)),
              DirectoryKeys.id16(SENDER.user()),
              127,
              12L,
              1L,
              Instant.EPOCH,
              ByteBuffer.wrap(new byte[50]),
              11L));

  private static @Nullable MessagePlace place(EnvelopeKind kind, byte[] value) {
    return MessagePlace.peek(kind, RECIPIENT, ByteBuffer.wrap(value));
  }

  @Test
  void aMessageStandsInTheSendersConversationWithItsRecipient() {
    assertThat(place(EnvelopeKind.MESSAGE, MESSAGE))
        .isEqualTo(new MessagePlace(Conversation.with(RECIPIENT, SENDER), Long.MAX_VALUE));
  }

  @Test
  void aMessageToAGroupStandsInTheSendersConversationWithTheGroup() {
    assertThat(place(EnvelopeKind.GROUP_MESSAGE, GROUP_MESSAGE))
        .isEqualTo(new MessagePlace(Conversation.with(GROUP, SENDER), 12));
  }

  @ParameterizedTest
  @EnumSource(EnvelopeKind.class)
  void whatIsNoMessageHasNoPlace(EnvelopeKind kind) {
    assertThat(place(kind, EnvelopeCodec.encodeKeysLow(1, 2))).isNull();
  }

  @ParameterizedTest
  @EnumSource(names = {"MESSAGE", "GROUP_MESSAGE"})
  void whatIsCutOffIsRefused(EnvelopeKind kind) {
    byte[] whole = kind == EnvelopeKind.MESSAGE ? MESSAGE : GROUP_MESSAGE;
    int end = kind == EnvelopeKind.MESSAGE ? 5 + 1 + 32 + 1 : 5 + 6 + 48 + 1;
    for (int length = 5; length < end; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> place(kind, cut)).isInstanceOf(ContractException.class);
    }
  }
}
