/// The wire format: bytes of WebSocket messages to client frames, server frames to bytes.
///
/// Written by hand after `schemas/protocol/v1`, because every message passes here twice; tests hold
/// it against Avro's own generated classes. A frame is the Avro binary of a union: the branch
/// number as a zigzag integer (the *tag*), then the fields of that branch in order.
///
/// [ClientFrameDecoder] reads what devices send, [ServerFrames] writes what they receive. Nothing
/// here knows a channel, a broker or a clock.
@NullMarked
package io.restante.gateway.frame;

import org.jspecify.annotations.NullMarked;
