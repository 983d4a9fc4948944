package io.restante.streams.fanout.rules;

import java.time.Duration;

/// The bounds of a task.
///
/// @param parkMax how long a message may wait for the directory
/// @param groupMessages how many messages of a group may wait
/// @param groupBytes how many bytes of a group may wait
/// @param taskMessages how many messages of all groups may wait
/// @param taskBytes how many bytes of all groups may wait
/// @param ticker how long after the last deletion of a parked message its changelog's segment is
///   closed
/// @param deviceHolds how many refusals of a device are remembered
/// @param taskHolds how many refusals of all devices are remembered, about 300 bytes each
public record Limits(
    Duration parkMax,
    int groupMessages,
    int groupBytes,
    int taskMessages,
    int taskBytes,
    Duration ticker,
    int deviceHolds,
    int taskHolds) {
  private static final int GROUP_MESSAGES = 256;
  private static final int GROUP_BYTES = 4 << 20;
  private static final int TASK_MESSAGES = 10_000;
  private static final int TASK_BYTES = 64 << 20;
  private static final int DEVICE_HOLDS = 64;
  private static final int TASK_HOLDS = 100_000;

  /// Returns the usual bounds.
  public static Limits of(Duration parkMax, Duration ticker) {
    return new Limits(
        parkMax,
        GROUP_MESSAGES,
        GROUP_BYTES,
        TASK_MESSAGES,
        TASK_BYTES,
        ticker,
        DEVICE_HOLDS,
        TASK_HOLDS);
  }
}
