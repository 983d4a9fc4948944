package io.restante.streams.fanout;

import io.restante.contract.DeviceAddress;
import io.restante.contract.EnvelopeCodec;
import io.restante.contract.MessageId;
import io.restante.contract.RecipientPartitioner;
import io.restante.contract.Recipients;
import io.restante.contract.Slot;
import io.restante.messaging.GroupEnvelope;
import io.restante.streams.fanout.rules.Audience;
import io.restante.streams.fanout.rules.Outcome;
import io.restante.streams.runtime.Destination;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/// Makes records of outcomes. Used by one thread at a time.
///
/// A value is encoded once, however many partitions it goes to. Every append of a shared record has
/// a slot of its own, so that one that comes again after a crash supersedes nothing (ADR 0002): the
/// numbers begin at chance.
final class EnvelopeWriter {
  private final int partitions;
  private final LongAdder records;
  private int attempt;

  /// Creates it.
  ///
  /// @param partitions how many `messaging.envelopes` has
  /// @param attempt the first number of an append, by chance
  /// @param records counts what is written
  EnvelopeWriter(int partitions, int attempt, LongAdder records) {
    this.partitions = partitions;
    this.attempt = attempt;
    this.records = records;
  }

  /// Writes what an outcome asks for.
  ///
  /// @param timestampMs that of the input, milliseconds since 1970 UTC
  void write(Outcome outcome, long timestampMs, Consumer<Record<Destination, byte[]>> sink) {
    switch (outcome) {
      case Outcome.Deliver(var group, var message, var audience) ->
          share(
              Slot.ofGroupMessage(id(message), attempt++),
              new Content(EnvelopeCodec.encodeGroupMessage(group, message), timestampMs),
              audience,
              sink);
      case Outcome.Announce(var group, long revision, var audience) ->
          share(
              Slot.ofGroupChanged(group, attempt++),
              new Content(EnvelopeCodec.encodeGroupChanged(group, revision), timestampMs),
              audience,
              sink);
      case Outcome.Refuse(var group, var device, var message, var reason) ->
          tell(
              Slot.ofGroupRefused(device, group),
              EnvelopeCodec.encodeGroupRefused(group, message, reason),
              timestampMs,
              sink);
      case Outcome.Correct(var group, var device, long revision) ->
          tell(
              Slot.ofGroupChanged(device, group, revision),
              EnvelopeCodec.encodeGroupChanged(group, revision),
              timestampMs,
              sink);
    }
  }

  /// A value and its time.
  private static final class Content {
    private final byte[] value;
    private final long timestampMs;

    private Content(byte[] value, long timestampMs) {
      this.value = value;
      this.timestampMs = timestampMs;
    }
  }

  private void share(
      Slot slot, Content content, Audience audience, Consumer<Record<Destination, byte[]>> sink) {
    for (Audience.Part part : audience.parts()) {
      RecordHeaders headers = new RecordHeaders();
      headers.add(Recipients.HEADER, part.header());
      Destination to = new Destination(part.partition(), slot);
      records.increment();
      sink.accept(new Record<>(to, content.value, content.timestampMs, headers));
    }
  }

  private void tell(
      Slot slot, byte[] value, long timestampMs, Consumer<Record<Destination, byte[]>> sink) {
    DeviceAddress device = slot.address();
    int partition = RecipientPartitioner.partition(device.user(), partitions);
    records.increment();
    sink.accept(new Record<>(new Destination(partition, slot), value, timestampMs));
  }

  private static MessageId id(GroupEnvelope message) {
    ByteBuffer id = ByteBuffer.wrap(message.getId().bytes());
    return new MessageId(id.getLong(), id.getLong());
  }
}
