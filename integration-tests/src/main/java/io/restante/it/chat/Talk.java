package io.restante.it.chat;

import java.util.UUID;

/// What is written to: a person or a group. Immutable.
sealed interface Talk {
  /// A person.
  record With(Contact contact) implements Talk {
    @Override
    public UUID id() {
      return contact.user();
    }

    @Override
    public String name() {
      return contact.name();
    }
  }

  /// A group.
  ///
  /// @param name as it is called here
  record In(UUID group, String name) implements Talk {
    @Override
    public UUID id() {
      return group;
    }
  }

  /// Returns the user's or the group's id.
  UUID id();

  /// Returns what it is called here.
  String name();
}
