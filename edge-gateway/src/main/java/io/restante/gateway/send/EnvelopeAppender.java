package io.restante.gateway.send;

import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.EnvelopeCodec;
import io.restante.contract.GroupId;
import io.restante.contract.GroupPartitioner;
import io.restante.contract.MessagePlace;
import io.restante.contract.RecipientPartitioner;
import io.restante.contract.Slot;
import io.restante.contract.SlotCodec;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.messaging.GroupEnvelope;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/// Appends submissions, to `messaging.envelopes` one record for each copy, or to
/// `messaging.group-envelopes`, and tells their outcome. Thread-safe.
public final class EnvelopeAppender implements Appender {
  private static final int OVERHEAD_BYTES = 256;

  private final LogWriter writer;
  private final int partitions;
  private final int groupPartitions;
  private final AtomicInteger attempts;
  private final AcceptedWatch watch;

  /// Hears of messages to users that the log has. Called on the producer's thread; must not block.
  @FunctionalInterface
  public interface AcceptedWatch {
    /// Every copy is in the log.
    ///
    /// @param acceptedMs when the log took in the last copy, milliseconds since 1970 UTC
    void accepted(MessagePlace place, UserId recipient, long acceptedMs);
  }

  /// Creates the appender.
  ///
  /// @param writer appends, in order
  /// @param partitions how many partitions `messaging.envelopes` has
  /// @param groupPartitions how many partitions `messaging.group-envelopes` has
  /// @param firstAttempt where numbering appends begins; by chance, so that no two processes agree
  /// @param watch hears of messages that the log has
  public EnvelopeAppender(
      LogWriter writer,
      int partitions,
      int groupPartitions,
      int firstAttempt,
      AcceptedWatch watch) {
    this.writer = writer;
    this.partitions = partitions;
    this.groupPartitions = groupPartitions;
    this.attempts = new AtomicInteger(firstAttempt);
    this.watch = watch;
  }

  @Override
  public boolean offer(Submission submission, Runnable whenRoom) {
    return writer.offer(job(submission), whenRoom);
  }

  /// Returns what the writer has to do for a submission.
  LogWriter.Job job(Submission submission) {
    return switch (submission) {
      case Submission.ToUser toUser -> new Append(toUser);
      case Submission.ToGroup toGroup -> new AppendToGroup(toGroup);
    };
  }

  /// One message to a group on its way into the log. Sent on the writer's thread, completed on the
  /// producer's.
  private final class AppendToGroup implements LogWriter.Job, Callback {
    private final Submission.ToGroup submission;

    AppendToGroup(Submission.ToGroup submission) {
      this.submission = submission;
    }

    @Override
    public int bytes() {
      return OVERHEAD_BYTES + submission.ciphertext().remaining();
    }

    @Override
    public void send(LogWriter.Output output) {
      if (submission.outcome().hasFailed()) {
        return;
      }
      GroupId group = submission.group();
      String topic = Topics.GROUP_ENVELOPES.name();
      output.append(
          new ProducerRecord<>(
              topic,
              GroupPartitioner.partition(group, groupPartitions),
              Topics.GROUP_ENVELOPES
                  .keys()
                  .serializer()
                  .serialize(topic, DirectoryKeys.messages(group)),
              Topics.GROUP_ENVELOPES.values().serializer().serialize(topic, envelope())),
          this);
    }

    private GroupEnvelope envelope() {
      return new GroupEnvelope(
          DirectoryKeys.id16(submission.id()),
          DirectoryKeys.user(submission.sender().user()).getUser(),
          submission.sender().device(),
          submission.number(),
          submission.revision(),
          Instant.ofEpochMilli(submission.receivedAtMs()),
          submission.ciphertext(),
          submission.settled());
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
      if (failure != null || metadata == null) {
        submission.outcome().failed(submission.id());
      } else {
        submission.outcome().accepted(submission.id(), metadata.timestamp());
      }
    }
  }

  /// One message to a user on its way into the log. Sent on the writer's thread, completed on the
  /// producer's.
  private final class Append implements LogWriter.Job, Callback {
    private final Submission.ToUser submission;
    private int outstanding;
    private long acceptedAtMs;
    private boolean failed;

    Append(Submission.ToUser submission) {
      this.submission = submission;
      this.outstanding = submission.copies().size();
    }

    @Override
    public int bytes() {
      int bytes = OVERHEAD_BYTES;
      for (Submission.Copy copy : submission.copies()) {
        bytes += copy.ciphertext().remaining();
      }
      return bytes;
    }

    @Override
    public void send(LogWriter.Output output) {
      if (submission.outcome().hasFailed()) {
        return;
      }
      int partition = RecipientPartitioner.partition(submission.recipient(), partitions);
      int attempt = attempts.incrementAndGet();
      for (Submission.Copy copy : submission.copies()) {
        DeviceAddress address = new DeviceAddress(submission.recipient(), copy.device());
        byte[] key = SlotCodec.encode(Slot.ofMessage(address, submission.id(), attempt));
        byte[] value =
            EnvelopeCodec.encodeMessage(
                submission.id(),
                submission.sender(),
                submission.number(),
                submission.receivedAtMs(),
                submission.deviceListRevision(),
                copy.ciphertext());
        output.append(new ProducerRecord<>(Topics.ENVELOPES.name(), partition, key, value), this);
      }
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
      outstanding--;
      if (failure != null || metadata == null) {
        failed = true;
      } else {
        acceptedAtMs = Math.max(acceptedAtMs, metadata.timestamp());
      }
      if (outstanding > 0) {
        return;
      }
      if (failed) {
        submission.outcome().failed(submission.id());
      } else {
        submission.outcome().accepted(submission.id(), acceptedAtMs);
        watch.accepted(place(submission), submission.recipient(), acceptedAtMs);
      }
    }
  }

  private static MessagePlace place(Submission.ToUser submission) {
    return new MessagePlace(
        Conversation.with(submission.recipient(), submission.sender()), submission.number());
  }
}
