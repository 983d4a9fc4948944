package io.restante.it.signal;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/// Letters to groups as bytes.
///
/// ```
/// 1 version (0x81) | 16 message id | 8 number | 16 + 1 from | 16 group | 1 kind | content
/// padding
/// ```
///
/// Contents and padding are those of [LetterCodec], of contents only the text is read. Their
/// versions begin with another bit, so that neither is ever read as the other.
final class GroupLetterCodec {
  private static final byte VERSION = (byte) 0x81;

  private GroupLetterCodec() {}

  static byte[] encode(GroupLetter letter) {
    ByteBuffer out = ContentCodec.room().put(VERSION);
    ContentCodec.put(out, letter.id()).putLong(letter.number());
    ContentCodec.put(ContentCodec.put(out, letter.from()), letter.group());
    ContentCodec.put(out, letter.content());
    return ContentCodec.padded(out);
  }

  /// Reads a letter.
  ///
  /// @throws IllegalArgumentException when the bytes are none of this version
  static GroupLetter decode(byte[] padded) {
    try {
      ByteBuffer in = ContentCodec.unpadded(padded);
      byte version = in.get();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "group letter version: " + version + " (expected: -127)");
      }
      MessageId id = ContentCodec.messageId(in);
      long number = in.getLong();
      DeviceAddress from = ContentCodec.address(in);
      GroupId group = ContentCodec.groupId(in);
      return new GroupLetter(id, number, from, group, ContentCodec.content(in));
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("group letter: cut short", e);
    }
  }
}
