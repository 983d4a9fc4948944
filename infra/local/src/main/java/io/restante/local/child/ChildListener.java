package io.restante.local.child;

/// Told how a child process goes on, on threads it does not own.
public interface ChildListener {
  /// It printed a line `step WHAT`: something serves already, though not all.
  ///
  /// @param what what it said
  void onStep(String what);

  /// It ended without having been stopped.
  void onDeath(ChildDiedException death);
}
