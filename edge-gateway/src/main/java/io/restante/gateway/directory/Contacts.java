package io.restante.gateway.directory;

import io.restante.contract.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// The port over contacts.
public interface Contacts {
  /// How many contacts a user may have.
  int CONTACTS_MAX = 5_000;

  /// How many numbers may be asked for at once.
  int NUMBERS_MAX = 100;

  /// Returns which of the numbers have users.
  ///
  /// @param numbers at most 100
  Map<PhoneNumber, UserId> discover(Collection<PhoneNumber> numbers);

  /// Returns a user's contacts, in the order of their ids. One whose account is gone stays until it
  /// is removed.
  List<UserId> list(UserId user);

  /// Adds a contact; once there, adding it again changes nothing.
  Addition add(UserId user, UserId contact);

  /// Removes a contact; changes nothing when it is not there.
  void remove(UserId user, UserId contact);

  /// What came of adding a contact.
  enum Addition {
    /// It is a contact now.
    ADDED,
    /// There is no such user: the contact, or the one who adds.
    UNKNOWN_USER,
    /// There are as many contacts as there may be.
    FULL
  }
}
