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

  /// Something that the program says.
  record Note(String text) implements Line {}

  /// Something that the person should look at.
  record Warning(String text) implements Line {}
}
