package io.restante.it.account;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Runs what blocks, each on a virtual thread of its own, again and again until it succeeds or is
/// refused for good. Waits double from 0.2 s to 30 s, or are what the refusal says. Thread-safe.
final class Errands implements AutoCloseable {
  private static final long FIRST_WAIT_MS = 200;
  private static final long LAST_WAIT_MS = 30_000;

  private final ThreadFactory threads = Thread.ofVirtual().name("errand-", 0).factory();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("errands").factory());
  private volatile boolean isClosed;

  /// Something that blocks.
  @FunctionalInterface
  interface Errand {
    void run() throws IOException, ProblemException;
  }

  /// Runs an errand now.
  ///
  /// @param onRefused called when it was refused for good
  void run(Errand errand, Consumer<Problem> onRefused) {
    attempt(errand, onRefused, FIRST_WAIT_MS);
  }

  /// Runs an errand after a while, if this is still open then.
  void runAfter(Duration wait, Errand errand, Consumer<Problem> onRefused) {
    later(wait.toMillis(), () -> run(errand, onRefused));
  }

  @Override
  public void close() {
    isClosed = true;
    timer.shutdownNow();
  }

  private void attempt(Errand errand, Consumer<Problem> onRefused, long waitMs) {
    Thread started =
        threads.newThread(
            () -> {
              if (isClosed) {
                return;
              }
              try {
                errand.run();
              } catch (ProblemException e) {
                onProblem(errand, onRefused, waitMs, e.problem());
              } catch (IOException e) {
                again(errand, onRefused, waitMs, waitMs);
              }
            });
    started.start();
  }

  private void onProblem(Errand errand, Consumer<Problem> onRefused, long waitMs, Problem problem) {
    if (problem.isPassing()) {
      again(errand, onRefused, waitMs, Math.max(waitMs, problem.retryAfter().toMillis()));
      return;
    }
    onRefused.accept(problem);
  }

  private void again(Errand errand, Consumer<Problem> onRefused, long waitMs, long thisWaitMs) {
    long nextMs = Math.min(LAST_WAIT_MS, 2 * waitMs);
    later(thisWaitMs, () -> attempt(errand, onRefused, nextMs));
  }

  private void later(long waitMs, Runnable task) {
    if (!isClosed) {
      var _ = timer.schedule(task, waitMs, TimeUnit.MILLISECONDS);
    }
  }
}
