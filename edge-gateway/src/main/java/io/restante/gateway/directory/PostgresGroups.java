package io.restante.gateway.directory;

import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.gateway.directory.GroupDecision.Changed;
import io.restante.gateway.directory.GroupDecision.Refused;
import io.restante.gateway.directory.GroupDecision.Unchanged;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Groups in PostgreSQL: locks a group, asks the rules, writes what is different.
final class PostgresGroups implements Groups {
  private static final int CREATIONS_MAX = 3;

  private final Database database;
  private final InstantSource clock;
  private final RandomGenerator random;

  PostgresGroups(Database database, InstantSource clock, RandomGenerator random) {
    this.database = database;
    this.clock = clock;
    this.random = random;
  }

  /// What is to become of a group whose row is locked.
  @FunctionalInterface
  private interface Change {
    GroupDecision of(GroupRows rows, GroupState group) throws SQLException;
  }

  private GroupAnswer<GroupStand> change(GroupId group, Change change) {
    return database.transact(
        tx -> {
          GroupRows rows = new GroupRows(tx);
          Optional<GroupState> old = rows.lock(group);
          if (old.isEmpty()) {
            return refused(GroupRefusal.UNKNOWN_GROUP);
          }
          return switch (change.of(rows, old.get())) {
            case Unchanged _ -> done(group, old.get());
            case Refused refused -> refused(refused);
            case Changed changed -> {
              rows.write(group, old.get(), changed.next(), clock.instant());
              yield done(group, changed.next());
            }
          };
        });
  }

  @Override
  public GroupAnswer<GroupStand> create(
      GroupId group, UserId creator, OpaqueBytes title, List<UserId> members) {
    for (int attempt = 0; attempt < CREATIONS_MAX; attempt++) {
      Optional<GroupAnswer<GroupStand>> answer =
          database.transact(tx -> tryCreate(tx, group, creator, title, members));
      if (answer.isPresent()) {
        return answer.get();
      }
    }
    throw new DirectoryUnavailableException("a group was made and ended, over and over");
  }

  /// Makes a group.
  ///
  /// @return nothing when another transaction made one meanwhile, which the next try will see
  private Optional<GroupAnswer<GroupStand>> tryCreate(
      Transaction tx, GroupId group, UserId creator, OpaqueBytes title, List<UserId> members)
      throws SQLException {
    GroupRows rows = new GroupRows(tx);
    Optional<GroupState> there = rows.lock(group);
    if (there.isPresent()) {
      boolean isOwn = there.get().creator().equals(creator);
      return Optional.of(isOwn ? done(group, there.get()) : refused(GroupRefusal.ID_TAKEN));
    }
    Instant now = clock.instant();
    if (!GroupRules.isTimely(group, now)) {
      return Optional.of(refused(GroupRefusal.ID_UNTIMELY));
    }
    if (rows.isEnded(group)) {
      return Optional.of(refused(GroupRefusal.ID_TAKEN));
    }
    List<UserId> all = Stream.concat(Stream.of(creator), members.stream()).distinct().toList();
    return switch (GroupRules.create(creator, title, members, rows.lockCandidates(creator, all))) {
      case Unchanged _ -> throw new IllegalStateException("a new group is no change");
      case Refused refused -> Optional.of(refused(refused));
      case Changed changed -> {
        if (!rows.insert(group, changed.next(), now)) {
          tx.rollBack();
          yield Optional.empty();
        }
        yield Optional.of(done(group, changed.next()));
      }
    };
  }

  /// One statement, so that all of it is of one revision. The caller's own row bears what is the
  /// group's, once.
  @Override
  public Optional<GroupView> look(GroupId group, UserId by) {
    List<Line> lines =
        database.transact(
            tx ->
                tx.list(
                    "SELECT g.revision, CASE WHEN m.user_id = ? THEN g.title ELSE '' END AS title,"
                        + " g.link_hash IS NOT NULL AS has_link, m.user_id, m.role,"
                        + " m.since_revision FROM groups AS g JOIN group_members AS m"
                        + " USING (group_id) WHERE group_id = ?",
                    Line::read,
                    by,
                    group));
    Optional<Line> own = lines.stream().filter(it -> it.member().user().equals(by)).findFirst();
    List<GroupMember> members =
        lines.stream().map(Line::member).sorted(GroupMember.BY_SENIORITY).toList();
    return own.map(
        it ->
            new GroupView(
                group,
                it.revision(),
                it.title(),
                members,
                it.member().role() == GroupRole.ADMIN ? it.hasLink() : null));
  }

  /// A member with what is the group's.
  private record Line(long revision, OpaqueBytes title, boolean hasLink, GroupMember member) {
    static Line read(ResultSet row) throws SQLException {
      return new Line(
          row.getLong("revision"),
          Transaction.bytes(row, "title"),
          row.getBoolean("has_link"),
          GroupRows.member(row));
    }
  }

  @Override
  public List<GroupStand> list(UserId user) {
    return database.transact(
        tx ->
            tx.list(
                "SELECT group_id, g.revision FROM group_members AS m JOIN groups AS g"
                    + " USING (group_id) WHERE m.user_id = ? ORDER BY group_id",
                row -> new GroupStand(Transaction.group(row, "group_id"), row.getLong("revision")),
                user));
  }

  @Override
  public GroupAnswer<GroupStand> rename(
      GroupId group, UserId by, long revision, OpaqueBytes title) {
    return change(group, (_, it) -> GroupRules.rename(it, by, revision, title));
  }

  @Override
  public GroupAnswer<GroupStand> add(GroupId group, UserId by, List<UserId> users) {
    return change(
        group,
        (rows, it) -> {
          Optional<Refused> refused = GroupRules.mayAdd(it, by, users);
          return refused.isPresent()
              ? refused.get()
              : GroupRules.add(it, users, rows.lockCandidates(by, GroupRules.newcomers(it, users)));
        });
  }

  @Override
  public GroupAnswer<GroupStand> remove(GroupId group, UserId by, UserId member) {
    return change(group, (_, it) -> GroupRules.remove(it, by, member));
  }

  @Override
  public GroupAnswer<GroupStand> setRole(GroupId group, UserId by, UserId member, GroupRole role) {
    return change(group, (_, it) -> GroupRules.setRole(it, by, member, role));
  }

  @Override
  public GroupAnswer<NewJoinLink> makeJoinLink(GroupId group, UserId by) {
    Secret secret = Secret.next(random);
    return switch (change(group, (_, it) -> GroupRules.makeJoinLink(it, by, secret))) {
      case GroupAnswer.Done<GroupStand>(GroupStand stand) ->
          new GroupAnswer.Done<>(new NewJoinLink(stand.revision(), secret));
      case GroupAnswer.Refused<GroupStand>(GroupRefusal why, OptionalInt place) ->
          new GroupAnswer.Refused<>(why, place);
    };
  }

  @Override
  public GroupAnswer<GroupStand> endJoinLink(GroupId group, UserId by) {
    return change(group, (_, it) -> GroupRules.endJoinLink(it, by));
  }

  @Override
  public GroupAnswer<GroupStand> join(GroupId group, UserId by, Secret secret) {
    return change(
        group,
        (rows, it) -> {
          Optional<Refused> refused = GroupRules.mayJoin(it, by, secret);
          return refused.isPresent()
              ? refused.get()
              : GroupRules.join(it, by, joiner(rows, it, by));
        });
  }

  private static Map<UserId, Candidate> joiner(GroupRows rows, GroupState group, UserId user)
      throws SQLException {
    return group.has(user) ? Map.of() : rows.lockCandidates(user, List.of(user));
  }

  private static GroupAnswer<GroupStand> done(GroupId group, GroupState state) {
    return new GroupAnswer.Done<>(new GroupStand(group, state.revision()));
  }

  private static GroupAnswer<GroupStand> refused(GroupRefusal why) {
    return refused(new Refused(why));
  }

  private static GroupAnswer<GroupStand> refused(Refused refused) {
    int place = refused.place();
    return new GroupAnswer.Refused<>(
        refused.why(), place < 0 ? OptionalInt.empty() : OptionalInt.of(place));
  }
}
