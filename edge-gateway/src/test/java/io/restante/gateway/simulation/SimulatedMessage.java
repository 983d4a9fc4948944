package io.restante.gateway.simulation;

import java.nio.ByteBuffer;

/// What an envelope carries in a simulation.
///
/// @param sender which sender
/// @param recipient which device
/// @param number its place in the conversation
record SimulatedMessage(int sender, int recipient, int number) {
  ByteBuffer encode() {
    return ByteBuffer.allocate(12).putInt(sender).putInt(recipient).putInt(number).flip();
  }

  static SimulatedMessage decode(ByteBuffer value) {
    return new SimulatedMessage(value.getInt(0), value.getInt(4), value.getInt(8));
  }
}
