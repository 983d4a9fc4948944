package io.restante.connectors.lastseen;

import io.restante.contract.UserId;
import java.util.concurrent.CompletionStage;

/// Where it is kept when users were last there. Thread-safe.
interface LastSeenStore extends AutoCloseable {
  /// Keeps when a user was last there, unless something later is known.
  ///
  /// @param seenMs milliseconds since 1970 UTC
  /// @return completes exceptionally when it may not be kept
  CompletionStage<?> write(UserId user, long seenMs);

  /// Forgets a user.
  ///
  /// @param nowMs what is older than this is gone
  CompletionStage<?> forget(UserId user, long nowMs);

  @Override
  void close();
}
