package io.restante.local;

import io.restante.local.child.ChildDiedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// Passes everything on, and lets others wait until some process says that a part of it serves.
///
/// @param listener who is told
/// @param said done when the first has said so
record FirstStep(EstateListener listener, CompletableFuture<Void> said) implements EstateListener {
  FirstStep(EstateListener listener) {
    this(listener, new CompletableFuture<>());
  }

  @Override
  public void onBegin(String what) {
    listener.onBegin(what);
  }

  @Override
  public void onStep(String what, Duration took) {
    listener.onStep(what, took);
  }

  @Override
  public void onStep(String what) {
    listener.onStep(what);
    said.complete(null);
  }

  @Override
  public void onDeath(ChildDiedException death) {
    listener.onDeath(death);
  }
}
