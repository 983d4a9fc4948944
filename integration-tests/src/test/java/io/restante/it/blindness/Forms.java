package io.restante.it.blindness;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The ways in which bytes may be written: as they are, in hexadecimal, in both alphabets of base64
/// wherever in a longer text they begin, as Java prints arrays; and each of these in UTF-16.
final class Forms {
  private static final int SEXTET_BITS = 6;
  private static final int BASE64_GROUP = 3;

  private Forms() {}

  /// Returns every way of writing some bytes, by name.
  static Map<String, byte[]> of(byte[] bytes) {
    Map<String, byte[]> forms = new LinkedHashMap<>();
    forms.put("raw", bytes);
    forms.put("hex", ascii(HexFormat.of().formatHex(bytes)));
    forms.put("HEX", ascii(HexFormat.of().withUpperCase().formatHex(bytes)));
    for (int before = 0; before < BASE64_GROUP; before++) {
      forms.put("base64+" + before, base64(Base64.getEncoder(), bytes, before));
      forms.put("base64url+" + before, base64(Base64.getUrlEncoder(), bytes, before));
    }
    forms.put("array", ascii(array(bytes)));
    Map<String, byte[]> all = new LinkedHashMap<>(forms);
    forms.forEach(
        (name, form) -> {
          all.put(name + ", UTF-16LE", widened(form, 0));
          all.put(name + ", UTF-16BE", widened(form, 1));
        });
    return all;
  }

  /// Returns the characters that the bytes alone decide when others stand before and after them.
  private static byte[] base64(Base64.Encoder encoder, byte[] bytes, int before) {
    byte[] padded = new byte[before + bytes.length];
    System.arraycopy(bytes, 0, padded, before, bytes.length);
    byte[] text = encoder.withoutPadding().encode(padded);
    int first = Math.ceilDiv(before * Byte.SIZE, SEXTET_BITS);
    int end = padded.length * Byte.SIZE / SEXTET_BITS;
    return Arrays.copyOfRange(text, first, end);
  }

  private static String array(byte[] bytes) {
    return IntStream.range(0, bytes.length)
        .mapToObj(at -> Byte.toString(bytes[at]))
        .collect(Collectors.joining(", "));
  }

  private static byte[] widened(byte[] narrow, int zerosFirst) {
    ByteArrayOutputStream wide = new ByteArrayOutputStream(2 * narrow.length);
    for (byte next : narrow) {
      wide.write(zerosFirst == 0 ? next : 0);
      wide.write(zerosFirst == 0 ? 0 : next);
    }
    return wide.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
