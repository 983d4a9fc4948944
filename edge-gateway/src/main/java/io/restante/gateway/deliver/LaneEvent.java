package io.restante.gateway.deliver;

import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.gateway.mailbox.Chunk;
import java.nio.file.Path;
import java.util.Optional;

/// What other threads tell a lane. Each connection has a bounded number of these outstanding: one
/// opening, one closing, no more acknowledgements than envelopes in its window, and as many of the
/// others as its session lets through. Of what the core reports, as much is outstanding as the
/// housekeeper's queue and its producer hold.
sealed interface LaneEvent {
  /// Returns the partition it is about.
  int partition();

  /// A device wants its mailbox.
  record Opened(int partition, DeviceConnection connection) implements LaneEvent {}

  /// A device has stored everything up to an offset.
  record Acknowledged(int partition, DeviceConnection connection, long upTo) implements LaneEvent {}

  /// A user has read what a device sent, up to a number.
  record Read(int partition, DeviceConnection connection, Conversation conversation, long number)
      implements LaneEvent {}

  /// A device asks how far each member of a group has come.
  record AskedReceipts(int partition, DeviceConnection connection, GroupId group)
      implements LaneEvent {}

  /// What the core had to report is in the log.
  ///
  /// @param generation which ownership of the partition it was
  /// @param number the report's number
  record Reported(int partition, long generation, long number) implements LaneEvent {}

  /// A connection is over.
  record Closed(int partition, DeviceConnection connection) implements LaneEvent {}

  /// A device was removed from its user.
  record Removed(int partition, DeviceAddress device) implements LaneEvent {}

  /// A sweep has read a chunk.
  ///
  /// @param generation which ownership of the partition asked for it
  record ChunkRead(int partition, long generation, Chunk chunk, long end) implements LaneEvent {}

  /// A takeover that asked for a snapshot is answered.
  ///
  /// @param number which asking it was
  /// @param copy a copy of an index that is further on than the node's own, if there is one
  record SnapshotFetched(int partition, long number, Optional<Path> copy) implements LaneEvent {}
}
