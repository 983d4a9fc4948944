package io.restante.gateway.send;

import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import java.nio.ByteBuffer;
import java.util.List;

/// One SEND, checked and ready to be appended.
///
/// @param id the message
/// @param sender the device that sent it, as its ticket proved it
/// @param recipient the user it is for
/// @param number its place in the conversation, 1 or more
/// @param receivedAtMs when the node read it, milliseconds since 1970 UTC
/// @param deviceListRevision the revision of the recipient's device list that the sender knew
/// @param copies one ciphertext for each device, 1 to 16; the buffers belong to the submission
/// @param outcome told once, on another thread
public record Submission(
    MessageId id,
    DeviceAddress sender,
    UserId recipient,
    long number,
    long receivedAtMs,
    long deviceListRevision,
    List<Copy> copies,
    Outcome outcome) {

  /// Copies the list.
  public Submission {
    copies = List.copyOf(copies);
  }

  /// The ciphertext for one device.
  ///
  /// @param device the recipient's device id, 1 to 127
  /// @param ciphertext 1 to 65,536 bytes; not changed by anyone after this
  public record Copy(int device, ByteBuffer ciphertext) {}

  /// Hears what became of a submission. One for all submissions of a connection.
  public interface Outcome {
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
