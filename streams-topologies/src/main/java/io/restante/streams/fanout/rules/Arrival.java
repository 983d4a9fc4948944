package io.restante.streams.fanout.rules;

import io.restante.contract.ContractException;
import io.restante.contract.DeviceAddress;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.GroupId;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.messaging.GroupEnvelope;
import io.restante.messaging.GroupEnvelopeKey;

/// A message to a group, as it came.
///
/// @param group the group
/// @param message what its sender's gateway took in
/// @param offset where it stands
/// @param bytes how many its value has
public record Arrival(GroupId group, GroupEnvelope message, long offset, int bytes) {
  private static final int CIPHERTEXT_MAX = 65_536;

  /// Reads a record that has a value.
  ///
  /// @param offset where it stands
  /// @throws ContractException when it is no message to a group
  public static Arrival read(byte[] key, byte[] value, long offset) {
    GroupEnvelopeKey group =
        Topics.GROUP_ENVELOPES
            .keys()
            .deserializer()
            .deserialize(Topics.GROUP_ENVELOPES.name(), key);
    return read(DirectoryKeys.groupId(group.getGroup()), value, offset);
  }

  static Arrival read(GroupId group, byte[] value, long offset) {
    GroupEnvelope message =
        Topics.GROUP_ENVELOPES
            .values()
            .deserializer()
            .deserialize(Topics.GROUP_ENVELOPES.name(), value);
    require("group message revision", message.getRevision(), Long.MAX_VALUE);
    require("group message number", message.getNumber(), Long.MAX_VALUE);
    require("sending device", message.getSenderDevice(), DeviceAddress.DEVICE_MAX);
    require("ciphertext bytes", message.getCiphertext().remaining(), CIPHERTEXT_MAX);
    if (DirectoryKeys.userId(message.getSender()).equals(UserId.NOBODY)) {
      throw new ContractException("sender: nobody (expected: a user)");
    }
    return new Arrival(group, message, offset, value.length);
  }

  private static void require(String what, long found, long most) {
    if (found < 1 || found > most) {
      throw new ContractException(what + ": " + found + " (expected: 1.." + most + ")");
    }
  }

  /// Returns the value as it came, or one that says the same.
  byte[] value() {
    return Topics.GROUP_ENVELOPES
        .values()
        .serializer()
        .serialize(Topics.GROUP_ENVELOPES.name(), message);
  }

  /// Returns who sent it.
  DeviceAddress device() {
    return new DeviceAddress(DirectoryKeys.userId(message.getSender()), message.getSenderDevice());
  }
}
