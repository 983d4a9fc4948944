package io.restante.gateway.snapshot;

import java.time.Duration;
import java.util.UUID;

/// How snapshots are published and fetched.
///
/// @param place which snapshots are this fleet's
/// @param node the node's name, for people who read manifests
/// @param interval how often the owner of a partition looks whether a new one is due
/// @param recordsLeast how many records the log must have got since the last one
/// @param fetchRecords how many records there must be to read before a takeover asks for one
/// @param fetchTimeout how long a takeover waits for one
/// @param bytesPerSecond how fast a node uploads
/// @param bytesMax how large one may be
/// @param tombstoneRetention the topic's `delete.retention.ms`: an older one may have missed
///   tombstones and is of no use
public record SnapshotSettings(
    Place place,
    String node,
    Duration interval,
    int recordsLeast,
    int fetchRecords,
    Duration fetchTimeout,
    int bytesPerSecond,
    int bytesMax,
    Duration tombstoneRetention) {
  /// Which snapshots are this fleet's.
  ///
  /// @param prefix what all keys begin with; may be empty
  /// @param gateway the fleet's name
  /// @param log the id of the topic: offsets belong to it
  public record Place(String prefix, String gateway, UUID log) {}
}
