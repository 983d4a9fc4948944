package io.restante.it.signal;

import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/// Letters as bytes, padded so that lengths say little.
///
/// ```
/// 1 version (1) | 16 message id | 8 number | 16 + 1 from | 16 + 1 to | 1 kind | content | padding
/// text, kind 1:       8 written at, ms | 1 + n the sender's phone number | 2 + n text
/// sent copy, kind 2:  16 peer | 16 message id | as a text, with the peer's phone number
/// unread, kind 3:     1 device | 16 message id | 8 number
/// again, kind 4:      as unread | 1 kind (1 or 2) | content
/// padding:            0x80, then zeros up to a multiple of 160 bytes
/// ```
///
/// Integers are big-endian, lengths stand before what they count. What follows the content that
/// this version knows is ignored, so that contents can grow.
public final class LetterCodec {
  /// The longest text, in bytes of UTF-8.
  public static final int TEXT_BYTES_MAX = 16_384;

  static final int PADDED_TO = 160;

  private static final byte VERSION = 1;
  private static final int TEXT = 1;
  private static final int SENT_COPY = 2;
  private static final int UNREAD = 3;
  private static final int AGAIN = 4;
  private static final int FIXED_BYTES = 256;
  private static final byte PADDING_BEGINS = (byte) 0x80;

  private LetterCodec() {}

  static byte[] encode(Letter letter) {
    ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + TEXT_BYTES_MAX);
    out.put(VERSION).putLong(letter.id().high()).putLong(letter.id().low());
    out.putLong(letter.number());
    putAddress(out, letter.from());
    putAddress(out, letter.to());
    putContent(out, letter.content());
    out.put(PADDING_BEGINS);
    int padded = (out.position() + PADDED_TO - 1) / PADDED_TO * PADDED_TO;
    return Arrays.copyOf(out.array(), padded);
  }

  private static void putContent(ByteBuffer out, Content content) {
    switch (content) {
      case Content.Text text -> putText(out.put((byte) TEXT), text);
      case Content.SentCopy copy -> {
        out.put((byte) SENT_COPY);
        out.putLong(copy.peer().high()).putLong(copy.peer().low());
        out.putLong(copy.original().high()).putLong(copy.original().low());
        putText(out, copy.text());
      }
      case Content.Unread unread -> {
        out.put((byte) UNREAD).put((byte) unread.device());
        out.putLong(unread.original().high()).putLong(unread.original().low());
        out.putLong(unread.number());
      }
      case Content.Again again -> {
        out.put((byte) AGAIN).put((byte) again.device());
        out.putLong(again.original().high()).putLong(again.original().low());
        putContent(out.putLong(again.number()), again.content());
      }
      case Content.Unknown unknown ->
          throw new IllegalArgumentException("content of unknown kind " + unknown.kind());
    }
  }

  /// Reads a letter.
  ///
  /// @throws IllegalArgumentException when the bytes are none of this version
  static Letter decode(byte[] padded) {
    try {
      ByteBuffer in = ByteBuffer.wrap(padded, 0, lengthWithoutPadding(padded));
      byte version = in.get();
      if (version != VERSION) {
        throw new IllegalArgumentException("letter version: " + version + " (expected: 1)");
      }
      MessageId id = messageId(in);
      long number = in.getLong();
      DeviceAddress from = address(in);
      DeviceAddress to = address(in);
      return new Letter(id, number, from, to, content(in));
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("letter: cut short", e);
    }
  }

  /// Tells whether a text is short enough.
  public static boolean fits(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length <= TEXT_BYTES_MAX;
  }

  private static Content content(ByteBuffer in) {
    int kind = Byte.toUnsignedInt(in.get());
    return switch (kind) {
      case UNREAD -> new Content.Unread(in.get(), messageId(in), in.getLong());
      case AGAIN -> new Content.Again(in.get(), messageId(in), in.getLong(), plain(in));
      default -> plain(in, kind);
    };
  }

  private static Content plain(ByteBuffer in) {
    return plain(in, Byte.toUnsignedInt(in.get()));
  }

  private static Content plain(ByteBuffer in, int kind) {
    return switch (kind) {
      case TEXT -> text(in);
      case SENT_COPY ->
          new Content.SentCopy(new UserId(in.getLong(), in.getLong()), messageId(in), text(in));
      default -> new Content.Unknown(kind);
    };
  }

  private static void putText(ByteBuffer out, Content.Text text) {
    byte[] bytes = text.text().getBytes(StandardCharsets.UTF_8);
    if (bytes.length > TEXT_BYTES_MAX) {
      throw new IllegalArgumentException(
          "text: " + bytes.length + " bytes (expected: at most " + TEXT_BYTES_MAX + ")");
    }
    String number = text.number();
    byte[] digits = number == null ? new byte[0] : number.getBytes(StandardCharsets.UTF_8);
    out.putLong(text.writtenAt().toEpochMilli()).put((byte) digits.length).put(digits);
    out.putShort((short) bytes.length).put(bytes);
  }

  private static Content.Text text(ByteBuffer in) {
    Instant writtenAt = Instant.ofEpochMilli(in.getLong());
    String number = string(in, Byte.toUnsignedInt(in.get()));
    String text = string(in, Short.toUnsignedInt(in.getShort()));
    return new Content.Text(writtenAt, text, number.isEmpty() ? null : number);
  }

  private static String string(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void putAddress(ByteBuffer out, DeviceAddress address) {
    out.putLong(address.user().high()).putLong(address.user().low()).put((byte) address.device());
  }

  private static MessageId messageId(ByteBuffer in) {
    return new MessageId(in.getLong(), in.getLong());
  }

  private static DeviceAddress address(ByteBuffer in) {
    return new DeviceAddress(new UserId(in.getLong(), in.getLong()), in.get());
  }

  private static int lengthWithoutPadding(byte[] padded) {
    int end = padded.length - 1;
    while (end >= 0 && padded[end] == 0) {
      end--;
    }
    if (end < 0 || padded[end] != PADDING_BEGINS) {
      throw new IllegalArgumentException("letter: not padded");
    }
    return end;
  }
}
