package io.restante.gateway.mailbox;

import io.restante.contract.DeviceAddress;
import io.restante.contract.Slot;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a mailbox index is kept across restarts. One owner, no threads.
///
/// A store that finds itself damaged throws [DamagedIndexException]; the owner then starts with an
/// empty one.
public interface IndexStore extends AutoCloseable {
  /// Returns the offsets of a device from an offset on, ascending, at most `max` of them.
  long[] page(DeviceAddress address, long from, int max);

  /// Returns what stands in a slot that supersedes itself, or null when nothing does.
  @Nullable Standing standing(Slot slot);

  /// Returns the slots of a device that supersede themselves and are not empty.
  List<Slot> slots(DeviceAddress address);

  /// Returns the slots whose record is overlaid and has to be appended again.
  List<Slot> overlaid();

  /// Returns what is known of a shared record, or null when nothing is.
  @Nullable Sharing sharing(long offset);

  /// Returns the offsets of shared records that are gone while their remainder is not.
  List<Long> orphans();

  /// Returns the offset of the first record that the store has not taken in; 0 when it is empty.
  long position();

  /// Makes changes and a new position durable together: after a crash both are there or neither.
  void apply(Changes changes, long position);

  @Override
  void close();

  /// What happened since the last time.
  ///
  /// @param mailboxes at most one of each device
  /// @param slots at most one of each slot
  /// @param sharings at most one of each offset
  record Changes(
      Collection<Change> mailboxes,
      Collection<SlotChange> slots,
      Collection<SharingChange> sharings) {}

  /// What happened to one mailbox since the last time.
  ///
  /// @param address whose mailbox
  /// @param removed offsets below the store's position that are gone, if they were ever there
  /// @param added offsets at or above the store's position
  record Change(DeviceAddress address, Offsets removed, Offsets added) {}

  /// What happened to one slot that supersedes itself since the last time.
  ///
  /// @param standing what stands in it now, or null when nothing does
  record SlotChange(Slot slot, @Nullable Standing standing) {}

  /// What happened to one shared record since the last time.
  ///
  /// @param sharing who has yet to store it now, or null when it is gone
  record SharingChange(long offset, @Nullable Sharing sharing) {}
}
