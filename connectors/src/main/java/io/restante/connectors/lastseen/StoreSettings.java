package io.restante.connectors.lastseen;

import java.net.InetSocketAddress;
import java.util.List;

/// Where the CQL store is.
///
/// @param contactPoints nodes to begin with, unresolved
/// @param datacenter the data centre whose copies are asked
/// @param keyspace where the table is
public record StoreSettings(
    List<InetSocketAddress> contactPoints, String datacenter, String keyspace) {
  /// Copies the list.
  public StoreSettings {
    contactPoints = List.copyOf(contactPoints);
  }
}
