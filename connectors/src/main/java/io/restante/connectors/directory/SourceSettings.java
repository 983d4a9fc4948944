package io.restante.connectors.directory;

import java.net.URI;
import java.util.Properties;

/// Where the directory's database is. Immutable.
///
/// @param url `jdbc:postgresql://host:port/database`
/// @param user who the connector is there: may replicate, and read what the publication names
/// @param password the user's password
/// @param slot the replication slot's name, of a-z, 0-9 and _
public record SourceSettings(String url, String user, String password, String slot) {
  /// The publication that says which columns leave; made by the directory's migrations.
  static final String PUBLICATION = "directory";

  private static final String JDBC = "jdbc:";

  /// Checks the address and the name.
  ///
  /// @throws IllegalArgumentException when one has another form
  public SourceSettings {
    if (!url.matches("jdbc:postgresql://[^/:?]+:[0-9]{1,5}/[^/?]+")) {
      throw new IllegalArgumentException(
          "directory: " + url + " (expected: jdbc:postgresql://host:port/database)");
    }
    if (!slot.matches("[a-z0-9_]{1,63}")) {
      throw new IllegalArgumentException("slot: " + slot + " (expected: 1..63 of a-z, 0-9, _)");
    }
  }

  String host() {
    return address().getHost();
  }

  int port() {
    return address().getPort();
  }

  String database() {
    return address().getPath().substring(1);
  }

  private URI address() {
    return URI.create(url.substring(JDBC.length()));
  }

  /// Returns the driver's properties.
  ///
  /// @param socketTimeoutSeconds how long an answer may take
  Properties properties(int socketTimeoutSeconds) {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("ApplicationName", "restante-connectors");
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("socketTimeout", Integer.toString(socketTimeoutSeconds));
    properties.setProperty("tcpKeepAlive", "true");
    // What a statement was given stays out of error messages, and so out of logs.
    properties.setProperty("logServerErrorDetail", "false");
    return properties;
  }

  /// Leaves the password out.
  @Override
  public String toString() {
    return "SourceSettings[url=" + url + ", user=" + user + ", password=***, slot=" + slot + "]";
  }
}
