package io.restante.gateway.deliver;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says which devices the users of this node's partitions have. Asked on lanes' threads; must not
/// block.
public interface DeviceTable {
  /// The node has a partition now, and may ask.
  void took(int partition);

  /// The node has a partition no more, and will not ask.
  void lost(int partition);

  /// Returns the devices that users had when a record for them was appended: those that are still
  /// theirs and were registered before.
  ///
  /// @param partition the partition of the users
  /// @param appendedAtMs when the record was appended, milliseconds since 1970 UTC
  /// @return null when that is not known yet: to be asked again soon
  @Nullable List<DeviceAddress> devices(int partition, List<UserId> users, long appendedAtMs);

  /// Tells whether a user lets it be known what he has read. False as long as that is not known.
  ///
  /// @param partition the partition of the user
  boolean tellsWhatIsRead(int partition, UserId user);
}
