package io.restante.gateway.directory;

import java.util.OptionalInt;

/// What came of a change of a group. Immutable.
///
/// @param <T> what there is to say when it was done
public sealed interface GroupAnswer<T> {
  /// It is so now, or was before.
  record Done<T>(T value) implements GroupAnswer<T> {}

  /// It was refused, and nothing has happened.
  ///
  /// @param why the reason
  /// @param place which of the named users it is about, from 0; empty when it is about none
  record Refused<T>(GroupRefusal why, OptionalInt place) implements GroupAnswer<T> {}
}
