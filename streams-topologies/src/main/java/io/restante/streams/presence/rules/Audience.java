package io.restante.streams.presence.rules;

import io.restante.contract.UserId;
import io.restante.streams.table.Table;
import org.jspecify.annotations.Nullable;

/// Who may see whether somebody is there.
final class Audience {
  private static final byte[] IS_CONTACT = {1};

  private final Table users;
  private final Table contacts;

  /// Creates it.
  ///
  /// @param users everybody's setting
  /// @param contacts who has whom as a contact
  Audience(Table users, Table contacts) {
    this.users = users;
    this.contacts = contacts;
  }

  /// Returns a user's setting; null when there is no such user.
  @Nullable Visibility setting(UserId user) {
    byte[] found = users.get(Keys.user(user));
    return found == null ? null : Visibility.of(found);
  }

  void set(UserId user, Visibility setting) {
    users.put(Keys.user(user), setting.bytes());
  }

  void remove(UserId user) {
    users.delete(Keys.user(user));
  }

  void setContact(UserId user, UserId contact, boolean isContact) {
    if (isContact) {
      contacts.put(Keys.pair(user, contact), IS_CONTACT);
    } else {
      contacts.delete(Keys.pair(user, contact));
    }
  }

  /// Tells whether a user shows it to another.
  boolean allows(UserId user, UserId watcher) {
    return allows(setting(user), user, watcher);
  }

  /// As [#allows(UserId, UserId)], with a setting that need not be the present one.
  boolean allows(@Nullable Visibility setting, UserId user, UserId watcher) {
    if (setting == null) {
      return false;
    }
    return switch (setting) {
      case NOBODY -> false;
      case CONTACTS -> contacts.get(Keys.pair(user, watcher)) != null;
      case EVERYONE -> true;
    };
  }
}
