package io.restante.it.device;

import io.restante.contract.MessageId;
import java.nio.ByteBuffer;
import java.time.Instant;

/// A message as it is shown to the person holding the device: once. Immutable.
///
/// @param conversation who sent it
/// @param number its place in the conversation, 1 or more
/// @param id the message
/// @param offset its place in the log
/// @param receivedAt when the sender's gateway read it, by that node's clock
/// @param ciphertext read-only
public record Received(
    ConversationId conversation,
    long number,
    MessageId id,
    long offset,
    Instant receivedAt,
    ByteBuffer ciphertext) {}
