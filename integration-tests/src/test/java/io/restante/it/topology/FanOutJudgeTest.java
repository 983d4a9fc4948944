package io.restante.it.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.EnvelopeCodec;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.RecipientPartitioner;
import io.restante.contract.Slot;
import io.restante.contract.UserId;
import io.restante.it.topology.EnvelopeLog.Seen;
import io.restante.it.topology.FanOutJudge.Breach;
import io.restante.it.topology.FanOutJudge.Finding;
import io.restante.it.topology.FanOutJudge.Verdict;
import io.restante.messaging.EnvelopeKind;
import io.restante.messaging.GroupEnvelope;
import io.restante.messaging.GroupRefusalReason;
import io.restante.shared.Id16;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The judge finds each thing that can be wrong, and nothing where nothing is.
class FanOutJudgeTest {
  private static final int PARTITIONS = 2;
  private static final GroupId GROUP = new GroupId(0x7000L, 42);
  private static final DeviceAddress ANN = device(1);
  private static final DeviceAddress BOB = device(2);
  private static final DeviceAddress EVE = device(3);

  private final Roster roster = new Roster(GROUP);
  private final List<Posted> posted = new ArrayList<>();
  private final List<Seen> seen = new ArrayList<>();
  private int attempt;
  private long offset;

  private static DeviceAddress device(int number) {
    return new DeviceAddress(new UserId(0x7000L, number), 1);
  }

  /// Two revisions, two messages, all as it should be: Eve came with the second.
  @BeforeEach
  void tellAStoryWithoutAFault() {
    roster.change(List.of(ANN.user(), BOB.user()), List.of());
    announce(1);
    deliver(post(ANN, 1, 1), Set.of(ANN, BOB));
    roster.change(List.of(EVE.user()), List.of());
    announce(2);
    deliver(post(ANN, 2, 2), Set.of(ANN, BOB, EVE));
  }

  private Posted post(DeviceAddress from, long number, long revision) {
    MessageId id = new MessageId(from.user().low(), number);
    Posted message =
        new Posted(id, GROUP, from, number, revision, new Posted.Place(0, posted.size()));
    posted.add(message);
    return message;
  }

  private void announce(long revision) {
    attempt++;
    byte[] value = EnvelopeCodec.encodeGroupChanged(GROUP, revision);
    share(Slot.ofGroupChanged(GROUP, attempt), value, roster.at(revision));
  }

  private void deliver(Posted message, Set<DeviceAddress> to) {
    attempt++;
    byte[] value = EnvelopeCodec.encodeGroupMessage(GROUP, envelope(message));
    List<UserId> users = to.stream().map(DeviceAddress::user).toList();
    share(Slot.ofGroupMessage(message.id(), attempt), value, users);
  }

  private static GroupEnvelope envelope(Posted message) {
    byte[] id =
        ByteBuffer.allocate(16).putLong(message.id().high()).putLong(message.id().low()).array();
    return new GroupEnvelope(
        new Id16(id),
        DirectoryKeys.user(message.device().user()).getUser(),
        message.device().device(),
        message.number(),
        message.revision(),
        Instant.EPOCH,
        Ciphertexts.of(message.id()),
        0L);
  }

  private void share(Slot slot, byte[] value, Iterable<UserId> users) {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      List<UserId> there = new ArrayList<>();
      for (UserId user : users) {
        if (RecipientPartitioner.partition(user, PARTITIONS) == partition) {
          there.add(user);
        }
      }
      if (!there.isEmpty()) {
        seen.add(new Seen(partition, offset++, slot, there, ByteBuffer.wrap(value)));
      }
    }
  }

  private void refuse(Posted message) {
    byte[] value =
        EnvelopeCodec.encodeGroupRefused(GROUP, envelope(message), GroupRefusalReason.NOT_A_MEMBER);
    Slot slot = Slot.ofGroupRefused(message.device(), GROUP);
    seen.add(new Seen(0, offset++, slot, List.of(), ByteBuffer.wrap(value)));
  }

  private Verdict verdict() {
    return FanOutJudge.judge(new Story(Map.of(GROUP, roster), posted, seen), PARTITIONS);
  }

  private List<Breach> breaches() {
    return verdict().findings().stream().map(Finding::breach).distinct().toList();
  }

  @Test
  void nothingIsWrongWithWhatIsRight() {
    assertThat(verdict().findings()).isEmpty();
    assertThat(verdict().deliveries()).isEqualTo(5);
    assertThat(verdict().repeated()).isZero();
  }

  @Test
  void repetitionsInSlotsOfTheirOwnAreLegalAndCounted() {
    deliver(posted.getFirst(), Set.of(ANN, BOB));
    assertThat(verdict().findings()).isEmpty();
    assertThat(verdict().repeated()).isEqualTo(1);
  }

  @Test
  void whoHasLeftSinceNeedNotGetIt() {
    roster.change(List.of(), List.of(BOB.user()));
    announce(3);
    deliver(post(ANN, 3, 2), Set.of(ANN, EVE));
    assertThat(verdict().findings()).isEmpty();
  }

  @Test
  void anyRecordThatIsMissingIsALoss() {
    for (Seen missing : List.copyOf(seen)) {
      if (missing.slot().kind() == EnvelopeKind.GROUP_MESSAGE) {
        int place = seen.indexOf(missing);
        seen.remove(missing);
        assertThat(breaches()).containsExactly(Breach.LOST);
        seen.add(place, missing);
      }
    }
  }

  @Test
  void whoCameLaterIsNamed() {
    deliver(posted.getFirst(), Set.of(ANN, BOB, EVE));
    assertThat(breaches()).contains(Breach.WRONG_AUDIENCE);
  }

  @Test
  void whoWasRemovedBeforeIsNamed() {
    roster.change(List.of(), List.of(BOB.user()));
    announce(3);
    deliver(post(ANN, 3, 3), Set.of(ANN, BOB, EVE));
    assertThat(breaches()).contains(Breach.WRONG_AUDIENCE);
  }

  @Test
  void aMemberIsNotNamed() {
    deliver(post(ANN, 3, 2), Set.of(ANN, BOB));
    assertThat(breaches()).contains(Breach.LOST);
  }

  @Test
  void somebodyIsNamedInAnothersPartition() {
    Seen last = seen.removeLast();
    seen.add(
        new Seen(
            1 - last.partition(), last.offset(), last.slot(), last.recipients(), last.value()));
    assertThat(breaches()).contains(Breach.WRONG_AUDIENCE);
  }

  @Test
  void messagesOvertakeOneAnother() {
    Posted third = post(ANN, 3, 2);
    Posted fourth = post(BOB, 1, 2);
    deliver(fourth, Set.of(ANN, BOB, EVE));
    deliver(third, Set.of(ANN, BOB, EVE));
    assertThat(breaches()).containsExactly(Breach.DISORDER);
  }

  @Test
  void aSlotIsUsedTwice() {
    seen.add(seen.getLast());
    assertThat(breaches()).containsExactly(Breach.SLOT_TWICE);
  }

  @Test
  void aByteIsAnother() {
    Seen last = seen.removeLast();
    byte[] value = last.value() == null ? new byte[0] : last.value().array().clone();
    value[value.length - 100]++;
    seen.add(
        new Seen(
            last.partition(),
            last.offset(),
            last.slot(),
            last.recipients(),
            ByteBuffer.wrap(value)));
    assertThat(breaches()).contains(Breach.ALTERED);
  }

  @Test
  void aMemberIsRefused() {
    refuse(posted.getLast());
    assertThat(breaches()).containsExactly(Breach.REFUSED);
  }

  @Test
  void aStrangerIsRefusedOrThatIsAFinding() {
    Posted strange = post(device(9), 1, 2);
    assertThat(breaches()).containsExactly(Breach.UNANSWERED);
    refuse(strange);
    assertThat(verdict().findings()).isEmpty();
    deliver(strange, Set.of(ANN, BOB, EVE));
    assertThat(breaches()).containsExactly(Breach.WRONG_AUDIENCE);
  }

  @Test
  void aMemberIsNotTold() {
    roster.change(List.of(), List.of(BOB.user()));
    assertThat(breaches()).containsExactly(Breach.UNTOLD);
  }
}
