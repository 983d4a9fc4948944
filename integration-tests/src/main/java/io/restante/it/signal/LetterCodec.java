package io.restante.it.signal;

import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Letters as bytes, padded so that lengths say little.
///
/// ```
/// 1 version (1) | 16 message id | 8 number | 16 + 1 from | 16 + 1 to | 1 kind | content | padding
/// text, kind 1:          8 written at, ms | 1 + n the sender's phone number | 2 + n text
/// sent copy, kind 2:     16 peer | 16 message id | as a text, with the peer's phone number
/// unread, kind 3:        1 device | 16 message id | 8 number
/// again, kind 4:         as unread | 1 kind (1, 2, 5 or 7) | content
/// sender key, kind 5:    16 group | 2 + n key | 2 + n title key
/// group unread, kind 6:  16 group | as unread
/// group again, kind 7:   16 group | as unread | as a text
/// padding:               0x80, then zeros up to a multiple of 160 bytes
/// ```
///
/// Integers are big-endian, lengths stand before what they count. What follows the content that
/// this version knows is ignored, so that contents can grow.
public final class LetterCodec {
  /// The longest text, in bytes of UTF-8.
  public static final int TEXT_BYTES_MAX = 16_384;

  static final int PADDED_TO = ContentCodec.PADDED_TO;

  private static final byte VERSION = 1;

  private LetterCodec() {}

  static byte[] encode(Letter letter) {
    ByteBuffer out = ContentCodec.room().put(VERSION);
    ContentCodec.put(out, letter.id()).putLong(letter.number());
    ContentCodec.put(ContentCodec.put(out, letter.from()), letter.to());
    ContentCodec.put(out, letter.content());
    return ContentCodec.padded(out);
  }

  /// Reads a letter.
  ///
  /// @throws IllegalArgumentException when the bytes are none of this version
  static Letter decode(byte[] padded) {
    try {
      ByteBuffer in = ContentCodec.unpadded(padded);
      byte version = in.get();
      if (version != VERSION) {
        throw new IllegalArgumentException("letter version: " + version + " (expected: 1)");
      }
      MessageId id = ContentCodec.messageId(in);
      long number = in.getLong();
      DeviceAddress from = ContentCodec.address(in);
      DeviceAddress to = ContentCodec.address(in);
      return new Letter(id, number, from, to, ContentCodec.content(in));
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("letter: cut short", e);
    }
  }

  /// Tells whether a text is short enough.
  public static boolean fits(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length <= TEXT_BYTES_MAX;
  }
}
