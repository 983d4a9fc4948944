package io.restante.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.messaging.EnvelopeKind;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecipientsTest {
  @Test
  void usersComeBackInTheirOrder() {
    Chance chance = Chance.fresh();
    List<UserId> users = Stream.generate(chance::user).limit(Recipients.MAX).toList();

    byte[] header = Recipients.encode(users);

    assertThat(header).hasSize(Recipients.MAX * 16);
    assertThat(Recipients.decode(header)).as("seed %d", chance.seed()).isEqualTo(users);
  }

  @Test
  void nobodyTooManyAndHalfAnIdAreRefused() {
    byte[] full = Recipients.encode(Collections.nCopies(Recipients.MAX, new UserId(1, 2)));

    assertThatThrownBy(() -> Recipients.encode(List.of())).isInstanceOf(ContractException.class);
    assertThatThrownBy(() -> Recipients.decode(new byte[0])).isInstanceOf(ContractException.class);
    assertThatThrownBy(() -> Recipients.decode(Arrays.copyOf(full, full.length + 16)))
        .isInstanceOf(ContractException.class);
    assertThatThrownBy(() -> Recipients.decode(Arrays.copyOf(full, 17)))
        .isInstanceOf(ContractException.class);
  }

  @Test
  void onlyWhatBelongsToNobodyIsShared() {
    GroupId group = new GroupId(3, 4);
    DeviceAddress device = new DeviceAddress(new UserId(1, 2), 1);
    Slot shared = Slot.ofGroupChanged(group, 7);

    assertThat(shared.isShared()).isTrue();
    assertThat(shared.supersedesItself()).isFalse();
    assertThat(Slot.ofGroupMessage(new MessageId(5, 6), 7).isShared()).isTrue();
    assertThat(Slot.ofGroupChanged(device, group, 7L).isShared()).isFalse();
    assertThat(Slot.ofGroupChanged(device, group, 7L).supersedesItself()).isTrue();
    assertThat(Slot.TICKER.isShared()).isFalse();
    assertThat(shared.remainder().isShared()).isFalse();
    assertThat(shared.remainder().kind()).isEqualTo(EnvelopeKind.REMAINDER);
    assertThat(shared.remainder().idLow()).isEqualTo(shared.idLow());
  }
}
