package io.restante.local;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/// The consumer group of the estate's nodes.
///
/// A node that was killed stays a member until its session has run out, and the group waits for it
/// that long before anybody gets its partitions. Of a node that is about to be started here it is
/// known that none of its earlier processes lives: the directory's lock says so.
final class NodeGroup {
  private final Admin admin;
  private final String group;

  NodeGroup(Admin admin, String group) {
    this.admin = admin;
    this.group = group;
  }

  /// Takes the members of a node that does not run out of the group, and nobody else.
  ///
  /// @param node its name: its members' client ids are that and what lane it is, `node-1-lane-0`
  void evict(String node) throws InterruptedException {
    try {
      ConsumerGroupDescription found = describe();
      List<String> dead =
          found.members().stream()
              .filter(member -> member.clientId().matches("\\Q" + node + "\\E-lane-[0-9]+"))
              .map(MemberDescription::consumerId)
              .toList();
      // Kafka refuses to take nobody out.
      if (!dead.isEmpty()) {
        GroupLeave.leave(found.coordinator(), group, dead);
      }
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof GroupIdNotFoundException)) {
        throw new EstateException(group + " cannot be looked at: " + e.getMessage(), e);
      }
    } catch (IOException e) {
      throw new EstateException(node + " cannot be taken out of " + group + ": " + e, e);
    }
  }

  private ConsumerGroupDescription describe() throws ExecutionException, InterruptedException {
    return Objects.requireNonNull(
        admin.describeConsumerGroups(List.of(group)).all().get().get(group));
  }
}
