package io.restante.gateway.http;

/// What a call does. Runs on a virtual thread and may block; must be thread-safe.
///
/// @param <C> who may call
/// @param <B> what it takes
/// @param <A> what it answers
@FunctionalInterface
public interface Action<C extends Caller, B, A> {
  /// Performs the call.
  ///
  /// @throws ProblemException when it is to be answered with a problem
  A on(Call<C, B> call);
}
