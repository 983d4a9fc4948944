package io.restante.local;

import io.restante.local.child.ChildDiedException;
import io.restante.local.postgres.PostgresException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/// Work done side by side, each piece on a thread of its own.
final class Aside {
  private Aside() {}

  /// Begins a piece of work.
  ///
  /// @param name the thread's
  static CompletableFuture<Void> run(String name, Runnable work) {
    return CompletableFuture.runAsync(
        work, task -> Thread.ofPlatform().name(name).daemon().start(task));
  }

  /// Begins a piece of work when another is done; when that fails, or is given up, not at all.
  ///
  /// @param name the thread's
  static CompletableFuture<Void> runAfter(
      CompletableFuture<Void> before, String name, Runnable work) {
    return before.thenRunAsync(work, task -> Thread.ofPlatform().name(name).daemon().start(task));
  }

  /// Does the same with each part, and returns when all are done.
  ///
  /// @param name the threads'
  /// @throws RuntimeException what the first that failed threw, once nobody works any more
  static <T> void all(String name, List<T> parts, Consumer<? super T> work) {
    List<CompletableFuture<Void>> pieces =
        parts.stream().map(part -> run(name, () -> work.accept(part))).toList();
    settle(pieces);
    pieces.forEach(Aside::await);
  }

  /// Returns when every piece is done or has failed.
  static void settle(List<CompletableFuture<Void>> pieces) {
    pieces.forEach(piece -> piece.exceptionally(_ -> null).join());
  }

  /// Returns when a piece is done.
  ///
  /// @throws RuntimeException what it threw
  static void await(CompletableFuture<Void> piece) {
    try {
      piece.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof PostgresException cause) {
        throw new EstateException(String.valueOf(cause.getMessage()), cause);
      }
      if (e.getCause() instanceof EstateException cause) {
        throw cause;
      }
      if (e.getCause() instanceof ChildDiedException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
