package io.restante.gateway.mailbox;

import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.contract.ReceiptEvent.Watermark;
import io.restante.contract.Slot;
import io.restante.contract.UserId;
import java.nio.ByteBuffer;
import java.util.List;

/// What the delivery core wants done. To be performed in the order given.
///
/// @param <C> a connection, opaque to the core
public sealed interface Action<C> {
  /// Tell a connection that its mailbox is open.
  record Welcome<C>(C connection) implements Action<C> {}

  /// Tell a connection that its mailbox can't be served.
  record Refuse<C>(C connection, Refusal refusal) implements Action<C> {}

  /// Send an envelope to a connection.
  record Deliver<C>(C connection, long offset, ByteBuffer value) implements Action<C> {}

  /// Tell a connection that everything that waited has been delivered.
  record Drained<C>(C connection) implements Action<C> {}

  /// Close a connection; [DeliveryCore#onDisconnected] must follow.
  record Disconnect<C>(C connection, Disconnection cause) implements Action<C> {}

  /// Append the tombstone that answers an offset: its envelope is on the device.
  ///
  /// @param version what the tombstone answers in a slot that supersedes itself, see [Standing];
  ///   otherwise the offset
  record Forget<C>(Slot slot, long offset, long version) implements Action<C> {}

  /// Append a record again: what came after it in its slot would erase it.
  ///
  /// @param version where it was first appended
  record Repeat<C>(Slot slot, long version, ByteBuffer value) implements Action<C> {}

  /// Append a remainder: who has yet to store a shared record.
  ///
  /// @param of the shared record's offset
  /// @param devices who has yet to store it, 1 or more
  record Note<C>(Slot slot, long of, List<DeviceAddress> devices) implements Action<C> {
    /// Copies the list.
    public Note {
      devices = List.copyOf(devices);
    }
  }

  /// Append how far users have come in a conversation; [DeliveryCore#onReported] must follow when
  /// that is in the log.
  ///
  /// @param number tells reports apart
  /// @param watermarks 1 or more
  /// @param passages how those of the messages in question came that are looked at
  record Report<C>(
      long number, Conversation conversation, List<Watermark> watermarks, List<Passage> passages)
      implements Action<C> {
    /// Copies the lists.
    public Report {
      watermarks = List.copyOf(watermarks);
      passages = List.copyOf(passages);
    }
  }

  /// A record that had to be appended again is gone: compaction was faster than this owner. Another
  /// may have done it in time.
  record Erased<C>(Slot slot, long offset) implements Action<C> {}

  /// An envelope was never collected: tell its sender, and only then append the tombstone.
  ///
  /// @param users whose devices have not collected it, 1 or more
  record Expire<C>(Slot slot, long offset, ByteBuffer value, List<UserId> users)
      implements Action<C> {
    /// Copies the list.
    public Expire {
      users = List.copyOf(users);
    }
  }

  /// Append a ticker, so that the partition's last segment closes and can be compacted.
  record Tick<C>() implements Action<C> {}

  /// Read a chunk of the log from an offset on and hand it to [DeliveryCore#onRead]. At most one is
  /// outstanding.
  record Read<C>(long from) implements Action<C> {}

  /// The index contradicts the log: throw it away and start again with an empty one.
  record Rebuild<C>() implements Action<C> {}
}
