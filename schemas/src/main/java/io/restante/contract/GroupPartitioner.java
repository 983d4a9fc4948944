package io.restante.contract;

/// Which partition of a topic that is partitioned by group holds a group: the rule of
/// [RecipientPartitioner], with the 16 bytes of the group id.
public final class GroupPartitioner {
  private GroupPartitioner() {}

  /// Returns the partition of a group.
  ///
  /// @param group the group
  /// @param partitions how many partitions the topic has, 1 or more
  /// @return 0 to `partitions - 1`
  public static int partition(GroupId group, int partitions) {
    return RecipientPartitioner.partition(group.high(), group.low(), partitions);
  }
}
