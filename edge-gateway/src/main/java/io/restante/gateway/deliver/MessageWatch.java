package io.restante.gateway.deliver;

import io.restante.contract.DeviceAddress;
import java.nio.ByteBuffer;

/// Hears of every message that the log holds for a device of a partition this node owns, once it is
/// in the index; after a crash again of those since the last checkpoint.
///
/// Called on lane threads; must not block.
@FunctionalInterface
public interface MessageWatch {
  /// Hears nothing.
  MessageWatch NOBODY = (_, _) -> {};

  /// A message has reached its recipient's partition.
  ///
  /// @param value the record's value; only valid during the call
  void onMessage(DeviceAddress recipient, ByteBuffer value);
}
