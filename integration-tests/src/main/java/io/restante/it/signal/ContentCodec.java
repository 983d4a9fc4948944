package io.restante.it.signal;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// What letters of every kind have in common as bytes: contents, ids and padding; see [LetterCodec]
/// for the layout. Pure.
final class ContentCodec {
  static final int PADDED_TO = 160;

  private static final int TEXT = 1;
  private static final int SENT_COPY = 2;
  private static final int UNREAD = 3;
  private static final int AGAIN = 4;
  private static final int SENDER_KEY = 5;
  private static final int GROUP_UNREAD = 6;
  private static final int GROUP_AGAIN = 7;
  private static final int FIXED_BYTES = 1_024;
  private static final byte PADDING_BEGINS = (byte) 0x80;

  private ContentCodec() {}

  /// Returns room for any letter.
  static ByteBuffer room() {
    return ByteBuffer.allocate(FIXED_BYTES + LetterCodec.TEXT_BYTES_MAX);
  }

  /// Returns what was put, padded.
  static byte[] padded(ByteBuffer out) {
    out.put(PADDING_BEGINS);
    out.flip();
    byte[] padded = new byte[(out.limit() + PADDED_TO - 1) / PADDED_TO * PADDED_TO];
    out.get(padded, 0, out.limit());
    return padded;
  }

  /// Returns what stands before the padding.
  static ByteBuffer unpadded(byte[] padded) {
    int end = padded.length - 1;
    while (end >= 0 && padded[end] == 0) {
      end--;
    }
    if (end < 0 || padded[end] != PADDING_BEGINS) {
      throw new IllegalArgumentException("letter: not padded");
    }
    return ByteBuffer.wrap(padded, 0, end);
  }

  static void put(ByteBuffer out, Content content) {
    switch (content) {
      case Content.Text text -> putText(out.put((byte) TEXT), text);
      case Content.SentCopy copy -> {
        out.put((byte) SENT_COPY);
        out.putLong(copy.peer().high()).putLong(copy.peer().low());
        putText(put(out, copy.original()), copy.text());
      }
      case Content.Unread unread -> {
        out.put((byte) UNREAD).put((byte) unread.device());
        put(out, unread.original()).putLong(unread.number());
      }
      case Content.Again again -> {
        out.put((byte) AGAIN).put((byte) again.device());
        put(put(out, again.original()).putLong(again.number()), again.content());
      }
      case Content.SenderKey key -> {
        put(out.put((byte) SENDER_KEY), key.group());
        putBytes(putBytes(out, key.key()), key.titleKey());
      }
      case Content.GroupUnread unread -> {
        put(out.put((byte) GROUP_UNREAD), unread.group()).put((byte) unread.device());
        put(out, unread.original()).putLong(unread.number());
      }
      case Content.GroupAgain again -> {
        put(out.put((byte) GROUP_AGAIN), again.group()).put((byte) again.device());
        putText(put(out, again.original()).putLong(again.number()), again.text());
      }
      case Content.Unknown unknown ->
          throw new IllegalArgumentException("content of unknown kind " + unknown.kind());
    }
  }

  static Content content(ByteBuffer in) {
    int kind = Byte.toUnsignedInt(in.get());
    return switch (kind) {
      case UNREAD -> new Content.Unread(in.get(), messageId(in), in.getLong());
      case AGAIN -> new Content.Again(in.get(), messageId(in), in.getLong(), plain(in));
      case GROUP_UNREAD ->
          new Content.GroupUnread(groupId(in), in.get(), messageId(in), in.getLong());
      default -> plain(in, kind);
    };
  }

  static ByteBuffer put(ByteBuffer out, MessageId id) {
    return out.putLong(id.high()).putLong(id.low());
  }

  static ByteBuffer put(ByteBuffer out, GroupId id) {
    return out.putLong(id.high()).putLong(id.low());
  }

  static ByteBuffer put(ByteBuffer out, DeviceAddress address) {
    UserId user = address.user();
    return out.putLong(user.high()).putLong(user.low()).put((byte) address.device());
  }

  static MessageId messageId(ByteBuffer in) {
    return new MessageId(in.getLong(), in.getLong());
  }

  static GroupId groupId(ByteBuffer in) {
    return new GroupId(in.getLong(), in.getLong());
  }

  static DeviceAddress address(ByteBuffer in) {
    return new DeviceAddress(new UserId(in.getLong(), in.getLong()), in.get());
  }

  private static Content plain(ByteBuffer in) {
    return plain(in, Byte.toUnsignedInt(in.get()));
  }

  private static Content plain(ByteBuffer in, int kind) {
    return switch (kind) {
      case TEXT -> text(in);
      case SENT_COPY ->
          new Content.SentCopy(new UserId(in.getLong(), in.getLong()), messageId(in), text(in));
      case SENDER_KEY -> new Content.SenderKey(groupId(in), base64(in), base64(in));
      case GROUP_AGAIN ->
          new Content.GroupAgain(groupId(in), in.get(), messageId(in), in.getLong(), text(in));
      default -> new Content.Unknown(kind);
    };
  }

  private static void putText(ByteBuffer out, Content.Text text) {
    byte[] bytes = text.text().getBytes(StandardCharsets.UTF_8);
    if (bytes.length > LetterCodec.TEXT_BYTES_MAX) {
      throw new IllegalArgumentException(
          "text: "
              + bytes.length
              + " bytes (expected: at most "
              + LetterCodec.TEXT_BYTES_MAX
              + ")");
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

  private static ByteBuffer putBytes(ByteBuffer out, String base64) {
    byte[] bytes = Texts.decode(base64);
    return out.putShort((short) bytes.length).put(bytes);
  }

  private static String base64(ByteBuffer in) {
    return Texts.encode(bytes(in, Short.toUnsignedInt(in.getShort())));
  }

  private static String string(ByteBuffer in, int length) {
    return new String(bytes(in, length), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
