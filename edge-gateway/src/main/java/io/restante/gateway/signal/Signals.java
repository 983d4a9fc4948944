package io.restante.gateway.signal;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The door to signals, for connections. Thread-safe; no method blocks.
public interface Signals {
  /// Takes none and gives none.
  Signals NONE =
      new Signals() {
        @Override
        public void came(SignalTarget device) {}

        @Override
        public void left(SignalTarget device) {}

        @Override
        public void typing(
            DeviceAddress sender, @Nullable GroupId group, List<UserId> recipients) {}
      };

  /// A device is connected, and is to be told from now on.
  void came(SignalTarget device);

  /// The connection is over. May be called for one that never came.
  void left(SignalTarget device);

  /// Tells users that somebody is typing.
  ///
  /// @param sender the device, as its ticket proved it
  /// @param group the group that the message is for, or null when it is for the one recipient
  /// @param recipients 1 to 64 users
  void typing(DeviceAddress sender, @Nullable GroupId group, List<UserId> recipients);
}
