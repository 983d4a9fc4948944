package io.restante.it.device;

import io.restante.contract.DeviceAddress;

/// One sender's device writing to one user, as the receiving device sees it. Immutable.
///
/// @param sender the device that numbers the messages 1, 2, 3 and so on
public record ConversationId(DeviceAddress sender) {}
