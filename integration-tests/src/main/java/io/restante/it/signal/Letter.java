package io.restante.it.signal;

import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;

/// What is inside a ciphertext: all that the sender vouches for. Immutable.
///
/// @param id the message; as the envelope says
/// @param number its place in the conversation, 1 or more; as the envelope says
/// @param from the sending device
/// @param to the one device it is for
public record Letter(
    MessageId id, long number, DeviceAddress from, DeviceAddress to, Content content) {}
