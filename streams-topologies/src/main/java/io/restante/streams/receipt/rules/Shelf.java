package io.restante.streams.receipt.rules;

import io.restante.contract.Conversation;
import io.restante.contract.ReceiptCodec;
import io.restante.contract.ReceiptEvent.Watermark;
import io.restante.contract.RecipientPartitioner;
import io.restante.contract.UserId;
import io.restante.streams.table.Table;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The watermarks of all conversations, in a table. Those of a group's members stand together in up
/// to 16 entries, by the members' partitions: a record of `messaging.receipts` names members of one
/// partition, and changes one entry.
///
/// The key is the conversation's, and one byte; the value is the offset of the input that changed
/// it last, 8 bytes, when that was, 8 bytes, and for each user the id, what is delivered and what
/// is said to be read, 32 bytes.
final class Shelf {
  private static final int ENTRIES = 16;
  private static final int HEAD_BYTES = 2 * Long.BYTES;
  private static final int USER_BYTES = 4 * Long.BYTES;
  private static final byte[] BEGINNING = {};

  private final Table table;
  private byte[] swept = BEGINNING;

  Shelf(Table table) {
    this.table = table;
  }

  /// One entry.
  static final class Entry {
    private final byte[] key;
    private final long offset;
    private final Map<UserId, Watermark> users;
    private boolean isChanged;

    private Entry(byte[] key, long offset, Map<UserId, Watermark> users) {
      this.key = key;
      this.offset = offset;
      this.users = users;
    }

    /// Returns a user's watermarks; both 0 when nothing is known.
    Watermark of(UserId user) {
      Watermark known = users.get(user);
      return known == null ? new Watermark(user, 0, 0) : known;
    }

    void put(Watermark watermark) {
      users.put(watermark.user(), watermark);
      isChanged = true;
    }

    /// Tells whether an input has been here before, or one that came after it.
    boolean isRepeat(long input) {
      return input <= offset;
    }
  }

  /// Returns the entry that a user belongs to.
  Entry open(Conversation conversation, UserId user) {
    byte[] key = key(conversation, user);
    byte[] value = table.get(key);
    return value == null ? new Entry(key, -1, new LinkedHashMap<>()) : entry(key, value);
  }

  private static byte[] key(Conversation conversation, UserId user) {
    byte[] of = ReceiptCodec.encodeKey(conversation);
    byte[] key = Arrays.copyOf(of, of.length + 1);
    key[of.length] = (byte) shelf(user);
    return key;
  }

  /// Returns which of the entries a user's is.
  static int shelf(UserId user) {
    return RecipientPartitioner.partition(user, ENTRIES);
  }

  private static Entry entry(byte[] key, byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    long offset = in.getLong();
    in.getLong();
    Map<UserId, Watermark> users = new LinkedHashMap<>();
    while (in.remaining() >= USER_BYTES) {
      UserId user = new UserId(in.getLong(), in.getLong());
      users.put(user, new Watermark(user, in.getLong(), in.getLong()));
    }
    return new Entry(key, offset, users);
  }

  /// Writes an entry, if it was changed.
  ///
  /// @param input the offset of the input that changed it
  void close(Entry entry, long input, long nowMs) {
    if (!entry.isChanged) {
      return;
    }
    ByteBuffer out = ByteBuffer.allocate(HEAD_BYTES + entry.users.size() * USER_BYTES);
    out.putLong(Math.max(input, entry.offset)).putLong(nowMs);
    entry.users.values().forEach(it -> write(it, out));
    table.put(entry.key, out.array());
    entry.isChanged = false;
  }

  private static void write(Watermark watermark, ByteBuffer out) {
    out.putLong(watermark.user().high()).putLong(watermark.user().low());
    out.putLong(watermark.delivered()).putLong(watermark.read());
  }

  /// Returns what is known of a conversation.
  List<Watermark> all(Conversation conversation) {
    List<Watermark> all = new ArrayList<>();
    table.scan(
        ReceiptCodec.encodeKey(conversation),
        (key, value) -> all.addAll(entry(key, value).users.values()));
    return all;
  }

  /// Looks at some entries, and forgets those that have not changed for long. The next time it goes
  /// on where it stopped.
  ///
  /// @param most how many entries
  /// @param beforeMs those that changed before
  /// @return how many were forgotten
  int sweep(int most, long beforeMs) {
    List<byte[]> seen = new ArrayList<>();
    List<byte[]> old = new ArrayList<>();
    table.page(
        swept,
        most,
        (key, value) -> {
          seen.add(key);
          if (ByteBuffer.wrap(value).getLong(Long.BYTES) < beforeMs) {
            old.add(key);
          }
        });
    old.forEach(table::delete);
    swept = seen.size() < most ? BEGINNING : after(seen.getLast());
    return old.size();
  }

  private static byte[] after(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }
}
