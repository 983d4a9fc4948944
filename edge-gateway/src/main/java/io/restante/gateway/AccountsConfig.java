package io.restante.gateway;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The settings of accounts: the directory, the key store and the device-facing HTTP API. Read only
/// when `RESTANTE_DIRECTORY_URL` is set; a node without it runs the message path alone, and refuses
/// the others as unknown.
///
/// @param directoryUrl `RESTANTE_DIRECTORY_URL`, `jdbc:postgresql://host:port/database`
/// @param directoryUser `RESTANTE_DIRECTORY_USER`, who the node is there; must be set
/// @param directoryPasswordFile `RESTANTE_DIRECTORY_PASSWORD_FILE`, a file that holds the password;
///   must be set
/// @param keysContactPoints `RESTANTE_KEYS_CONTACT_POINTS`, nodes of the key store, `host:port`
///   with commas; must be set
/// @param keysDatacenter `RESTANTE_KEYS_DATACENTER`, the data centre that this node is in; must be
///   set
/// @param keysKeyspace `RESTANTE_KEYS_KEYSPACE`, default `restante`
/// @param apiAddress `RESTANTE_API_ADDRESS` (default `127.0.0.1`; beyond loopback only with TLS)
///   and `RESTANTE_API_PORT` (default 8481; 0 for any)
/// @param ticketSigningKey `RESTANTE_TICKET_SIGNING_KEY`, a file with the private key that tickets
///   are signed with; must be set
/// @param ticketLifetime `RESTANTE_TICKET_LIFETIME`, how long a ticket is valid, default `PT1H`
/// @param numberKeyFile `RESTANTE_NUMBER_KEY_FILE`, a file with 32 random bytes in base64, the key
///   that phone numbers are hashed with; must be set
/// @param codeFile `RESTANTE_CODE_FILE`, a file that codes are appended to instead of being sent,
///   `<registration> <code>` a line, never the number; must be set
/// @param limits bounds of the API, and of what a node uses of the stores: see [AccountLimits]
/// @param publicGateway `RESTANTE_PUBLIC_GATEWAY`, the `ws://` or `wss://` address that devices are
///   told to connect to; the listener's own when not set
public record AccountsConfig(
    String directoryUrl,
    String directoryUser,
    Path directoryPasswordFile,
    List<InetSocketAddress> keysContactPoints,
    String keysDatacenter,
    String keysKeyspace,
    InetSocketAddress apiAddress,
    Path ticketSigningKey,
    Duration ticketLifetime,
    Path numberKeyFile,
    Path codeFile,
    AccountLimits limits,
    @Nullable URI publicGateway) {
  private static final int PORT_MAX = 65_535;
  private static final String URL_FORM = "jdbc:postgresql://host:port/database";

  /// Copies the lists.
  public AccountsConfig {
    keysContactPoints = List.copyOf(keysContactPoints);
  }

  /// Reads the settings; returns null when there is no directory.
  static @Nullable AccountsConfig read(Environment from) {
    String url =
        from.optional("DIRECTORY_URL", URL_FORM, "none: no accounts, and none of the others here")
            .orElse("");
    if (url.isEmpty()) {
      return null;
    }
    if (!url.startsWith("jdbc:postgresql://")) {
      throw Environment.wrong("DIRECTORY_URL", url, URL_FORM);
    }
    return new AccountsConfig(
        url,
        from.required("DIRECTORY_USER", "a user of the directory"),
        Path.of(from.required("DIRECTORY_PASSWORD_FILE", "a file with a password")),
        from.addresses("KEYS_CONTACT_POINTS", "host:port of the key store"),
        from.required("KEYS_DATACENTER", "the key store's data centre"),
        from.text("KEYS_KEYSPACE", "restante"),
        new InetSocketAddress(
            from.address("API_ADDRESS", "127.0.0.1"), from.number("API_PORT", 8481, 0, PORT_MAX)),
        Path.of(from.required("TICKET_SIGNING_KEY", "a file with a private key")),
        from.duration("TICKET_LIFETIME", Duration.ofHours(1), Duration.ofDays(1)),
        Path.of(from.required("NUMBER_KEY_FILE", "a file with 32 bytes in base64")),
        Path.of(from.required("CODE_FILE", "a file that codes are appended to")),
        AccountLimits.read(from),
        from.webSocket("PUBLIC_GATEWAY", "the node's own"));
  }
}
