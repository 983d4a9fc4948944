package io.restante.it.signal;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;

/// What is inside a ciphertext for a group: all that the sender vouches for. Immutable.
///
/// @param id the message; as the envelope says
/// @param number its place in the conversation of the sending device with the group, 1 or more; as
///   the envelope says
/// @param from the sending device
/// @param group the one group it is for
public record GroupLetter(
    MessageId id, long number, DeviceAddress from, GroupId group, Content content) {}
