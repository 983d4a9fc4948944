package io.restante.gateway.mailbox;

import io.restante.contract.DeviceAddress;
import io.restante.contract.Slot;
import io.restante.contract.UserId;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One record of a partition of `messaging.envelopes`.
///
/// @param offset its place in the partition
/// @param timestampMs when the log took it in, milliseconds since 1970 UTC
/// @param slot the record's key
/// @param value the record's value, or null for a tombstone; not changed by anyone
/// @param answers for a tombstone, the offset of the envelope it answers; otherwise [#NOTHING]
/// @param version where the envelope was first appended, or for a tombstone, where the one was that
///   it answers; other than `offset` and `answers` only for what was appended again, see [Standing]
/// @param recipients for a shared record, the users whose devices it is for; otherwise none
public record LogRecord(
    long offset,
    long timestampMs,
    Slot slot,
    @Nullable ByteBuffer value,
    long answers,
    long version,
    List<UserId> recipients) {
  /// Stands for "answers no offset".
  public static final long NOTHING = -1;

  /// Creates a record for one device.
  public LogRecord(
      long offset,
      long timestampMs,
      Slot slot,
      @Nullable ByteBuffer value,
      long answers,
      long version) {
    this(offset, timestampMs, slot, value, answers, version, List.of());
  }

  /// Creates a record for one device that has nothing to do with what was appended again.
  public LogRecord(
      long offset, long timestampMs, Slot slot, @Nullable ByteBuffer value, long answers) {
    this(offset, timestampMs, slot, value, answers, value == null ? answers : offset);
  }

  /// Tells whether a device may receive it.
  boolean isFor(DeviceAddress device) {
    return slot.isShared() ? recipients.contains(device.user()) : slot.address().equals(device);
  }
}
