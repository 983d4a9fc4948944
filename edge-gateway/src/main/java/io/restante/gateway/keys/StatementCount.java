package io.restante.gateway.keys;

import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.session.Request;
import com.datastax.oss.driver.api.core.tracker.RequestTracker;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Counts the statements that the driver has sent and got an answer to, or given up. Thread-safe.
final class StatementCount implements RequestTracker {
  private final LongAdder succeeded = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /// Statements that were answered.
  long succeeded() {
    return succeeded.sum();
  }

  /// Statements that failed or took too long.
  long failed() {
    return failed.sum();
  }

  @Override
  public void onSuccess(
      Request request,
      long latencyNanos,
      DriverExecutionProfile executionProfile,
      Node node,
      String requestLogPrefix) {
    succeeded.increment();
  }

  @Override
  public void onError(
      Request request,
      Throwable error,
      long latencyNanos,
      DriverExecutionProfile executionProfile,
      @Nullable Node node,
      String requestLogPrefix) {
    failed.increment();
  }

  @Override
  public void close() {}
}
