package io.restante.gateway.api;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;

/// Whose allowance a limit counts, as text.
final class Subjects {
  private Subjects() {}

  static String device(DeviceAddress device) {
    return device.user() + "/" + device.device();
  }

  static String pair(UserId requester, UserId target) {
    return requester + ">" + target;
  }
}
