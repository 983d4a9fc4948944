package io.restante.gateway.directory;

import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.gateway.directory.Privacy.GroupAdds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The statements that read and write groups; for use within a transaction.
///
/// Whoever changes a group holds the lock on its row, or is about to make it. The group's row is
/// written last, because its record in the log says that all others of the change stand before it.
/// A group that ends loses its members first, and leaves its id among those that have ended.
final class GroupRows {
  private static final UUID NOBODY = new UUID(UserId.NOBODY.high(), UserId.NOBODY.low());

  private final Transaction tx;

  GroupRows(Transaction tx) {
    this.tx = tx;
  }

  /// Locks a group, and returns it; nothing when it is not there.
  Optional<GroupState> lock(GroupId group) throws SQLException {
    Optional<GroupState> bare =
        tx.first(
            "SELECT revision, title, coalesce(link_hash, '') AS link_hash,"
                + " coalesce(created_by, ?) AS created_by FROM groups WHERE group_id = ?"
                + " FOR UPDATE",
            GroupRows::bare,
            NOBODY,
            group);
    if (bare.isEmpty()) {
      return Optional.empty();
    }
    Map<UserId, GroupMember> members = new HashMap<>();
    for (GroupMember member :
        tx.list(
            "SELECT user_id, role, since_revision FROM group_members WHERE group_id = ?",
            GroupRows::member,
            group)) {
      members.put(member.user(), member);
    }
    return Optional.of(bare.get().withMembers(members));
  }

  private static GroupState bare(ResultSet row) throws SQLException {
    return new GroupState(
        row.getLong("revision"),
        Transaction.bytes(row, "title"),
        Transaction.bytes(row, "link_hash"),
        Transaction.user(row, "created_by"),
        Map.of());
  }

  static GroupMember member(ResultSet row) throws SQLException {
    return new GroupMember(
        Transaction.user(row, "user_id"),
        GroupRole.valueOf(row.getString("role")),
        row.getLong("since_revision"));
  }

  /// Whether a group had the id that has ended. To be asked after a look for the group itself.
  boolean isEnded(GroupId group) throws SQLException {
    return tx.first(
            "SELECT group_id FROM ended_groups WHERE group_id = ?",
            row -> Transaction.group(row, "group_id"),
            group)
        .isPresent();
  }

  /// Locks users in the order of their ids, so that nobody else can bring them into a group, change
  /// their settings and contacts, or delete them, and returns what is known of them.
  ///
  /// @param adder who brings them into a group
  Map<UserId, Candidate> lockCandidates(UserId adder, Collection<UserId> users)
      throws SQLException {
    UserIds ids = UserIds.of(users);
    Map<UserId, GroupAdds> settings = new HashMap<>();
    tx.list(
        "SELECT user_id, group_adds FROM users WHERE user_id = ANY (?) ORDER BY user_id"
            + " FOR NO KEY UPDATE",
        row ->
            settings.put(
                Transaction.user(row, "user_id"), GroupAdds.valueOf(row.getString("group_adds"))),
        ids);
    Set<UserId> havingAdder =
        new HashSet<>(
            tx.list(
                "SELECT user_id FROM contacts WHERE user_id = ANY (?) AND contact_id = ?",
                row -> Transaction.user(row, "user_id"),
                ids,
                adder));
    Map<UserId, Integer> groups = new HashMap<>();
    tx.list(
        "SELECT user_id, count(*) AS groups FROM group_members WHERE user_id = ANY (?)"
            + " GROUP BY user_id",
        row -> groups.put(Transaction.user(row, "user_id"), row.getInt("groups")),
        ids);
    Map<UserId, Candidate> candidates = new HashMap<>();
    settings.forEach(
        (user, setting) ->
            candidates.put(
                user,
                new Candidate(setting, havingAdder.contains(user), groups.getOrDefault(user, 0))));
    return candidates;
  }

  /// Makes a group.
  ///
  /// @return false when another transaction was first: then this one must be rolled back
  boolean insert(GroupId group, GroupState state, Instant now) throws SQLException {
    int members = 0;
    for (GroupRole role : GroupRole.values()) {
      members += insertMembers(group, state, users(state, role), role);
    }
    return members == state.members().size()
        && 1
            == tx.update(
                "INSERT INTO groups (group_id, revision, title, created_by, member_count,"
                    + " created_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (group_id) DO NOTHING",
                group,
                state.revision(),
                state.title(),
                state.creator(),
                members,
                now);
  }

  /// Writes what is different in a group that is locked.
  void write(GroupId group, GroupState old, GroupState next, Instant now) throws SQLException {
    List<UserId> gone = old.members().keySet().stream().filter(it -> !next.has(it)).toList();
    if (!gone.isEmpty()) {
      tx.update(
          "DELETE FROM group_members WHERE group_id = ? AND user_id = ANY (?)",
          group,
          UserIds.of(gone));
    }
    for (GroupRole role : GroupRole.values()) {
      List<UserId> users = users(next, role);
      insertMembers(group, next, users.stream().filter(it -> !old.has(it)).toList(), role);
      setRole(group, next, users.stream().filter(it -> hasOther(old, it, role)).toList(), role);
    }
    writeGroup(group, next, now);
  }

  private static boolean hasOther(GroupState old, UserId user, GroupRole role) {
    GroupMember member = old.members().get(user);
    return member != null && member.role() != role;
  }

  private static List<UserId> users(GroupState group, GroupRole role) {
    return group.members().values().stream()
        .filter(it -> it.role() == role)
        .map(GroupMember::user)
        .toList();
  }

  private int insertMembers(GroupId group, GroupState next, List<UserId> users, GroupRole role)
      throws SQLException {
    if (users.isEmpty()) {
      return 0;
    }
    return tx.update(
        "INSERT INTO group_members (group_id, user_id, role, since_revision, revision)"
            + " SELECT ?, user_id, ?, ?, ? FROM unnest(?) AS user_id"
            + " ON CONFLICT (group_id, user_id) DO NOTHING",
        group,
        role,
        next.revision(),
        next.revision(),
        UserIds.of(users));
  }

  private void setRole(GroupId group, GroupState next, List<UserId> users, GroupRole role)
      throws SQLException {
    if (users.isEmpty()) {
      return;
    }
    tx.update(
        "UPDATE group_members SET role = ?, revision = ?"
            + " WHERE group_id = ? AND user_id = ANY (?)",
        role,
        next.revision(),
        group,
        UserIds.of(users));
  }

  /// The last change of a transaction.
  private void writeGroup(GroupId group, GroupState next, Instant now) throws SQLException {
    if (next.hasEnded()) {
      tx.update("INSERT INTO ended_groups (group_id, ended_at) VALUES (?, ?)", group, now);
      tx.update("DELETE FROM groups WHERE group_id = ?", group);
      return;
    }
    tx.update(
        "UPDATE groups SET revision = ?, title = ?, link_hash = nullif(?, ''::bytea),"
            + " created_by = nullif(?, ?), member_count = ? WHERE group_id = ?",
        next.revision(),
        next.title(),
        next.linkHash(),
        next.creator(),
        NOBODY,
        next.members().size(),
        group);
  }
}
