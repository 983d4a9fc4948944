package io.restante.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.fleet.OwnedPartition;
import io.restante.fleet.Ownership;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OwnershipCodecTest {
  private static final OwnedPartition PARTITION = new OwnedPartition("eu1", 17);
  private static final Ownership CLAIM =
      new Ownership("node-3", "wss://3.eu1.example.org/v1", 4_711L);

  @Test
  void whatIsWrittenIsRead() {
    assertThat(OwnershipCodec.decodeKey(OwnershipCodec.encodeKey(PARTITION))).isEqualTo(PARTITION);
    assertThat(OwnershipCodec.decode(OwnershipCodec.encode(CLAIM))).isEqualTo(CLAIM);
  }

  @Test
  void keyIsBareAndValueIsFramed() {
    assertThat(OwnershipCodec.encodeKey(PARTITION)).containsExactly(6, 'e', 'u', '1', 34);
    assertThat(OwnershipCodec.encode(CLAIM)).startsWith(0, 0, 0, 0, 1);
  }

  @Test
  void laterVersionIsReadUpToWhatIsKnown() {
    byte[] later = Arrays.copyOf(OwnershipCodec.encode(CLAIM), 64);
    later[4] = 2;
    assertThat(OwnershipCodec.decode(later)).isEqualTo(CLAIM);
  }

  @Test
  void truncatedIsRefused() {
    byte[] key = OwnershipCodec.encodeKey(PARTITION);
    byte[] value = OwnershipCodec.encode(CLAIM);
    for (int length = 0; length < key.length; length++) {
      byte[] cut = Arrays.copyOf(key, length);
      assertThatThrownBy(() -> OwnershipCodec.decodeKey(cut)).isInstanceOf(ContractException.class);
    }
    for (int length = 0; length < value.length; length++) {
      byte[] cut = Arrays.copyOf(value, length);
      assertThatThrownBy(() -> OwnershipCodec.decode(cut)).isInstanceOf(ContractException.class);
    }
  }
}
