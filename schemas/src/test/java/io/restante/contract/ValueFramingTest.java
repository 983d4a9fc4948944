package io.restante.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ValueFramingTest {
  @Test
  void theNumberComesBackAndTheFramingIsBehind() {
    ByteBuffer value = ByteBuffer.allocate(8);
    ValueFraming.write(value, 0x01020304);
    assertThat(value.array()).containsExactly(0, 1, 2, 3, 4, 0, 0, 0);
    assertThat(ValueFraming.read(value.flip())).isEqualTo(0x01020304);
    assertThat(value.position()).isEqualTo(ValueFraming.BYTES);
  }

  @Test
  void fourBytesAreTooFew() {
    assertThatThrownBy(() -> ValueFraming.read(ByteBuffer.allocate(4)))
        .isInstanceOf(ContractException.class)
        .hasMessage("framed value: 4 bytes (expected: 5 or more)");
  }

  @Test
  void anotherFirstByteIsRefused() {
    assertThatThrownBy(() -> ValueFraming.read(ByteBuffer.allocate(5).put(0, (byte) 7)))
        .isInstanceOf(ContractException.class)
        .hasMessage("framed value begins with 7 (expected: 0)");
  }
}
