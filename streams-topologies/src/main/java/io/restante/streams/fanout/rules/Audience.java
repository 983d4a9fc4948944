package io.restante.streams.fanout.rules;

import io.restante.contract.RecipientPartitioner;
import io.restante.contract.Recipients;
import io.restante.contract.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Users, by their partitions of `messaging.envelopes`: one shared record for each. Immutable.
public final class Audience {
  private final List<Part> parts;
  private final int size;

  private Audience(List<Part> parts) {
    this.parts = List.copyOf(parts);
    this.size = parts.stream().mapToInt(part -> part.users().size()).sum();
  }

  /// Those of one partition. Immutable.
  public static final class Part {
    private final int partition;
    private final List<UserId> users;
    private final byte[] header;

    /// Takes 1 to 1,024 users.
    private Part(int partition, List<UserId> users) {
      this.partition = partition;
      this.users = List.copyOf(users);
      this.header = Recipients.encode(users);
    }

    /// Returns which partition it is.
    public int partition() {
      return partition;
    }

    /// Returns who they are.
    public List<UserId> users() {
      return users;
    }

    /// Returns the value of the header that names them: the same bytes each time, not to be
    /// changed. A group that many messages go to has them encoded once a revision.
    public byte[] header() {
      return header;
    }
  }

  /// Finds the partitions of users.
  ///
  /// @param users nobody twice
  /// @param partitions how many partitions the topic has
  static Audience of(List<UserId> users, int partitions) {
    TreeMap<Integer, List<UserId>> found = new TreeMap<>();
    for (UserId user : users) {
      int partition = RecipientPartitioner.partition(user, partitions);
      found.computeIfAbsent(partition, _ -> new ArrayList<>()).add(user);
    }
    List<Part> parts = new ArrayList<>();
    found.forEach(
        (partition, all) -> {
          for (int i = 0; i < all.size(); i += Recipients.MAX) {
            int end = Math.min(all.size(), i + Recipients.MAX);
            parts.add(new Part(partition, all.subList(i, end)));
          }
        });
    return new Audience(parts);
  }

  /// Returns them by partition. More than one part of a partition only when it has more than 1,024
  /// of them.
  public List<Part> parts() {
    return parts;
  }

  /// Returns how many there are.
  public int size() {
    return size;
  }

  /// Returns all of them.
  public List<UserId> users() {
    return parts.stream().flatMap(part -> part.users().stream()).toList();
  }
}
