package io.restante.gateway.simulation;

import java.nio.ByteBuffer;
import java.util.List;

/// What an envelope carries in a simulation.
///
/// @param sender which sender
/// @param recipient which device, or [#SHARED]
/// @param number its place in the conversation
record SimulatedMessage(int sender, int recipient, int number) {
  /// How many groups there are.
  static final int GROUPS = 2;

  private static final int SHARED = -1;
  private static final int FIRST_GROUP = 100;
  private static final List<List<Integer>> MEMBERS = List.of(List.of(0, 1), List.of(2, 0, 1));

  /// Returns a message to a group.
  static SimulatedMessage shared(int group, int number) {
    return new SimulatedMessage(FIRST_GROUP + group, SHARED, number);
  }

  boolean isShared() {
    return recipient == SHARED;
  }

  /// Returns which devices it is for.
  List<Integer> recipients() {
    return isShared() ? MEMBERS.get(sender - FIRST_GROUP) : List.of(recipient);
  }

  ByteBuffer encode() {
    return ByteBuffer.allocate(12).putInt(sender).putInt(recipient).putInt(number).flip();
  }

  static SimulatedMessage decode(ByteBuffer value) {
    return new SimulatedMessage(value.getInt(0), value.getInt(4), value.getInt(8));
  }
}
