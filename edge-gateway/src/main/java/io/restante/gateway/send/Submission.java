package io.restante.gateway.send;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import java.nio.ByteBuffer;
import java.util.List;

/// A message of a device, checked and ready to be appended.
public sealed interface Submission {
  /// Returns the message.
  MessageId id();

  /// Returns the device that sent it, as its ticket proved it.
  DeviceAddress sender();

  /// Returns its place in the conversation, 1 or more.
  long number();

  /// Returns who is told of the outcome, once, on another thread.
  Outcome outcome();

  /// One SEND.
  ///
  /// @param id the message
  /// @param sender the device that sent it, as its ticket proved it
  /// @param recipient the user it is for
  /// @param number its place in the conversation, 1 or more
  /// @param receivedAtMs when the node read it, milliseconds since 1970 UTC
  /// @param deviceListRevision the revision of the recipient's device list that the sender knew
  /// @param copies one ciphertext for each device, 1 to 16; the buffers belong to the submission
  /// @param outcome told once, on another thread
  record ToUser(
      MessageId id,
      DeviceAddress sender,
      UserId recipient,
      long number,
      long receivedAtMs,
      long deviceListRevision,
      List<Copy> copies,
      Outcome outcome)
      implements Submission {

    /// Copies the list.
    public ToUser {
      copies = List.copyOf(copies);
    }
  }

  /// One SEND_GROUP.
  ///
  /// @param id the message
  /// @param sender the device that sent it, as its ticket proved it
  /// @param group the group it is for
  /// @param number its place in the conversation, 1 or more
  /// @param receivedAtMs when the node read it, milliseconds since 1970 UTC
  /// @param revision the group's revision that the sender knew, 1 or more
  /// @param settled up to which number all have come back to the sender, less than the number
  /// @param ciphertext 1 to 65,536 bytes; not changed by anyone after this
  /// @param outcome told once, on another thread
  record ToGroup(
      MessageId id,
      DeviceAddress sender,
      GroupId group,
      long number,
      long receivedAtMs,
      long revision,
      long settled,
      ByteBuffer ciphertext,
      Outcome outcome)
      implements Submission {}

  /// The ciphertext for one device.
  ///
  /// @param device the recipient's device id, 1 to 127
  /// @param ciphertext 1 to 65,536 bytes; not changed by anyone after this
  record Copy(int device, ByteBuffer ciphertext) {}

  /// Hears what became of a submission. One for all submissions of a connection.
  interface Outcome {
    /// Every copy is on all in-sync replicas.
    ///
    /// @param id the message
    /// @param acceptedAtMs when the log took in the last copy, milliseconds since 1970 UTC
    void accepted(MessageId id, long acceptedAtMs);

    /// The log refused a copy and will not take it. The connection must be closed, so that the
    /// device repeats in order.
    void failed(MessageId id);

    /// Tells whether a submission has failed. What the connection still has in the queue is dropped
    /// then, because it would overtake the failed one; the device repeats it.
    boolean hasFailed();
  }
}
