package io.restante.gateway.presence;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import java.util.List;

/// The door to presence, for connections. Thread-safe; no method blocks.
public interface Presences {
  /// Says nothing.
  Presences NONE =
      new Presences() {
        @Override
        public Stay came(DeviceAddress device) {
          return Stay.UNSAID;
        }

        @Override
        public void left(DeviceAddress device, Stay stay) {}

        @Override
        public void watch(DeviceAddress watcher, List<UserId> users, boolean isOn) {}
      };

  /// A device's connection, as the log knows it.
  ///
  /// @param epoch in which the node had been given the partition, or -1 when it had not: then
  ///   nothing was said
  /// @param connection counts the process's connections, 1 or more
  record Stay(long epoch, long connection) {
    static final Stay UNSAID = new Stay(-1, 0);
  }

  /// A device has been welcomed.
  ///
  /// @return to be shown when it leaves
  Stay came(DeviceAddress device);

  /// The connection is over.
  ///
  /// @param stay what [#came] returned
  void left(DeviceAddress device, Stay stay);

  /// A device wants to be told about users, or no longer.
  ///
  /// @param watcher the device, as its ticket proved it
  /// @param users 1 to 64
  /// @param isOn false when it no longer wants to
  void watch(DeviceAddress watcher, List<UserId> users, boolean isOn);
}
