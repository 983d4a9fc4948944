package io.restante.local;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/// Talks to the brokers as an administrator.
final class EstateAdmin {
  private EstateAdmin() {}

  /// What is done with the client.
  @FunctionalInterface
  interface Work {
    void with(Admin admin) throws InterruptedException;
  }

  /// Does some work with a client of its own.
  static void with(String bootstrapServers, Work work) {
    Map<String, Object> settings =
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    try (Admin admin = Admin.create(settings)) {
      work.with(admin);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EstateException("interrupted while talking to the brokers", e);
    }
  }
}
