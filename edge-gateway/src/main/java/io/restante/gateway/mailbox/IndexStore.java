package io.restante.gateway.mailbox;

import io.restante.contract.DeviceAddress;
import java.util.Collection;

/// Where a mailbox index is kept across restarts. One owner, no threads.
///
/// A store that finds itself damaged throws [DamagedIndexException]; the owner then starts with an
/// empty one.
public interface IndexStore extends AutoCloseable {
  /// Returns the offsets of a device from an offset on, ascending, at most `max` of them.
  long[] page(DeviceAddress address, long from, int max);

  /// Returns the offset of the first record that the store has not taken in; 0 when it is empty.
  long position();

  /// Makes changes and a new position durable together: after a crash both are there or neither.
  void apply(Collection<Change> changes, long position);

  @Override
  void close();

  /// What happened to one mailbox since the last time.
  ///
  /// @param address whose mailbox
  /// @param removed offsets below the store's position that are gone, if they were ever there
  /// @param added offsets at or above the store's position
  record Change(DeviceAddress address, Offsets removed, Offsets added) {}
}
