package io.restante.gateway.listener;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What other threads have to say to one connection, in the order they said it.
///
/// A linked stack that the event loop takes as a whole and turns round. Whoever puts the first note
/// schedules the one task that takes them all: a lone note is handled at once, and under load a
/// task handles many and flushes once. Empty, it costs 16 bytes. Its bound is its writers': the
/// delivery window, and the window of unanswered SENDs. Thread-safe.
final class Inbox {
  private final AtomicReference<@Nullable Note> newest = new AtomicReference<>();

  /// One thing to do on the event loop.
  private record Note(Runnable task, @Nullable Note older) {}

  /// Adds a task.
  ///
  /// @param loop where the inbox is emptied
  /// @param emptying calls [#empty]; handed over when the inbox was empty
  void add(Runnable task, Executor loop, Runnable emptying) {
    Note older;
    do {
      older = newest.get();
    } while (!newest.compareAndSet(older, new Note(task, older)));
    if (older == null) {
      try {
        loop.execute(emptying);
      } catch (RejectedExecutionException e) {
        // The event loop has ended, and every connection with it: tasks only let go of buffers now.
        empty();
      }
    }
  }

  /// Does everything that has been added, oldest first. Runs on the event loop.
  void empty() {
    Note note = reversed(newest.getAndSet(null));
    while (note != null) {
      note.task().run();
      note = note.older();
    }
  }

  private static @Nullable Note reversed(@Nullable Note last) {
    Note result = null;
    for (Note note = last; note != null; note = note.older()) {
      result = new Note(note.task(), result);
    }
    return result;
  }
}
