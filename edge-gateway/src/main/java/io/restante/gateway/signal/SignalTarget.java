package io.restante.gateway.signal;

import io.restante.contract.DeviceAddress;
import java.nio.ByteBuffer;

/// One device's connection, as the reader of signals sees it.
public interface SignalTarget {
  /// Returns the device, as its ticket proved it.
  DeviceAddress address();

  /// Sends a signal, or drops it when the socket takes no more. Called by the reader's thread;
  /// neither blocks nor throws.
  ///
  /// @param value the record's value; only valid during the call, so it is copied here
  void signal(ByteBuffer value);
}
