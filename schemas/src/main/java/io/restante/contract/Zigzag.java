package io.restante.contract;

import java.nio.ByteBuffer;

/// Avro's variable-length integers: zigzag, seven bits a byte, lowest first.
public final class Zigzag {
  private static final int LONGEST = 10;

  private Zigzag() {}

  /// Writes an integer, 1 to 10 bytes.
  public static void write(ByteBuffer out, long value) {
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  /// Returns how many bytes [#write] takes, 1 to 10.
  public static int length(long value) {
    long rest = (value << 1) ^ (value >> 63);
    return rest == 0 ? 1 : (70 - Long.numberOfLeadingZeros(rest)) / 7;
  }

  /// Reads an integer and moves past it.
  ///
  /// @throws ContractException when the buffer ends within it or it is longer than 64 bits
  public static long read(ByteBuffer in) {
    long rest = 0;
    for (int shift = 0; shift < 7 * LONGEST; shift += 7) {
      if (!in.hasRemaining()) {
        throw new ContractException("integer: ends after " + shift / 7 + " bytes");
      }
      byte next = in.get();
      rest |= (next & 0x7FL) << shift;
      if (shift == 63 && (next & 0xFE) != 0) {
        break;
      }
      if (next >= 0) {
        return (rest >>> 1) ^ -(rest & 1);
      }
    }
    throw new ContractException("integer: longer than 64 bits");
  }
}
