package io.restante.gateway.frame;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.gateway.frame.ClientFrame.Copy;
import io.restante.gateway.frame.ClientFrame.Past;
import io.restante.gateway.frame.ClientFrame.Resume;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads one client frame from one WebSocket message. Stateless, thread-safe.
///
/// Never throws, whatever the bytes are, and copies none of them: a frame's buffers are views of
/// the message. Bytes after the last field that this node knows are ignored, because a newer device
/// may have appended fields.
public final class ClientFrameDecoder {
  /// The longest ticket, bytes.
  public static final int TICKET_BYTES_MAX = 512;

  /// The longest ciphertext, bytes.
  public static final int CIPHERTEXT_BYTES_MAX = 65_536;

  /// How many copies a SEND may have.
  public static final int COPIES_MAX = 16;

  /// How many users a TYPING may name.
  public static final int TYPING_RECIPIENTS_MAX = 64;

  /// How many users a WATCH or UNWATCH may name.
  public static final int WATCHED_MAX = 64;

  private static final int HOME_BYTES_MAX = 255;

  private static final int HELLO = 0;
  private static final int SEND = 1;
  private static final int ACK = 2;
  private static final int PING = 3;
  private static final int SEND_GROUP = 4;
  private static final int TYPING = 5;
  private static final int READ = 6;
  private static final int ASK_RECEIPTS = 7;
  private static final int WATCH = 8;
  private static final int UNWATCH = 9;

  private ClientFrameDecoder() {}

  /// Reads a frame.
  ///
  /// @param message a whole message; its position is left alone, and its bytes must not change
  ///   after this
  public static ClientFrame decode(ByteBuffer message) {
    FrameInput in = new FrameInput(message.slice());
    try {
      long tag = in.readLong();
      if (tag < 0) {
        throw new FrameException(FrameFlaw.BAD_LENGTH);
      }
      if (tag > UNWATCH) {
        return new ClientFrame.Unknown(tag);
      }
      return decode((int) tag, in);
    } catch (FrameException e) {
      return new ClientFrame.Malformed(e.flaw());
    }
  }

  private static ClientFrame decode(int tag, FrameInput in) throws FrameException {
    return switch (tag) {
      case HELLO -> decodeHello(in);
      case SEND -> decodeSend(in);
      case ACK -> new ClientFrame.Ack(in.readLong(0));
      case PING -> new ClientFrame.Ping(in.readLong());
      case SEND_GROUP -> decodeSendGroup(in);
      case TYPING -> decodeTyping(in);
      case READ -> decodeRead(in);
      case ASK_RECEIPTS -> new ClientFrame.AskReceipts(readGroup(in));
      case WATCH -> decodeWatch(in, true);
      case UNWATCH -> decodeWatch(in, false);
      default -> throw new IllegalStateException("tag: " + tag + " (expected: 0..9)");
    };
  }

  private static ClientFrame decodeHello(FrameInput in) throws FrameException {
    int length = in.readLength();
    if (length == 0 || length > TICKET_BYTES_MAX) {
      throw new FrameException(FrameFlaw.BAD_TICKET);
    }
    ByteBuffer ticket = in.slice(length);
    Resume resume = decodeResume(in);
    return new ClientFrame.Hello(ticket, new Past(resume, decodeUnreachable(in)));
  }

  private static @Nullable String decodeUnreachable(FrameInput in) throws FrameException {
    if (in.isAtEnd() || !readBranch(in)) {
      return null; // An older device ends its HELLO here.
    }
    int length = in.readLength();
    if (length > HOME_BYTES_MAX) {
      throw new FrameException(FrameFlaw.BAD_LENGTH);
    }
    return StandardCharsets.US_ASCII.decode(in.slice(length)).toString();
  }

  /// Reads whether an optional field is there.
  private static boolean readBranch(FrameInput in) throws FrameException {
    long branch = in.readLong();
    if (branch != 0 && branch != 1) {
      throw new FrameException(FrameFlaw.BAD_LENGTH);
    }
    return branch == 1;
  }

  private static @Nullable Resume decodeResume(FrameInput in) throws FrameException {
    if (!readBranch(in)) {
      return null;
    }
    UUID log = new UUID(in.readFixedLong(), in.readFixedLong());
    return new Resume(log, in.readLong(0));
  }

  private static ClientFrame decodeSend(FrameInput in) throws FrameException {
    MessageId id = new MessageId(in.readFixedLong(), in.readFixedLong());
    FrameInput.checkId(id.high(), id.low());
    UserId recipient = new UserId(in.readFixedLong(), in.readFixedLong());
    FrameInput.checkId(recipient.high(), recipient.low());
    long number = in.readLong(1);
    long revision = in.readLong();
    CopyReader copies = new CopyReader(in);
    copies.read();
    SendFlaw flaw = revision < 0 ? SendFlaw.REVISION_OUT_OF_RANGE : copies.flaw();
    if (flaw != null) {
      Peer peer = new Peer(recipient.high(), recipient.low());
      return new ClientFrame.Refused(id, peer, number, flaw);
    }
    return new ClientFrame.Send(id, recipient, number, revision, copies.copies());
  }

  private static ClientFrame decodeSendGroup(FrameInput in) throws FrameException {
    MessageId id = new MessageId(in.readFixedLong(), in.readFixedLong());
    FrameInput.checkId(id.high(), id.low());
    GroupId group = new GroupId(in.readFixedLong(), in.readFixedLong());
    FrameInput.checkId(group.high(), group.low());
    long number = in.readLong(1);
    long revision = in.readLong();
    long settled = in.readLong();
    int length = in.readLength();
    ByteBuffer ciphertext = in.slice(length);
    SendFlaw flaw = flawOf(number, revision, settled);
    if (flaw == null) {
      flaw = flawOf(length);
    }
    if (flaw != null) {
      return new ClientFrame.Refused(id, new Peer(group.high(), group.low()), number, flaw);
    }
    return new ClientFrame.SendGroup(id, group, number, revision, settled, ciphertext);
  }

  private static ClientFrame decodeTyping(FrameInput in) throws FrameException {
    GroupId group = readBranch(in) ? readGroup(in) : null;
    Set<UserId> recipients = readUsers(in, TYPING_RECIPIENTS_MAX);
    int most = group == null ? 1 : TYPING_RECIPIENTS_MAX;
    return recipients.isEmpty() || recipients.size() > most
        ? new ClientFrame.TypingAstray()
        : new ClientFrame.Typing(group, List.copyOf(recipients));
  }

  private static ClientFrame decodeWatch(FrameInput in, boolean isOn) throws FrameException {
    Set<UserId> users = readUsers(in, WATCHED_MAX);
    return users.isEmpty() || users.size() > WATCHED_MAX
        ? new ClientFrame.WatchAstray()
        : new ClientFrame.Watch(List.copyOf(users), isOn);
  }

  /// Reads an Avro array of users to its end; keeps each once, and one more than the most at the
  /// most.
  private static Set<UserId> readUsers(FrameInput in, int most) throws FrameException {
    Set<UserId> users = new LinkedHashSet<>();
    for (long count = in.readLong(); count != 0; count = in.readLong()) {
      if (count < 0) {
        in.readLength();
      }
      long items = count == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(count);
      for (long i = 0; i < items; i++) {
        UserId user = new UserId(in.readFixedLong(), in.readFixedLong());
        FrameInput.checkId(user.high(), user.low());
        if (users.size() <= most) {
          users.add(user);
        }
      }
    }
    return users;
  }

  private static ClientFrame decodeRead(FrameInput in) throws FrameException {
    UserId user = new UserId(in.readFixedLong(), in.readFixedLong());
    FrameInput.checkId(user.high(), user.low());
    long device = in.readLong(1);
    if (device > DeviceAddress.DEVICE_MAX) {
      throw new FrameException(FrameFlaw.BAD_NUMBER);
    }
    GroupId group = readBranch(in) ? readGroup(in) : null;
    return new ClientFrame.Read(group, new DeviceAddress(user, (int) device), in.readLong(1));
  }

  private static GroupId readGroup(FrameInput in) throws FrameException {
    GroupId group = new GroupId(in.readFixedLong(), in.readFixedLong());
    FrameInput.checkId(group.high(), group.low());
    return group;
  }

  private static @Nullable SendFlaw flawOf(long number, long revision, long settled) {
    if (revision < 1) {
      return SendFlaw.GROUP_REVISION_OUT_OF_RANGE;
    }
    return settled < 0 || settled >= number ? SendFlaw.SETTLED_OUT_OF_RANGE : null;
  }

  private static @Nullable SendFlaw flawOf(int ciphertextBytes) {
    if (ciphertextBytes == 0) {
      return SendFlaw.EMPTY_CIPHERTEXT;
    }
    return ciphertextBytes > CIPHERTEXT_BYTES_MAX ? SendFlaw.CIPHERTEXT_TOO_LARGE : null;
  }

  /// Reads the copies of one SEND. Goes on after a flaw to see whether the frame is one at all, but
  /// keeps nothing of it.
  private static final class CopyReader {
    private final FrameInput in;
    private final List<Copy> copies = new ArrayList<>(2);
    private final long[] seen = new long[2];
    private @Nullable SendFlaw flaw;

    CopyReader(FrameInput in) {
      this.in = in;
    }

    /// Reads an Avro array: blocks of items, each after its count; a negative count is followed by
    /// the block's length in bytes; a count of 0 ends it.
    void read() throws FrameException {
      for (long count = in.readLong(); count != 0; count = in.readLong()) {
        if (count < 0) {
          in.readLength();
        }
        // An item takes two bytes at the least, so a huge count soon meets the frame's end. The
        // smallest long has no positive counterpart, and is as far from any frame as can be.
        long items = count == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(count);
        for (long i = 0; i < items; i++) {
          readCopy();
        }
      }
      if (flaw == null && copies.isEmpty()) {
        flaw = SendFlaw.NO_COPIES;
      }
    }

    private void readCopy() throws FrameException {
      long device = in.readLong();
      int length = in.readLength();
      ByteBuffer ciphertext = in.slice(length);
      if (flaw == null) {
        flaw = flawOf(device, length);
      }
      if (flaw == null) {
        seen[(int) (device >> 6)] |= 1L << device;
        copies.add(new Copy((int) device, ciphertext));
      }
    }

    private @Nullable SendFlaw flawOf(long device, int length) {
      if (device < 1 || device > DeviceAddress.DEVICE_MAX) {
        return SendFlaw.DEVICE_OUT_OF_RANGE;
      }
      if ((seen[(int) (device >> 6)] & 1L << device) != 0) {
        return SendFlaw.DEVICE_TWICE;
      }
      SendFlaw flaw = ClientFrameDecoder.flawOf(length);
      return flaw == null && copies.size() == COPIES_MAX ? SendFlaw.TOO_MANY_COPIES : flaw;
    }

    @Nullable SendFlaw flaw() {
      return flaw;
    }

    List<Copy> copies() {
      return copies;
    }
  }
}
