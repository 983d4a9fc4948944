package io.restante.local;

import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/// The consumer group of the estate's only node.
///
/// A node that was killed stays a member until its session has run out, and the group waits for it
/// that long before the next one gets any partition. Here it is known that nobody else is a member:
/// the directory's lock says so.
final class NodeGroup {
  private final Admin admin;
  private final String group;

  NodeGroup(Admin admin, String group) {
    this.admin = admin;
    this.group = group;
  }

  /// Takes everybody out of the group.
  void evictTheDead() throws InterruptedException {
    RemoveMembersFromConsumerGroupOptions all = new RemoveMembersFromConsumerGroupOptions();
    all.reason("their process is gone");
    try {
      // Kafka refuses to take nobody out.
      if (hasMembers()) {
        admin.removeMembersFromConsumerGroup(group, all).all().get();
      }
    } catch (ExecutionException e) {
      throw new EstateException(group + " cannot be emptied: " + e.getMessage(), e);
    }
  }

  private boolean hasMembers() throws ExecutionException, InterruptedException {
    try {
      return admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
          .anyMatch(found -> !found.members().isEmpty());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return false;
      }
      throw e;
    }
  }
}
