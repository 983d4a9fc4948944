package io.restante.streams.fanout.rules;

import io.restante.contract.ContractException;
import io.restante.contract.UserId;
import io.restante.contract.Zigzag;
import io.restante.streams.fanout.rules.GroupState.Departed;
import io.restante.streams.fanout.rules.GroupState.Gone;
import io.restante.streams.fanout.rules.GroupState.Known;
import io.restante.streams.fanout.rules.GroupState.People;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads and writes a [GroupState]: the value of an entry of `groups`.
///
/// ```
/// | version 1 | kind | taken at | departed: count, (user id, marker offset) each |   kind 0: gone
/// | ... | revision | changed at | announced | members: count, (user id, since) each |
/// ```
///
/// Kind 1 is a group whose members are all there, kind 2 one with members missing. Version and kind
/// are one byte each, ids 16, all else Avro's integers of variable length. A group of 1,024 members
/// takes 17 to 20 KB.
final class GroupCodec {
  private static final byte VERSION = 1;
  private static final byte GONE = 0;
  private static final byte COMPLETE = 1;
  private static final byte INCOMPLETE = 2;
  private static final int ENTRY_BYTES = 26;
  private static final int HEAD_BYTES = 70;

  private GroupCodec() {}

  static byte[] encode(GroupState state) {
    int members = state instanceof Known known ? known.people().members().size() : 0;
    ByteBuffer out =
        ByteBuffer.allocate(HEAD_BYTES + ENTRY_BYTES * (state.departed().size() + members));
    out.put(VERSION).put(kind(state));
    Zigzag.write(out, state.takenAt());
    Zigzag.write(out, state.departed().size());
    state.departed().forEach(it -> write(out, it.user(), it.markerOffset()));
    if (state instanceof Known known) {
      Zigzag.write(out, known.revision());
      Zigzag.write(out, known.changedAt());
      Zigzag.write(out, known.announced());
      Zigzag.write(out, members);
      known.people().members().forEach(it -> write(out, it.user(), it.since()));
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  private static byte kind(GroupState state) {
    return switch (state) {
      case Gone _ -> GONE;
      case Known known -> known.isComplete() ? COMPLETE : INCOMPLETE;
    };
  }

  private static void write(ByteBuffer out, UserId user, long number) {
    out.putLong(user.high()).putLong(user.low());
    Zigzag.write(out, number);
  }

  /// Reads a value.
  ///
  /// @throws ContractException when it is no group
  static GroupState decode(byte[] value) {
    try {
      return read(ByteBuffer.wrap(value));
    } catch (BufferUnderflowException e) {
      throw new ContractException("group: ends after " + value.length + " bytes", e);
    }
  }

  private static GroupState read(ByteBuffer in) {
    byte version = in.get();
    byte kind = in.get();
    if (version != VERSION || kind < GONE || kind > INCOMPLETE) {
      throw new ContractException(
          "group: version " + version + ", kind " + kind + " (expected: 1, 0..2)");
    }
    long takenAt = Zigzag.read(in);
    List<Departed> departed = new ArrayList<>();
    for (int left = count(in); left > 0; left--) {
      departed.add(new Departed(new UserId(in.getLong(), in.getLong()), Zigzag.read(in)));
    }
    if (kind == GONE) {
      return ended(in, new Gone(takenAt, departed));
    }
    long revision = Zigzag.read(in);
    long changedAt = Zigzag.read(in);
    long announced = Zigzag.read(in);
    List<Member> members = new ArrayList<>();
    for (int left = count(in); left > 0; left--) {
      members.add(new Member(new UserId(in.getLong(), in.getLong()), Zigzag.read(in)));
    }
    People people = new People(members, departed);
    return ended(in, new Known(revision, changedAt, announced, kind == COMPLETE, takenAt, people));
  }

  private static int count(ByteBuffer in) {
    long count = Zigzag.read(in);
    if (count < 0 || count > in.remaining() / 17) {
      throw new ContractException("group: " + count + " entries in " + in.remaining() + " bytes");
    }
    return (int) count;
  }

  private static GroupState ended(ByteBuffer in, GroupState state) {
    if (in.hasRemaining()) {
      throw new ContractException("group: " + in.remaining() + " bytes left over");
    }
    return state;
  }
}
