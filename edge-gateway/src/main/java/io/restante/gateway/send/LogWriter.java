package io.restante.gateway.send;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jctools.queues.MpscArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands records to a Kafka producer on a thread of its own, because `KafkaProducer.send` can
/// block.
///
/// Order: records reach each partition in the order in which they were offered. A record is never
/// given up while the process lives (`delivery.timeout.ms` is unbounded): a later record of the
/// partition could otherwise overtake it, and a conversation's order would break.
///
/// The queue: bound `jobsMax` jobs and `bytesMax` bytes; when full, [#offer] refuses and the
/// sockets it came from stop being read; the meters are [#queuedJobs] and [#queuedBytes]. Behind it
/// the producer has its own bound, `buffer.memory`; when that is full this thread waits in `send`,
/// and the queue fills.
public final class LogWriter implements AutoCloseable {
  /// Something that becomes records. Runs on the writer's thread.
  public interface Job {
    /// Returns about how many bytes it takes up in the queue.
    int bytes();

    /// Sends its records.
    void send(Output output);
  }

  /// Takes a job's records. Only for use on the writer's thread: it may block.
  public interface Output {
    /// Appends a record; the callback runs on the producer's thread.
    void append(ProducerRecord<byte[], byte[]> appended, Callback callback);
  }

  private static final Logger LOGGER = LoggerFactory.getLogger(LogWriter.class);
  private static final int SPINS_BEFORE_PARKING = 50;

  private final KafkaProducer<byte[], byte[]> producer;
  private final MpscArrayQueue<Job> queue;
  private final long bytesMax;
  private final AtomicLong queuedBytes = new AtomicLong();
  private final ConcurrentLinkedQueue<Runnable> waiters = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Thread thread;
  private volatile boolean parked;
  private volatile boolean stopping;

  /// Creates a writer. [#start] begins it.
  ///
  /// @param name for the thread
  /// @param jobsMax bound of the queue, jobs
  /// @param bytesMax bound of the queue, bytes
  /// @param settings of the producer, as by [#producerSettings]
  public LogWriter(String name, int jobsMax, long bytesMax, Map<String, Object> settings) {
    this.queue = new MpscArrayQueue<>(jobsMax);
    this.bytesMax = bytesMax;
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
  }

  /// Returns the producer settings that the laws need.
  ///
  /// @param bootstrapServers the brokers
  /// @param lingerMs how long a batch may wait for company, milliseconds
  public static Map<String, Object> producerSettings(String bootstrapServers, int lingerMs) {
    return Map.ofEntries(
        Map.entry("bootstrap.servers", bootstrapServers),
        Map.entry("acks", "all"),
        Map.entry("enable.idempotence", true),
        Map.entry("max.in.flight.requests.per.connection", 5),
        Map.entry("retries", Integer.MAX_VALUE),
        Map.entry(
            "request.timeout.ms", 10_000), // how long a broker that stands still is waited for
        Map.entry("delivery.timeout.ms", Integer.MAX_VALUE),
        Map.entry("max.block.ms", Long.MAX_VALUE),
        Map.entry("linger.ms", lingerMs),
        Map.entry("batch.size", 64 << 10),
        Map.entry("buffer.memory", 32L << 20),
        Map.entry("compression.type", "none"),
        Map.entry("metadata.max.idle.ms", Long.MAX_VALUE),
        Map.entry("reconnect.backoff.max.ms", 1_000),
        Map.entry("enable.metrics.push", false));
  }

  /// Starts the thread.
  public void start() {
    thread.start();
  }

  /// Offers a job; false when the queue is full. Never blocks.
  public boolean offer(Job job) {
    int bytes = job.bytes();
    if (stopping || queuedBytes.get() + bytes > bytesMax || !queue.offer(job)) {
      return false;
    }
    queuedBytes.addAndGet(bytes);
    if (parked) {
      LockSupport.unpark(thread);
    }
    return true;
  }

  /// Offers a job, and when the queue is full has a task run once there is room.
  ///
  /// @param whenRoom run once on the writer's thread, or at once here; only when false is returned
  public boolean offer(Job job, Runnable whenRoom) {
    if (offer(job)) {
      return true;
    }
    waiters.add(whenRoom);
    waiting.incrementAndGet();
    if (queue.isEmpty()) {
      wakeWaiters();
    }
    return false;
  }

  private void run() {
    while (!stopping) {
      Job job = queue.poll();
      if (job == null) {
        park();
        continue;
      }
      queuedBytes.addAndGet(-job.bytes());
      send(job);
      if (waiting.get() > 0 && queue.size() <= queue.capacity() / 2) {
        wakeWaiters();
      }
    }
  }

  private void send(Job job) {
    try {
      job.send(this::append);
    } catch (KafkaException e) {
      if (!stopping) {
        LOGGER.atError().setCause(e).log("the producer refuses records");
      }
    }
  }

  private void append(ProducerRecord<byte[], byte[]> appended, Callback callback) {
    Future<RecordMetadata> _ = producer.send(appended, callback);
  }

  private void park() {
    wakeWaiters();
    for (int i = 0; i < SPINS_BEFORE_PARKING; i++) {
      if (!queue.isEmpty()) {
        return;
      }
      Thread.onSpinWait();
    }
    parked = true;
    if (queue.isEmpty() && !stopping) {
      LockSupport.park(this);
    }
    parked = false;
  }

  private void wakeWaiters() {
    for (Runnable waiter = waiters.poll(); waiter != null; waiter = waiters.poll()) {
      waiting.decrementAndGet();
      waiter.run();
    }
  }

  /// Returns how many jobs wait.
  public int queuedJobs() {
    return queue.size();
  }

  /// Returns how many bytes wait, about.
  public long queuedBytes() {
    return queuedBytes.get();
  }

  /// Returns a callback that does nothing but log a refusal by the broker.
  ///
  /// @param what names the records
  public static Callback logging(String what) {
    return (_, failure) -> {
      if (failure != null) {
        LOGGER.atError().addKeyValue("record", what).setCause(failure).log("record refused");
      }
    };
  }

  /// Sends what is in the producer's buffer, for at most a second, and stops. Jobs still queued are
  /// dropped: their senders never heard ACCEPTED, and repeat them.
  @Override
  public void close() {
    stopping = true;
    LockSupport.unpark(thread);
    producer.close(Duration.ofSeconds(1));
    try {
      if (thread.isAlive()) {
        thread.join(Duration.ofSeconds(1));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    wakeWaiters();
  }
}
