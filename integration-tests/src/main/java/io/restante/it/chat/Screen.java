package io.restante.it.chat;

import java.util.Optional;

/// Where lines appear, and where a person types. Showing is thread-safe, asking is the main
/// thread's.
interface Screen extends AutoCloseable {
  /// What stands below everything.
  ///
  /// @param isConnected whether there is a connection
  /// @param number the own number
  /// @param to who is written to, empty when nobody is
  /// @param presence how it is with whom is written to, a few words; empty when that is not known
  /// @param waiting how many messages are not accepted yet
  record Standing(boolean isConnected, String number, String to, String presence, int waiting) {}

  /// Shows a line.
  void show(Line line);

  /// Shows how things stand.
  void status(Standing standing);

  /// Waits for a line to be typed; nothing when the person wants to leave.
  Optional<String> read(String prompt);

  @Override
  void close();
}
