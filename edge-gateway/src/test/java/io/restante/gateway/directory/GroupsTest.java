package io.restante.gateway.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.gateway.directory.Privacy.GroupAdds;
import io.restante.gateway.directory.Privacy.LastSeen;
import io.restante.gateway.postgres.DirectoryWorld;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Groups in a real PostgreSQL, one call after the other.
class GroupsTest {
  private static final OpaqueBytes TITLE = OpaqueBytes.copyOf(new byte[] {1, 2});

  private static DirectoryWorld world;
  private static Groups groups;

  @BeforeAll
  static void start() {
    world = new DirectoryWorld();
    groups = world.directory().groups();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static GroupId newGroup(UserId creator, UserId... members) {
    GroupId group = world.newGroupId();
    assertDone(groups.create(group, creator, TITLE, List.of(members)), group, 1);
    return group;
  }

  private static void assertDone(GroupAnswer<GroupStand> answer, GroupId group, long revision) {
    assertThat(answer).isEqualTo(new GroupAnswer.Done<>(new GroupStand(group, revision)));
  }

  private static void assertRefused(GroupAnswer<?> answer, GroupRefusal why) {
    assertThat(answer).isEqualTo(new GroupAnswer.Refused<>(why, OptionalInt.empty()));
  }

  private static GroupView look(GroupId group, UserId by) {
    return groups.look(group, by).orElseThrow();
  }

  /// Registering so many would take long.
  private static List<UserId> plantUsers(int count) {
    List<UserId> users =
        IntStream.range(0, count)
            .mapToObj(_ -> world.newGroupId())
            .map(id -> new UserId(id.high(), id.low()))
            .toList();
    StringBuilder sql = new StringBuilder();
    for (UserId user : users) {
      sql.append("INSERT INTO users (user_id, number_tags, device_list_revision, next_device_id,")
          .append(" identity_key_hash, profile, last_seen, read_receipts, group_adds, created_at)")
          .append(" VALUES ('")
          .append(user)
          .append("', '{}', 1, 2, sha256(''), '', 'EVERYONE', true, 'EVERYONE', now());");
    }
    Rows.run(world.url(), sql.toString());
    return users;
  }

  @Test
  void aGroupIsSeenByItsMembersOnly() {
    UserId alice = world.newUser();
    UserId bob = world.newUser();
    GroupId group = newGroup(alice, bob);

    // Ids made within one millisecond are in no order.
    List<GroupMember> members =
        Stream.of(
                new GroupMember(alice, GroupRole.ADMIN, 1),
                new GroupMember(bob, GroupRole.MEMBER, 1))
            .sorted(GroupMember.BY_SENIORITY)
            .toList();
    assertThat(look(group, alice)).isEqualTo(new GroupView(group, 1, TITLE, members, false));
    assertThat(look(group, bob).hasJoinLink()).isNull();
    assertThat(groups.look(group, world.newUser())).isEmpty();
    assertThat(groups.look(world.newGroupId(), alice)).isEmpty();
    assertThat(groups.list(bob)).containsExactly(new GroupStand(group, 1));
  }

  @Test
  void aRepeatedCreationMakesNothing() {
    UserId alice = world.newUser();
    UserId bob = world.newUser();
    GroupId group = newGroup(alice, bob);
    assertDone(groups.create(group, alice, TITLE, List.of(bob)), group, 1);
    groups.remove(group, alice, bob);
    assertDone(groups.create(group, alice, TITLE, List.of(bob)), group, 2);
    assertThat(look(group, alice).members()).hasSize(1);
    assertRefused(groups.create(group, bob, TITLE, List.of()), GroupRefusal.ID_TAKEN);
  }

  @Test
  void anIdIsNeverUsedAgain() {
    UserId alice = world.newUser();
    GroupId group = newGroup(alice);
    assertDone(groups.remove(group, alice, alice), group, 2);
    assertThat(groups.list(alice)).isEmpty();
    assertRefused(groups.create(group, alice, TITLE, List.of()), GroupRefusal.ID_TAKEN);

    world.clock().advance(Duration.ofDays(4));
    world.directory().sweep();

    assertThat(Rows.all(world.url())).noneMatch(row -> row.startsWith("ended_groups"));
    assertRefused(groups.create(group, alice, TITLE, List.of()), GroupRefusal.ID_UNTIMELY);
  }

  @Test
  void anIdIsRememberedUntilItsTimeIsOver() {
    UserId alice = world.newUser();
    world.clock().advance(Groups.ID_TOLERANCE);
    GroupId ahead = world.newGroupId();
    world.clock().advance(Groups.ID_TOLERANCE.negated());
    assertDone(groups.create(ahead, alice, TITLE, List.of()), ahead, 1);
    groups.remove(ahead, alice, alice);
    world.clock().advance(Groups.ID_TOLERANCE.multipliedBy(2));
    world.directory().sweep();
    assertRefused(groups.create(ahead, alice, TITLE, List.of()), GroupRefusal.ID_TAKEN);
  }

  @Test
  void whoHasLeftIsNoCreatorAnyMore() {
    UserId alice = world.newUser();
    UserId bob = world.newUser();
    GroupId group = newGroup(alice, bob);
    assertDone(groups.remove(group, alice, alice), group, 2);
    assertThat(look(group, bob).members())
        .containsExactly(new GroupMember(bob, GroupRole.ADMIN, 1));
    assertRefused(groups.create(group, alice, TITLE, List.of()), GroupRefusal.ID_TAKEN);
    assertRefused(groups.remove(group, alice, alice), GroupRefusal.UNKNOWN_GROUP);
  }

  @Test
  void privacySettingsSayWhoMayBeAdded() {
    UserId alice = world.newUser();
    UserId bob = world.newUser();
    UserId carol = world.newUser();
    UserId stranger = plantId();
    GroupId group = newGroup(alice);
    Privacy contactsOnly = new Privacy(LastSeen.NOBODY, true, GroupAdds.CONTACTS);
    world.directory().profiles().setPrivacy(carol, contactsOnly);

    assertThat(groups.add(group, alice, List.of(bob, carol)))
        .isEqualTo(new GroupAnswer.Refused<>(GroupRefusal.ADDING_REFUSED, OptionalInt.of(1)));
    assertThat(groups.add(group, alice, List.of(bob, carol, stranger)))
        .isEqualTo(new GroupAnswer.Refused<>(GroupRefusal.ADDING_REFUSED, OptionalInt.of(1)));
    world.directory().contacts().add(carol, alice);
    assertThat(groups.add(group, alice, List.of(bob, carol, stranger)))
        .isEqualTo(new GroupAnswer.Refused<>(GroupRefusal.UNKNOWN_USER, OptionalInt.of(2)));
    assertThat(look(group, alice).members()).hasSize(1);

    assertDone(groups.add(group, alice, List.of(bob, carol)), group, 2);
    world.directory().contacts().remove(carol, alice);
    assertDone(groups.add(group, alice, List.of(bob, carol)), group, 2);
  }

  private static UserId plantId() {
    GroupId id = world.newGroupId();
    return new UserId(id.high(), id.low());
  }

  @Test
  void aJoinLinkLetsSomebodyIn() {
    UserId alice = world.newUser();
    UserId bob = world.newUser();
    GroupId group = newGroup(alice);
    Secret secret = link(group, alice, 2);
    assertThat(look(group, alice).hasJoinLink()).isTrue();
    Secret other = Secret.of(new byte[Secret.BYTES]).orElseThrow();
    assertRefused(groups.join(group, bob, other), GroupRefusal.UNKNOWN_GROUP);
    assertRefused(groups.join(world.newGroupId(), bob, secret), GroupRefusal.UNKNOWN_GROUP);
    assertRefused(groups.join(group, plantId(), secret), GroupRefusal.CALLER_GONE);

    assertDone(groups.join(group, bob, secret), group, 3);

    assertDone(groups.join(group, bob, secret), group, 3);
    assertDone(groups.endJoinLink(group, alice), group, 4);
    assertDone(groups.endJoinLink(group, alice), group, 4);
    assertRefused(groups.join(group, world.newUser(), secret), GroupRefusal.UNKNOWN_GROUP);
    Secret next = link(group, alice, 5);
    Secret last = link(group, alice, 6);
    assertRefused(groups.join(group, world.newUser(), next), GroupRefusal.UNKNOWN_GROUP);
    assertDone(groups.remove(group, alice, bob), group, 7);
    assertRefused(groups.join(group, bob, last), GroupRefusal.UNKNOWN_GROUP);
  }

  private static Secret link(GroupId group, UserId by, long revision) {
    GroupAnswer.Done<NewJoinLink> made =
        (GroupAnswer.Done<NewJoinLink>) groups.makeJoinLink(group, by);
    assertThat(made.value().revision()).isEqualTo(revision);
    return made.value().secret();
  }

  @Test
  void aWholeGroupIsMadeAtOnce() {
    UserId alice = world.newUser();
    List<UserId> others = plantUsers(1_023);
    GroupId group = world.newGroupId();

    assertDone(groups.create(group, alice, TITLE, others), group, 1);

    assertThat(look(group, others.getLast()).members()).hasSize(Groups.MEMBERS_MAX);
    assertThat(groups.add(group, alice, List.of(world.newUser())))
        .isEqualTo(new GroupAnswer.Refused<>(GroupRefusal.GROUP_FULL, OptionalInt.empty()));
    assertThat(Rows.all(world.url()))
        .anyMatch(row -> row.startsWith("groups(" + group) && row.contains(",1024,"));
  }

  @Test
  void thereAre1000GroupsOfAUserAtMost() {
    UserId alice = world.newUser();
    UserId bob = world.newUser();
    Rows.run(
        world.url(),
        "INSERT INTO group_members SELECT gen_random_uuid(), '"
            + bob
            + "', 'MEMBER', 1, 1 FROM generate_series(1, 999)");
    GroupId first = newGroup(alice);
    GroupId second = newGroup(alice);
    assertDone(groups.add(first, alice, List.of(bob)), first, 2);

    assertThat(groups.add(second, alice, List.of(bob)))
        .isEqualTo(new GroupAnswer.Refused<>(GroupRefusal.TOO_MANY_GROUPS, OptionalInt.of(0)));
    assertRefused(
        groups.create(world.newGroupId(), bob, TITLE, List.of()), GroupRefusal.TOO_MANY_GROUPS);
    assertRefused(groups.join(second, bob, link(second, alice, 2)), GroupRefusal.TOO_MANY_GROUPS);
  }

  @Test
  void anAccountLeavesItsGroupsWhenItEnds() {
    UserId alice = world.newUser();
    UserId bob = world.newUser();
    GroupId shared = newGroup(alice, bob);
    GroupId own = newGroup(alice);

    assertThat(world.directory().accounts().delete(alice)).hasSize(1);

    assertThat(groups.list(alice)).isEmpty();
    assertThat(look(shared, bob).members())
        .containsExactly(new GroupMember(bob, GroupRole.ADMIN, 1));
    assertThat(look(shared, bob).revision()).isEqualTo(2);
    assertThat(groups.look(own, alice)).isEmpty();
    assertThat(groups.add(shared, bob, List.of(alice)))
        .isEqualTo(new GroupAnswer.Refused<>(GroupRefusal.UNKNOWN_USER, OptionalInt.of(0)));
  }
}
