package io.restante.local;

import io.restante.local.child.ChildDiedException;
import io.restante.local.child.ChildListener;
import java.time.Duration;

/// Told how starting and stopping an estate goes on.
public interface EstateListener extends ChildListener {
  /// Says nothing, except on standard error when a process dies.
  EstateListener QUIET = new EstateListener() {};

  /// A step begins.
  ///
  /// @param what the step, in a few words
  default void onBegin(String what) {}

  /// A step is done.
  ///
  /// @param what the step, in a few words
  /// @param took how long it took
  default void onStep(String what, Duration took) {}

  /// A process says that a part of it serves. Called on a thread of the estate's.
  @Override
  default void onStep(String what) {}

  /// A process ended that nobody had stopped. Called on a thread of the JDK's.
  @Override
  default void onDeath(ChildDiedException death) {
    System.err.println(death.getMessage());
  }
}
