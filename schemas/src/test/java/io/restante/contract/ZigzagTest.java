package io.restante.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZigzagTest {
  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        1,
        -1,
        63,
        64,
        -64,
        -65,
        8191,
        8192,
        -8192,
        -8193,
        Long.MAX_VALUE,
        Long.MIN_VALUE
      })
  void edgesAreWrittenAsAvroWritesThem(long value) throws IOException {
    assertWrittenAsAvroDoes(value, "edge");
  }

  @Test
  void anyNumberIsWrittenAsAvroWritesIt() throws IOException {
    Chance chance = Chance.fresh();
    for (int i = 0; i < 10_000; i++) {
      assertWrittenAsAvroDoes(chance.number(), "seed " + chance.seed());
    }
  }

  @Test
  void aNumberThatBreaksOffIsRefused() {
    byte[] whole = written(Long.MIN_VALUE);
    for (int length = 0; length < whole.length; length++) {
      ByteBuffer part = ByteBuffer.wrap(whole, 0, length);
      assertThatThrownBy(() -> Zigzag.read(part))
          .isInstanceOf(ContractException.class)
          .hasMessage("integer: ends after " + length + " bytes");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8080808080808080808000", // an eleventh byte
        "ffffffffffffffffffff01",
        "80808080808080808002", // a bit beyond the 64th
        "ffffffffffffffffff7f"
      })
  void aNumberOfMoreThan64BitsIsRefused(String hex) {
    ByteBuffer in = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    assertThatThrownBy(() -> Zigzag.read(in))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining("longer than");
  }

  private static void assertWrittenAsAvroDoes(long value, String which) throws IOException {
    ByteArrayOutputStream avro = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(avro, null);
    encoder.writeLong(value);
    encoder.flush();
    byte[] own = written(value);
    assertThat(own).as("%s, value %d", which, value).isEqualTo(avro.toByteArray());
    assertThat(Zigzag.length(value)).as("length of %d, %s", value, which).isEqualTo(own.length);
    assertThat(Zigzag.read(ByteBuffer.wrap(own))).as(which).isEqualTo(value);
  }

  private static byte[] written(long value) {
    ByteBuffer out = ByteBuffer.allocate(10);
    Zigzag.write(out, value);
    return Arrays.copyOf(out.array(), out.position());
  }
}
