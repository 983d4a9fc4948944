package io.restante.it.chat;

import java.time.Instant;

/// Something to be shown. Immutable; its text form says nothing.
sealed interface Line {
  /// What somebody wrote.
  record From(Instant at, String name, String text) implements Line {}

  /// What somebody wrote to a group.
  record InGroup(Instant at, String group, String name, String text) implements Line {}

  /// What this user wrote, here or on another device.
  record Mine(Instant at, String name, String text, HistoryEntry.Mark mark) implements Line {}

  /// How far an own message has come.
  ///
  /// @param delivered how many users have it
  /// @param read how many have read it
  /// @param of how many there are to have it; a large number when that is not known
  record Ticks(String name, String text, int delivered, int read, int of) implements Line {}

  /// Something that the program says.
  record Note(String text) implements Line {}

  /// Something that the person should look at.
  record Warning(String text) implements Line {}
}
