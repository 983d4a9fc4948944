package io.restante.gateway.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.gateway.postgres.DirectoryWorld;
import io.restante.gateway.postgres.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Several calls on groups at once, in a real PostgreSQL. A trigger notes every revision that is
/// committed, so that a change that raised it twice, or not at all, is found.
class GroupRaceTest {
  private static final OpaqueBytes TITLE = OpaqueBytes.EMPTY;
  private static final String JOURNAL =
      """
      CREATE TABLE journal (step bigserial, group_id uuid, revision bigint);
      CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO journal (group_id, revision) VALUES (NEW.group_id, NEW.revision);
        RETURN NULL;
      END $$;
      CREATE TRIGGER note AFTER INSERT OR UPDATE ON groups
        FOR EACH ROW EXECUTE FUNCTION note();
      """;

  /// Groups whose count is wrong, whose rows are newer than the group, or which nobody administers;
  /// and revisions that did not rise by one.
  private static final String BROKEN =
      """
      SELECT 'members of ' || group_id FROM groups AS g WHERE member_count <> (SELECT count(*)
        FROM group_members AS m WHERE m.group_id = g.group_id) OR member_count > 1024
      UNION ALL SELECT 'revision of ' || user_id FROM group_members JOIN groups AS g
        USING (group_id) WHERE group_members.revision > g.revision
      UNION ALL SELECT 'admin of ' || group_id FROM groups AS g WHERE NOT EXISTS (SELECT 1
        FROM group_members AS m WHERE m.group_id = g.group_id AND role = 'ADMIN')
      UNION ALL SELECT 'member of no group: ' || user_id FROM group_members
        WHERE group_id NOT IN (SELECT group_id FROM groups)
      UNION ALL SELECT 'member who is no user: ' || user_id FROM group_members
        WHERE user_id NOT IN (SELECT user_id FROM users)
      UNION ALL SELECT 'step of ' || group_id FROM (SELECT group_id, revision,
        row_number() OVER (PARTITION BY group_id ORDER BY step) AS place FROM journal) AS j
        WHERE revision <> place
      """;

  private final DirectoryWorld world = new DirectoryWorld();
  private final Groups groups = world.directory().groups();

  @BeforeEach
  void keepAJournal() {
    Rows.run(world.url(), JOURNAL);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private List<String> broken() {
    try (Connection connection = DriverManager.getConnection(world.url(), TestPostgres.USER, "");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(BROKEN)) {
      List<String> broken = new ArrayList<>();
      while (rows.next()) {
        broken.add(rows.getString(1));
      }
      return broken;
    } catch (SQLException e) {
      throw new IllegalStateException("a statement of a test failed", e);
    }
  }

  private List<UserId> newUsers(int count) {
    return IntStream.range(0, count).mapToObj(_ -> world.newUser()).toList();
  }

  private static long done(List<? extends GroupAnswer<?>> answers) {
    return answers.stream().filter(GroupAnswer.Done.class::isInstance).count();
  }

  @Test
  void ofTwoAdminsWhoRemoveEachOtherOneStays() {
    List<UserId> users = newUsers(3);
    UserId alice = users.get(0);
    UserId bob = users.get(1);
    for (int round = 0; round < 10; round++) {
      GroupId group = world.newGroupId();
      groups.create(group, alice, TITLE, List.of(bob, users.get(2)));
      groups.setRole(group, alice, bob, GroupRole.ADMIN);

      List<GroupAnswer<GroupStand>> answers =
          DirectoryWorld.atOnce(
              List.of(
                  () -> groups.remove(group, alice, bob), () -> groups.remove(group, bob, alice)));

      assertThat(done(answers)).isEqualTo(1);
      assertThat(groups.look(group, users.get(2)).orElseThrow().members()).hasSize(2);
      assertThat(broken()).isEmpty();
    }
  }

  @Test
  void ofTwoAdminsWhoResignAtOnceOneStays() {
    List<UserId> users = newUsers(2);
    GroupId group = world.newGroupId();
    groups.create(group, users.get(0), TITLE, List.of(users.get(1)));
    groups.setRole(group, users.get(0), users.get(1), GroupRole.ADMIN);

    List<Callable<GroupAnswer<GroupStand>>> calls = new ArrayList<>();
    users.forEach(user -> calls.add(() -> groups.setRole(group, user, user, GroupRole.MEMBER)));

    assertThat(done(DirectoryWorld.atOnce(calls))).isEqualTo(1);
    assertThat(broken()).isEmpty();
  }

  @Test
  void theLastPlaceIsTakenOnce() {
    UserId alice = world.newUser();
    Rows.run(world.url(), manyUsers(1_022));
    GroupId group = world.newGroupId();
    groups.create(group, alice, TITLE, planted(1_022));
    Secret secret =
        ((GroupAnswer.Done<NewJoinLink>) groups.makeJoinLink(group, alice)).value().secret();
    List<Callable<GroupAnswer<GroupStand>>> calls = new ArrayList<>();
    newUsers(4).forEach(user -> calls.add(() -> groups.join(group, user, secret)));
    newUsers(4).forEach(user -> calls.add(() -> groups.add(group, alice, List.of(user))));

    assertThat(done(DirectoryWorld.atOnce(calls))).isEqualTo(1);

    assertThat(groups.look(group, alice).orElseThrow().members()).hasSize(Groups.MEMBERS_MAX);
    assertThat(broken()).isEmpty();
  }

  private static String manyUsers(int count) {
    return "INSERT INTO users (user_id, number_tags, device_list_revision, next_device_id,"
        + " identity_key_hash, profile, last_seen, read_receipts, group_adds, created_at)"
        + " SELECT ('01920000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, '{}', 1, 2,"
        + " sha256(''), '', 'EVERYONE', true, 'EVERYONE', now() FROM generate_series(1, "
        + count
        + ") AS n";
  }

  private static List<UserId> planted(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(n -> new UserId(0x0192_0000_0000_7000L, Long.MIN_VALUE + n))
        .toList();
  }

  @Test
  void theLastOfAThousandGroupsIsTakenOnce() {
    UserId bob = world.newUser();
    List<UserId> admins = newUsers(6);
    List<GroupId> made = new ArrayList<>();
    for (UserId admin : admins) {
      GroupId group = world.newGroupId();
      groups.create(group, admin, TITLE, List.of());
      made.add(group);
    }
    Rows.run(
        world.url(),
        "INSERT INTO group_members SELECT gen_random_uuid(), '"
            + bob
            + "', 'MEMBER', 1, 1 FROM generate_series(1, 999)");
    List<Callable<GroupAnswer<GroupStand>>> calls = new ArrayList<>();
    for (int i = 0; i < made.size(); i++) {
      int place = i;
      calls.add(() -> groups.add(made.get(place), admins.get(place), List.of(bob)));
    }

    assertThat(done(DirectoryWorld.atOnce(calls))).isEqualTo(1);
  }

  @Test
  void aGroupIsMadeOnceHoweverOftenItIsAskedFor() {
    List<UserId> users = newUsers(4);
    GroupId group = world.newGroupId();
    List<Callable<GroupAnswer<GroupStand>>> calls = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      calls.add(() -> groups.create(group, users.get(0), TITLE, List.of(users.get(2))));
      calls.add(() -> groups.create(group, users.get(1), TITLE, List.of(users.get(3))));
    }

    List<GroupAnswer<GroupStand>> answers = DirectoryWorld.atOnce(calls);

    assertThat(done(answers)).isEqualTo(4);
    assertThat(answers)
        .filteredOn(GroupAnswer.Done.class::isInstance)
        .containsOnly(new GroupAnswer.Done<>(new GroupStand(group, 1)));
    assertThat(broken()).isEmpty();
  }

  @Test
  void whoIsAddedWhileTheAccountEndsIsInNoGroupAfterwards() {
    UserId alice = world.newUser();
    for (int round = 0; round < 10; round++) {
      UserId bob = world.newUser();
      List<Callable<Object>> calls = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        GroupId group = world.newGroupId();
        calls.add(() -> groups.create(group, alice, TITLE, List.of(bob)));
      }
      calls.add(2, () -> world.directory().accounts().delete(bob));

      DirectoryWorld.atOnce(calls);

      assertThat(groups.list(bob)).isEmpty();
      assertThat(broken()).isEmpty();
    }
  }

  /// Changes by chance from eight sides, of groups that share their users, so that locks are taken
  /// in all orders there are.
  @Test
  void whateverHappensAtOnceEveryChangeRaisesTheRevisionByOne() {
    long seed = Long.getLong("restante.seed", new Random().nextLong());
    List<UserId> users = newUsers(8);
    List<GroupId> made = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      GroupId group = world.newGroupId();
      groups.create(group, users.get(i), TITLE, users.subList(3, 6));
      made.add(group);
    }
    List<Callable<Integer>> sides = new ArrayList<>();
    for (int side = 0; side < 8; side++) {
      Random random = new Random(seed + side);
      sides.add(
          () -> {
            for (int step = 0; step < 60; step++) {
              change(made.get(random.nextInt(3)), users, random);
            }
            return 0;
          });
    }

    DirectoryWorld.atOnce(sides);

    assertThat(broken()).as("seed %d", seed).isEmpty();
  }

  private void change(GroupId group, List<UserId> users, Random random) {
    UserId by = users.get(random.nextInt(users.size()));
    UserId other = users.get(random.nextInt(users.size()));
    var _ =
        switch (random.nextInt(8)) {
          case 0, 1, 2 -> groups.add(group, by, users.subList(random.nextInt(4), 8));
          case 3 -> groups.add(group, by, users.subList(0, 4).reversed());
          case 4 -> groups.remove(group, by, by);
          case 5 -> groups.remove(group, by, other);
          case 6 -> groups.setRole(group, by, other, GroupRole.MEMBER);
          default -> groups.setRole(group, by, other, GroupRole.ADMIN);
        };
  }
}
