package io.restante.gateway.keys;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/// Where the key store is and how long it may take.
///
/// @param contactPoints nodes to begin with, unresolved
/// @param datacenter the data centre whose copies are asked; its quorum decides
/// @param keyspace where the tables are
/// @param requestTimeout how long one statement may take
/// @param claimTimeout how long a claim may go on trying other keys
public record KeyStoreSettings(
    List<InetSocketAddress> contactPoints,
    String datacenter,
    String keyspace,
    Duration requestTimeout,
    Duration claimTimeout) {
  /// How long one statement may take unless told otherwise.
  public static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);

  /// How long a claim may go on trying other keys unless told otherwise.
  public static final Duration CLAIM_TIMEOUT = Duration.ofSeconds(5);

  /// Statements on their way at once; others wait, see [#WAITING_MAX].
  static final int STATEMENTS_MAX = 256;

  /// Statements that wait for their turn; more are refused.
  static final int WAITING_MAX = 1024;

  /// Copies the list.
  public KeyStoreSettings {
    contactPoints = List.copyOf(contactPoints);
  }

  /// Returns settings with the usual time-outs.
  public static KeyStoreSettings of(
      List<InetSocketAddress> contactPoints, String datacenter, String keyspace) {
    return new KeyStoreSettings(
        contactPoints, datacenter, keyspace, REQUEST_TIMEOUT, CLAIM_TIMEOUT);
  }
}
