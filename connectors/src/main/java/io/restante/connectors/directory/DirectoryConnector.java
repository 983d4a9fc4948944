package io.restante.connectors.directory;

import io.restante.connectors.directory.ConnectorStatus.State;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps `directory.*` equal to the directory, for as long as it runs.
///
/// One thread: it takes the lock that one instance at a time has, shuts those before out of the
/// log, looks where they stopped, goes on from there or begins with a snapshot, and follows. When
/// anything fails it lets go of everything and tries again, for ever. Single-use: [#start], then
/// [#close].
public final class DirectoryConnector implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(DirectoryConnector.class);
  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(5));
  private static final Duration STANDBY_LOOK = Duration.ofMillis(500);
  private static final Duration SILENCE_MAX = Duration.ofSeconds(15);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(25);

  private final ConnectorSettings settings;
  private final ConnectorStatus status;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private int failuresInRow; // Owned by the connector's thread.
  private @Nullable Thread thread; // Written by start(), read by close().

  /// Creates a connector that does nothing yet.
  ///
  /// @param status is told of what happens
  public DirectoryConnector(ConnectorSettings settings, ConnectorStatus status) {
    this.settings = settings;
    this.status = status;
  }

  /// How it runs. Immutable.
  ///
  /// @param source where the directory's database is
  /// @param kafka the brokers to begin with
  /// @param pollInterval how long a change may wait to be taken up
  /// @param heartbeat how often a heartbeat goes through
  public record ConnectorSettings(
      SourceSettings source, String kafka, Duration pollInterval, Duration heartbeat) {}

  /// Begins.
  public void start() {
    thread = Thread.ofPlatform().name("directory-connector").start(this::run);
  }

  private void run() {
    try {
      while (!isStopping(Duration.ZERO)) {
        serveOnce();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      // An error that nobody expected ends it too, and must be seen.
      status.enter(State.STOPPED);
    }
  }

  private void serveOnce() throws InterruptedException {
    try {
      serve();
    } catch (RuntimeException e) {
      failuresInRow++;
      status.onFailure();
      status.enter(State.RETRYING);
      Duration pause = BACKOFF.pause(failuresInRow);
      LOGGER
          .atWarn()
          .addKeyValue("cause", causes(e))
          .addKeyValue("pauseMs", pause.toMillis())
          .setCause(LOGGER.isDebugEnabled() ? e : null)
          .log("the directory can't be followed; trying again");
      var _ = isStopping(pause);
    }
  }

  private void serve() throws InterruptedException {
    try (SourceDatabase database = SourceDatabase.connect(settings.source())) {
      while (!database.tryLock()) {
        status.enter(State.STANDBY);
        if (isStopping(STANDBY_LOOK)) {
          return;
        }
      }
      status.enter(State.STARTING);
      try (LogWriter log = LogWriter.open(settings.kafka())) {
        database.release();
        long lsn = begin(database, log);
        follow(database, log, lsn);
      }
    }
  }

  /// Returns up to where everything is in the topics, after a snapshot if one is needed.
  private long begin(SourceDatabase database, LogWriter log) {
    StartPlan.Place end = database.end();
    log.follow(end);
    return switch (StartPlan.of(log.position(), database.slot(), end)) {
      case StartPlan.Resume(long lsn) -> {
        LOGGER.atInfo().addKeyValue("lsn", lsn).log("following the directory where it stopped");
        yield lsn;
      }
      case StartPlan.Begin(StartPlan.Cause cause) -> {
        LOGGER.atInfo().addKeyValue("cause", cause.label()).log("the directory is read as a whole");
        status.enter(State.SNAPSHOT);
        log.forgetPosition();
        database.dropSlot();
        yield snapshot(log);
      }
    };
  }

  private long snapshot(LogWriter log) {
    long began = System.nanoTime();
    try (ExportedSnapshot rows = ExportedSnapshot.begin(settings.source())) {
      KafkaTopicKeys topics = new KafkaTopicKeys(settings.kafka());
      long records = new DirectorySnapshot(rows, topics, log).run(rows.lsn());
      status.onSnapshot(records);
      LOGGER
          .atInfo()
          .addKeyValue("records", records)
          .addKeyValue("tookMs", Duration.ofNanos(System.nanoTime() - began).toMillis())
          .log("the topics are what the directory was");
      return rows.lsn();
    }
  }

  private void follow(SourceDatabase database, LogWriter log, long lsn)
      throws InterruptedException {
    try (ChangeStream stream = new ChangeStream(settings.source(), log, status)) {
      stream.start(lsn, settings.pollInterval());
      database.endWhenSilent(SILENCE_MAX.plus(settings.heartbeat().multipliedBy(3)));
      while (!isStopping(Duration.ZERO)) {
        database.beat();
        status.onBehind(database.behindBytes());
        if (status.state() == State.STREAMING) {
          failuresInRow = 0;
        }
        stream.await(settings.heartbeat());
      }
    } catch (TruncatedException e) {
      log.forgetPosition();
      throw e;
    }
  }

  private boolean isStopping(Duration wait) throws InterruptedException {
    return stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Messages of exceptions, and of what caused them; they hold no content.
  private static String causes(Throwable failure) {
    StringBuilder text = new StringBuilder(failure.toString());
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      text.append(" <- ").append(cause);
    }
    return text.toString();
  }

  /// Stops: what is under way is finished or comes again after the next start.
  @Override
  public void close() {
    stopping.countDown();
    Thread running = thread;
    if (running == null) {
      return;
    }
    try {
      if (!running.join(STOP_LIMIT)) {
        running.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
