package io.restante.local;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownMemberIdException;

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
      admin.removeMembersFromConsumerGroup(group, all).all().get();
    } catch (ExecutionException e) {
      if (!isEmptyAlready(e)) {
        throw new EstateException(group + " cannot be emptied: " + e.getMessage(), e);
      }
    }
  }

  private static boolean isEmptyAlready(Throwable problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof GroupIdNotFoundException || cause instanceof UnknownMemberIdException) {
        return true;
      }
    }
    return false;
  }
}
