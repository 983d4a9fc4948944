package io.restante.gateway.directory;

import java.time.Duration;

/// Where the directory is, and how much of it a node may use. Immutable.
///
/// @param url `jdbc:postgresql://host:port/database`
/// @param user the database user
/// @param password the user's password
/// @param connectionsMax connections of this node, 1 or more; more callers than that wait
/// @param connectionWait how long a caller waits for a connection before the directory counts as
///   unavailable, at least 250 ms
public record DirectorySettings(
    String url, String user, String password, int connectionsMax, Duration connectionWait) {

  /// Connections of a node unless set otherwise.
  public static final int CONNECTIONS_MAX_DEFAULT = 10;

  /// How long a caller waits for a connection unless set otherwise.
  public static final Duration CONNECTION_WAIT_DEFAULT = Duration.ofSeconds(2);

  /// Leaves the password out.
  @Override
  public String toString() {
    return "DirectorySettings[url=" + url + ", user=" + user + ", password=***]";
  }
}
