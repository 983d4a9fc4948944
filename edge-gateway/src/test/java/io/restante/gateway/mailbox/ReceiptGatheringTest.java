package io.restante.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.MessagePlace;
import io.restante.contract.ReceiptCodec;
import io.restante.contract.ReceiptEvent.Watermark;
import io.restante.contract.Slot;
import io.restante.contract.UserId;
import io.restante.gateway.mailbox.ReceiptGathering.Batch;
import io.restante.gateway.mailbox.ReceiptGathering.Stored;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReceiptGatheringTest {
  private static final long EVERY = ReceiptGathering.EVERY_MS;
  private static final long SOON = ReceiptGathering.GROUP_AFTER_MS;
  private static final DeviceAddress SENDER = new DeviceAddress(new UserId(1, 1), 1);
  private static final UserId BOB = new UserId(2, 2);
  private static final UserId CAROL = new UserId(3, 3);
  private static final Conversation TO_BOB = Conversation.with(BOB, SENDER);
  private static final Conversation TO_GROUP = Conversation.with(new GroupId(4, 4), SENDER);

  private final ReceiptGathering gathering = new ReceiptGathering();

  private static Stored stored(UserId user, long number) {
    DeviceAddress device = new DeviceAddress(user, 1);
    return new Stored(device, Slot.ofMessage(device, new MessageId(0, number), 0), number);
  }

  private void delivered(Conversation conversation, UserId user, long number, long nowMs) {
    gathering.delivered(new MessagePlace(conversation, number), stored(user, number), null, nowMs);
  }

  private static Batch batch(Conversation of, List<Watermark> watermarks, Stored... stored) {
    return new Batch(of, watermarks, List.of(stored), List.of());
  }

  private @Nullable Batch next(long nowMs) {
    return gathering.next(nowMs);
  }

  @Test
  void theFirstOfAQuietConversationGoesOutAtOnceAndTheRestTogether() {
    delivered(TO_BOB, BOB, 1, 0);
    assertThat(next(0)).isEqualTo(batch(TO_BOB, List.of(new Watermark(BOB, 1, 0)), stored(BOB, 1)));
    delivered(TO_BOB, BOB, 2, 5);
    delivered(TO_BOB, BOB, 3, 10);
    gathering.read(TO_BOB, BOB, 2, 20);
    assertThat(next(EVERY - 1)).isNull();
    assertThat(next(EVERY))
        .isEqualTo(
            batch(TO_BOB, List.of(new Watermark(BOB, 3, 2)), stored(BOB, 2), stored(BOB, 3)));
    assertThat(next(EVERY)).isNull();
  }

  @Test
  void aGroupWaitsAMomentForTheOthers() {
    delivered(TO_GROUP, BOB, 7, 0);
    delivered(TO_GROUP, CAROL, 7, 10);
    assertThat(next(SOON - 1)).isNull();
    assertThat(next(SOON))
        .isEqualTo(
            batch(
                TO_GROUP,
                List.of(new Watermark(BOB, 7, 0), new Watermark(CAROL, 7, 0)),
                stored(BOB, 7),
                stored(CAROL, 7)));
  }

  @Test
  void nothingIsLowered() {
    delivered(TO_BOB, BOB, 5, 0);
    delivered(TO_BOB, BOB, 4, 0);
    gathering.read(TO_BOB, BOB, 3, 0);
    gathering.read(TO_BOB, BOB, 2, 0);
    assertThat(next(0))
        .isEqualTo(
            batch(TO_BOB, List.of(new Watermark(BOB, 5, 3)), stored(BOB, 5), stored(BOB, 4)));
  }

  @Test
  void whoeverIsQuietForASecondIsForgotten() {
    delivered(TO_BOB, BOB, 1, 0);
    assertThat(next(0)).isNotNull();
    assertThat(gathering.size()).isEqualTo(1);
    assertThat(next(EVERY)).isNull();
    assertThat(gathering.size()).isZero();
    delivered(TO_BOB, BOB, 2, EVERY + 1);
    assertThat(next(EVERY + 1)).isNotNull();
  }

  @Test
  void conversationsWaitForThemselvesAlone() {
    delivered(TO_GROUP, BOB, 1, 0);
    delivered(TO_BOB, BOB, 1, 1);
    assertThat(next(1)).extracting(Batch::conversation).isEqualTo(TO_BOB);
    assertThat(next(1)).isNull();
    assertThat(next(SOON)).extracting(Batch::conversation).isEqualTo(TO_GROUP);
  }

  @Test
  void aRecordNamesNoMoreUsersThanItMay() {
    for (int i = 0; i < ReceiptCodec.WATERMARKS_MAX; i++) {
      assertThat(next(1)).isNull();
      delivered(TO_GROUP, new UserId(9, i), 1, 1);
    }
    Batch full = Objects.requireNonNull(next(1));
    assertThat(full.watermarks()).hasSize(ReceiptCodec.WATERMARKS_MAX);
    delivered(TO_GROUP, BOB, 1, 2);
    assertThat(next(2)).isNull();
    assertThat(next(1 + EVERY)).isNotNull();
  }

  @Test
  void noMoreEnvelopesWaitThanMay() {
    for (int i = 1; i <= ReceiptGathering.STORED_MAX; i++) {
      assertThat(next(1)).isNull();
      delivered(TO_GROUP, BOB, i, 1);
    }
    assertThat(next(1)).isNotNull();
  }
}
