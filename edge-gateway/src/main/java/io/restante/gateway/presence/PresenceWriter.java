package io.restante.gateway.presence;

import io.restante.contract.DeviceAddress;
import io.restante.contract.RecipientPartitioner;
import io.restante.contract.Topic;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.gateway.send.LogWriter;
import io.restante.presence.SessionEvent;
import io.restante.presence.SessionKey;
import io.restante.presence.Watch;
import io.restante.presence.WatchKey;
import io.restante.shared.Id16;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Appends comings, goings and watches. Thread-safe; never blocks.
///
/// Sessions wait in the journal, and one job at a time takes them from there: what the log does not
/// take yet becomes one with what comes after it. A watch is dropped when the [LogWriter]'s queue
/// is full; the device asks again.
final class PresenceWriter {
  private static final int SESSIONS_A_JOB = 512;
  private static final int RECORD_BYTES = 96;

  private final LogWriter writer;
  private final SessionJournal journal;
  private final int partitions;
  private final PresenceMetrics metrics;
  private final AtomicBoolean isQueued = new AtomicBoolean();
  private volatile boolean isStopped;

  /// Creates one.
  ///
  /// @param writer takes the jobs; closed by whoever made it
  /// @param partitions how many partitions the topics have
  PresenceWriter(
      LogWriter writer, SessionJournal journal, int partitions, PresenceMetrics metrics) {
    this.writer = writer;
    this.journal = journal;
    this.partitions = partitions;
    this.metrics = metrics;
  }

  /// Has what is in the journal appended, soon.
  void sessions() {
    if (!isStopped && isQueued.compareAndSet(false, true)) {
      writer.offer(new Sessions(), this::again);
    }
  }

  private void again() {
    isQueued.set(false);
    if (!isStopped) {
      sessions();
    }
  }

  /// Asks for no more room. To be called before the [LogWriter] is closed.
  void stop() {
    isStopped = true;
  }

  /// Offers one watch for each user.
  ///
  /// @param untilMs when they end, milliseconds since 1970 UTC; 0 to end them
  void watches(DeviceAddress watcher, List<UserId> users, long untilMs) {
    metrics.watchesOffered.add(users.size());
    if (!writer.offer(new Watches(watcher, users, untilMs))) {
      metrics.watchesDropped.add(users.size());
    }
  }

  private static Id16 id16(UserId user) {
    return new Id16(ByteBuffer.allocate(16).putLong(user.high()).putLong(user.low()).array());
  }

  private static Callback counting(LongAdder appended) {
    return (_, failure) -> {
      if (failure == null) {
        appended.increment();
      }
    };
  }

  private <K, V> ProducerRecord<byte[], byte[]> record(
      Topic<K, V> topic, UserId user, K key, V value) {
    String name = topic.name();
    return new ProducerRecord<>(
        name,
        RecipientPartitioner.partition(user, partitions),
        topic.keys().serializer().serialize(name, key),
        topic.values().serializer().serialize(name, value));
  }

  /// Empties the journal as far as it goes in one turn.
  private final class Sessions implements LogWriter.Job {
    @Override
    public int bytes() {
      return RECORD_BYTES;
    }

    @Override
    public void send(LogWriter.Output output) {
      isQueued.set(false); // What comes from now on needs another job.
      for (SessionJournal.Entry entry : journal.take(SESSIONS_A_JOB)) {
        UserId user = entry.device().user();
        SessionEvent event =
            new SessionEvent(
                entry.device().device(),
                entry.stay().epoch(),
                entry.stay().connection(),
                entry.isOpen(),
                Instant.ofEpochMilli(entry.atMs()));
        output.append(
            record(Topics.SESSIONS, user, new SessionKey(id16(user)), event),
            counting(metrics.sessionsAppended));
      }
      if (journal.size() > 0) {
        sessions();
      }
    }
  }

  /// What one WATCH or UNWATCH becomes.
  private final class Watches implements LogWriter.Job {
    private final DeviceAddress watcher;
    private final List<UserId> users;
    private final long untilMs;

    Watches(DeviceAddress watcher, List<UserId> users, long untilMs) {
      this.watcher = watcher;
      this.users = users;
      this.untilMs = untilMs;
    }

    @Override
    public int bytes() {
      return RECORD_BYTES * users.size();
    }

    @Override
    public void send(LogWriter.Output output) {
      Watch watch =
          new Watch(id16(watcher.user()), watcher.device(), Instant.ofEpochMilli(untilMs));
      for (UserId user : users) {
        output.append(
            record(Topics.WATCHES, user, new WatchKey(id16(user)), watch),
            counting(metrics.watchesAppended));
      }
    }
  }
}
