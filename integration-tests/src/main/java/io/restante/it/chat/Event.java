package io.restante.it.chat;

import io.restante.contract.UserId;
import io.restante.it.device.ConversationId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What happened, in the order of the disk.
sealed interface Event {
  /// A line to show.
  record Shown(Line line) implements Event {}

  /// Somebody wrote, to this user or to a group.
  record Came(UUID talk, String text) implements Event {}

  /// What was shown is read.
  record Read(ConversationId conversation, long number) implements Event {}

  /// Somebody else is looked at.
  ///
  /// @param user null for nobody
  record Looks(@Nullable UserId user) implements Event {}

  /// Somebody claims a number that has not been checked.
  record Claimed(UUID user, String number) implements Event {}

  /// How things stand.
  record Stands(Screen.Standing standing) implements Event {}

  /// Nothing will come any more.
  record Over(String why) implements Event {}
}
