package io.restante.gateway.rehearsal;

import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.gateway.deliver.DeviceConnection;
import io.restante.gateway.deliver.Mailboxes;
import io.restante.gateway.send.Appender;
import io.restante.gateway.send.Submission;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.Executor;

/// Mailboxes and a log that only the rehearsal sees: each device finds a few envelopes, and what it
/// sends is accepted and forgotten. Answers on a thread of its own, as lanes and producers do.
final class Stage implements Mailboxes, Appender {
  /// The device that all visits are of.
  static final DeviceAddress DEVICE = new DeviceAddress(new UserId(0x7000L, Long.MIN_VALUE), 1);

  /// How many envelopes each visit finds.
  static final int ENVELOPES = 4;

  private static final UUID LOG = new UUID(0, 0);
  private static final int ENVELOPE_BYTES = 300;

  private final Executor lane;
  private final InstantSource clock;

  Stage(Executor lane, InstantSource clock) {
    this.lane = lane;
    this.clock = clock;
  }

  @Override
  public void open(DeviceConnection connection) {
    lane.execute(
        () -> {
          connection.welcome(LOG);
          for (int offset = 0; offset < ENVELOPES; offset++) {
            connection.deliver(offset, ByteBuffer.allocate(ENVELOPE_BYTES));
          }
          connection.drained();
        });
  }

  @Override
  public void acknowledge(DeviceConnection connection, long upTo) {}

  @Override
  public void read(DeviceConnection connection, Conversation conversation, long number) {}

  @Override
  public void askReceipts(DeviceConnection connection, GroupId group) {}

  @Override
  public void close(DeviceConnection connection) {}

  @Override
  public boolean offer(Submission submission, Runnable whenRoom) {
    lane.execute(() -> submission.outcome().accepted(submission.id(), clock.millis()));
    return true;
  }
}
