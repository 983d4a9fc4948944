package io.restante.gateway.directory;

/// The ports of the directory, together. Thread-safe.
public interface Directory {
  /// Returns the port of registration.
  Registrations registrations();

  /// Returns the port of linking.
  Links links();

  /// Returns the port over a user's own devices.
  Devices devices();

  /// Returns the port over everybody's device lists.
  DeviceLists deviceLists();

  /// Returns the port over profiles and privacy settings.
  Profiles profiles();

  /// Returns the port over contacts.
  Contacts contacts();

  /// Returns the port over groups.
  Groups groups();

  /// Returns the port over whole accounts.
  Accounts accounts();

  /// Returns the port over device ids whose keys are to be forgotten.
  Leftovers leftovers();
}
