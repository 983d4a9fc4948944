package io.restante.gateway.frame;

import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What one WebSocket message of a device turned out to be.
///
/// The buffers within are views of the message's own bytes; they belong to the frame and nobody
/// writes to them.
public sealed interface ClientFrame {
  /// Who the device is.
  ///
  /// @param ticket 1 to 512 bytes
  /// @param past what it says of its earlier connections
  record Hello(ByteBuffer ticket, Past past) implements ClientFrame {}

  /// What a device says of its earlier connections.
  ///
  /// @param resume how far it had stored its mailbox, or null when it says nothing
  /// @param unreachable the home it was sent to and could not connect to, at most 255 characters of
  ///   ASCII, or null when there is none
  record Past(@Nullable Resume resume, @Nullable String unreachable) {
    /// Of a device that says nothing.
    public static final Past NONE = new Past(null, null);
  }

  /// How far the device had stored its mailbox before this connection.
  ///
  /// @param log the log that the offset belongs to
  /// @param storedUpTo the highest offset stored, 0 or more
  record Resume(UUID log, long storedUpTo) {}

  /// A message, to be answered with ACCEPTED or REJECTED.
  sealed interface Sending extends ClientFrame {
    /// Returns the message.
    MessageId id();

    /// Returns whom it is for.
    Peer peer();

    /// Returns its place in the conversation, 1 or more.
    long number();
  }

  /// A message to one user.
  ///
  /// @param id the message
  /// @param recipient the user it is for
  /// @param number its place in the conversation, 1 or more
  /// @param deviceListRevision the revision of the recipient's device list that the sender knows
  /// @param copies 1 to 16, each for another device
  record Send(
      MessageId id, UserId recipient, long number, long deviceListRevision, List<Copy> copies)
      implements Sending {
    /// Copies the list.
    public Send {
      copies = List.copyOf(copies);
    }

    @Override
    public Peer peer() {
      return new Peer(recipient.high(), recipient.low());
    }
  }

  /// A message to a group.
  ///
  /// @param id the message
  /// @param group the group it is for
  /// @param number its place in the conversation, 1 or more
  /// @param revision the group's revision that the sender knows, 1 or more
  /// @param settled up to which number all have come back to the sender, 0 or more, less than the
  ///   number
  /// @param ciphertext 1 to 65,536 bytes
  record SendGroup(
      MessageId id, GroupId group, long number, long revision, long settled, ByteBuffer ciphertext)
      implements Sending {
    @Override
    public Peer peer() {
      return new Peer(group.high(), group.low());
    }
  }

  /// The ciphertext for one device.
  ///
  /// @param device the recipient's device id, 1 to 127
  /// @param ciphertext 1 to 65,536 bytes
  record Copy(int device, ByteBuffer ciphertext) {}

  /// Everything delivered up to an offset is stored.
  ///
  /// @param upTo an offset, 0 or more
  record Ack(long upTo) implements ClientFrame {}

  /// Asks for a PONG.
  record Ping(long nonce) implements ClientFrame {}

  /// Somebody is typing. Never answered.
  ///
  /// @param group the group that the message is for, or null when it is for the one recipient
  /// @param recipients 1 to 64 users, each another; one when there is no group
  record Typing(@Nullable GroupId group, List<UserId> recipients) implements ClientFrame {
    /// Copies the list.
    public Typing {
      recipients = List.copyOf(recipients);
    }

    /// Returns the conversation that the message is for.
    public Peer conversation() {
      UserId first = recipients.getFirst();
      return group == null
          ? new Peer(first.high(), first.low())
          : new Peer(group.high(), group.low());
    }
  }

  /// A TYPING to nobody, to more users than 64, or to more than one without a group.
  record TypingAstray() implements ClientFrame {}

  /// The device wants to be told when users come and leave, or no longer. Not answered by the node.
  ///
  /// @param users 1 to 64, each another
  /// @param isOn false when it no longer wants to
  record Watch(List<UserId> users, boolean isOn) implements ClientFrame {
    /// Copies the list.
    public Watch {
      users = List.copyOf(users);
    }
  }

  /// A WATCH or UNWATCH of nobody, or of more users than 64.
  record WatchAstray() implements ClientFrame {}

  /// The user has read what a device sent. Never answered.
  ///
  /// @param group the group that the messages were for, or null when they were for the user alone
  /// @param sender the device that sent them
  /// @param number the number of the last that was read, 1 or more
  record Read(@Nullable GroupId group, DeviceAddress sender, long number) implements ClientFrame {
    /// Returns the sending device's conversation.
    ///
    /// @param reader who has read it
    public Conversation conversation(UserId reader) {
      return group == null ? Conversation.with(reader, sender) : Conversation.with(group, sender);
    }
  }

  /// Asks how far each member of a group has come with what this device sent.
  record AskReceipts(GroupId group) implements ClientFrame {}

  /// A SEND or SEND_GROUP that can be told apart from others, but cannot be taken in as it is.
  ///
  /// @param id the message
  /// @param peer whom it is for
  /// @param number its place in the conversation, 1 or more
  /// @param flaw the first thing wrong with it
  record Refused(MessageId id, Peer peer, long number, SendFlaw flaw) implements ClientFrame {}

  /// A frame of a type that this node does not know.
  ///
  /// @param tag the branch number
  record Unknown(long tag) implements ClientFrame {}

  /// Not a frame.
  record Malformed(FrameFlaw flaw) implements ClientFrame {}
}
