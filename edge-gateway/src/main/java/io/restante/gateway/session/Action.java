package io.restante.gateway.session;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.gateway.frame.ClientFrame;
import io.restante.gateway.frame.RejectCode;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a session asks its shell to do. To be performed in the order returned.
public sealed interface Action {
  /// Judge a ticket and tell [Session#onVerdict].
  record JudgeTicket(ByteBuffer ticket) implements Action {}

  /// Ask for the mailbox; its answer goes to [Session#onWelcomed] or [Session#onRefused].
  ///
  /// @param address the device, as its ticket proved it
  /// @param past what it says of its earlier connections
  record OpenMailbox(DeviceAddress address, ClientFrame.Past past) implements Action {}

  /// Give the mailbox back. Asked for once for each [OpenMailbox].
  record CloseMailbox() implements Action {}

  /// Send WELCOME.
  ///
  /// @param log the log that the connection's offsets belong to
  record Greet(UUID log) implements Action {}

  /// Offer a SEND or SEND_GROUP to the log. When it is not taken, tell [Session#onQueueFull].
  record Submit(ClientFrame.Sending send) implements Action {}

  /// Tell users that somebody is typing.
  record Tell(ClientFrame.Typing typing) implements Action {}

  /// Count a TYPING that is passed over.
  record PassOver() implements Action {}

  /// Take note of whom the device wants to be told about, or no longer.
  record Watch(ClientFrame.Watch watch) implements Action {}

  /// Count a WATCH or UNWATCH that is passed over.
  record PassOverWatch() implements Action {}

  /// Tell the mailbox what the user has read.
  record Read(ClientFrame.Read read) implements Action {}

  /// Ask how far each member of a group has come.
  record AskReceipts(GroupId group) implements Action {}

  /// Tell the mailbox what the device has stored.
  record Acknowledge(long upTo) implements Action {}

  /// Send REJECTED.
  ///
  /// @param id the message, or null when the refused frame carried none
  /// @param code why
  /// @param retryAfterMs milliseconds; -1 when trying again is pointless
  /// @param detail one sentence for the developer of the client
  record Reject(@Nullable MessageId id, RejectCode code, int retryAfterMs, String detail)
      implements Action {}

  /// Send PONG.
  record Pong(long nonce) implements Action {}

  /// Stop reading the socket, and stop decoding what has been read.
  record PauseReads() implements Action {}

  /// Read the socket again.
  record ResumeReads() implements Action {}

  /// Send MOVED.
  ///
  /// @param home the WebSocket that the device is to connect to
  record Move(String home) implements Action {}

  /// Send a close frame and end the connection.
  record Close(CloseReason reason) implements Action {}
}
