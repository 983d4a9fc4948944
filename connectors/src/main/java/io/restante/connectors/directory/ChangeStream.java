package io.restante.connectors.directory;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.debezium.engine.spi.OffsetCommitPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the database's log: a thin shell around Debezium's engine, which runs on a thread of its
/// own.
///
/// A batch is written to the log with its position before Debezium hears that it was taken, and
/// before the database is told that it may forget it. While the log does not take a batch, nothing
/// more is read from the database than Debezium's queue holds (2,048 changes); the database keeps
/// the rest. Single-use: [#start], then [#close].
final class ChangeStream implements AutoCloseable {
  /// What Debezium calls the engine and the database.
  static final String NAME = "directory";

  private static final Logger LOGGER = LoggerFactory.getLogger(ChangeStream.class);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final SourceSettings source;
  private final LogWriter log;
  private final ConnectorStatus status;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable Throwable failure; // Written by the engine, before it ends.
  private @Nullable DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
  private long position; // Owned by the engine's thread once started.

  ChangeStream(SourceSettings source, LogWriter log, ConnectorStatus status) {
    this.source = source;
    this.log = log;
    this.status = status;
  }

  /// Begins to follow.
  ///
  /// @param lsn up to where everything is in the topics
  /// @param pollInterval how long Debezium waits when there is nothing: the whole latency
  void start(long lsn, Duration pollInterval) {
    position = lsn;
    DebeziumEngine<RecordChangeEvent<SourceRecord>> started =
        DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
            .using(settings(lsn, pollInterval))
            .using(OffsetCommitPolicy.always())
            .using((success, message, error) -> onEnd(success, error))
            .notifying(this::onBatch)
            .build();
    engine = started;
    Thread.ofPlatform()
        .name("debezium")
        .daemon()
        .start(
            () -> {
              try {
                started.run();
              } finally {
                ended.countDown();
              }
            });
  }

  private Properties settings(long lsn, Duration pollInterval) {
    Properties settings = new Properties();
    settings.setProperty("name", NAME);
    settings.setProperty("topic.prefix", NAME);
    settings.setProperty("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
    settings.setProperty("offset.storage", FixedOffsets.class.getName());
    settings.setProperty(FixedOffsets.POSITION, Long.toString(lsn));
    settings.setProperty("database.hostname", source.host());
    settings.setProperty("database.port", Integer.toString(source.port()));
    settings.setProperty("database.dbname", source.database());
    settings.setProperty("database.user", source.user());
    settings.setProperty("database.password", source.password());
    settings.setProperty("plugin.name", "pgoutput");
    settings.setProperty("slot.name", source.slot());
    settings.setProperty("publication.name", SourceSettings.PUBLICATION);
    settings.setProperty("publication.autocreate.mode", "disabled");
    // Snapshots are made by DirectorySnapshot, and end where this begins.
    settings.setProperty("snapshot.mode", "no_data");
    settings.setProperty("table.include.list", tables());
    settings.setProperty("message.prefix.include.list", SourceDatabase.HEARTBEAT);
    settings.setProperty("skipped.operations", "none");
    settings.setProperty("tombstones.on.delete", "false");
    settings.setProperty("poll.interval.ms", Long.toString(pollInterval.toMillis()));
    settings.setProperty("max.queue.size", "2048");
    settings.setProperty("max.batch.size", "1024");
    // Carries the end of a transaction when nothing follows it.
    settings.setProperty("heartbeat.interval.ms", "500");
    settings.setProperty("status.update.interval.ms", "1000");
    // Failures are ours to deal with: the whole way is built anew.
    settings.setProperty("errors.max.retries", "0");
    settings.setProperty("slot.max.retries", "0");
    return settings;
  }

  private static String tables() {
    return Arrays.stream(Table.values())
        .map(table -> "public." + table.sqlName())
        .collect(Collectors.joining(","));
  }

  private void onBatch(
      List<RecordChangeEvent<SourceRecord>> batch,
      RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
      throws InterruptedException {
    List<LogRecord<?, ?>> records = new ArrayList<>();
    long complete = position;
    long committedAtMs = 0;
    for (RecordChangeEvent<SourceRecord> handed : batch) {
      ChangeEvent event = new ChangeEvent(handed.record());
      records.addAll(event.records());
      complete = Math.max(complete, event.completeLsn());
      committedAtMs = Math.max(committedAtMs, event.committedAtMs());
    }
    if (!records.isEmpty() || complete > position) {
      log.write(records, complete);
      position = complete;
    }
    status.onApplied(records.size(), committedAtMs);
    for (RecordChangeEvent<SourceRecord> event : batch) {
      committer.markProcessed(event);
    }
    committer.markBatchFinished();
  }

  private void onEnd(boolean success, @Nullable Throwable error) {
    if (!success) {
      failure = error == null ? new SourceException("the stream of changes broke off") : error;
    }
  }

  /// Waits, and returns early when the stream has ended.
  ///
  /// @throws SourceException when it has ended by itself
  /// @throws TruncatedException when a snapshot is needed
  void await(Duration time) throws InterruptedException {
    if (!ended.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
      return;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TruncatedException truncated) {
        throw truncated;
      }
    }
    throw new SourceException("the stream of changes ended", failure);
  }

  /// Ends the stream; a batch under way is finished or comes again.
  @Override
  public void close() {
    DebeziumEngine<RecordChangeEvent<SourceRecord>> running = engine;
    if (running == null || ended.getCount() == 0) {
      return;
    }
    FutureTask<Boolean> closing = new FutureTask<>(() -> close(running));
    Thread.ofPlatform().name("debezium-close").daemon().start(closing);
    try {
      var _ = closing.get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended.await(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOGGER.atWarn().log("the stream of changes does not end; it is left behind, fenced");
      }
    } catch (ExecutionException | TimeoutException e) {
      LOGGER.atWarn().setCause(e).log("the stream of changes does not close");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean close(DebeziumEngine<?> running) throws IOException {
    running.close();
    return true;
  }
}
