package io.restante.gateway.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.gateway.directory.GroupDecision.Changed;
import io.restante.gateway.directory.GroupDecision.Refused;
import io.restante.gateway.directory.GroupDecision.Unchanged;
import io.restante.gateway.directory.Privacy.GroupAdds;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupRulesTest {
  private static final OpaqueBytes TITLE = OpaqueBytes.copyOf(new byte[] {1});
  private static final UserId ADMIN = user(1);
  private static final UserId SECOND = user(2);
  private static final UserId THIRD = user(3);
  private static final UserId STRANGER = user(9_999);
  private static final Candidate OPEN = new Candidate(GroupAdds.EVERYONE, false, 0);

  private static UserId user(int number) {
    return new UserId(0x0192_0000_0000_7000L, Long.MIN_VALUE + number);
  }

  private static List<UserId> users(int from, int count) {
    return IntStream.range(from, from + count).mapToObj(GroupRulesTest::user).toList();
  }

  private static Map<UserId, Candidate> all(Candidate candidate, List<UserId> users) {
    Map<UserId, Candidate> all = new HashMap<>();
    users.forEach(user -> all.put(user, candidate));
    return all;
  }

  /// A group of so many, whose first has made it.
  private static GroupState group(int members) {
    List<UserId> others = users(2, members - 1);
    return changed(GroupRules.create(ADMIN, TITLE, others, all(OPEN, users(1, members))));
  }

  private static GroupState changed(GroupDecision decision) {
    assertThat(decision).isInstanceOf(Changed.class);
    return ((Changed) decision).next();
  }

  private static GroupState added(GroupState group, UserId... users) {
    return changed(GroupRules.add(group, List.of(users), all(OPEN, List.of(users))));
  }

  private static void assertRefused(GroupDecision decision, GroupRefusal why) {
    assertThat(decision).isEqualTo(new Refused(why));
  }

  @Test
  void aNewGroupHasItsCreatorAsAdmin() {
    GroupState group = group(3);
    assertThat(group.revision()).isEqualTo(1);
    assertThat(group.members())
        .isEqualTo(
            Map.of(
                ADMIN, new GroupMember(ADMIN, GroupRole.ADMIN, 1),
                SECOND, new GroupMember(SECOND, GroupRole.MEMBER, 1),
                THIRD, new GroupMember(THIRD, GroupRole.MEMBER, 1)));
    assertThat(group(1).members()).containsOnlyKeys(ADMIN);
  }

  @Test
  void aCreatorWhoIsGoneOrInTooManyGroupsMakesNone() {
    assertRefused(GroupRules.create(ADMIN, TITLE, List.of(), Map.of()), GroupRefusal.CALLER_GONE);
    Candidate full = new Candidate(GroupAdds.CONTACTS, false, Groups.GROUPS_MAX);
    assertRefused(
        GroupRules.create(ADMIN, TITLE, List.of(), Map.of(ADMIN, full)),
        GroupRefusal.TOO_MANY_GROUPS);
    Candidate last = new Candidate(GroupAdds.CONTACTS, false, Groups.GROUPS_MAX - 1);
    changed(GroupRules.create(ADMIN, TITLE, List.of(), Map.of(ADMIN, last)));
  }

  @Test
  void oneWhoMustNotBeAddedKeepsAllOut() {
    List<UserId> users = List.of(user(4), SECOND, user(5));
    Map<UserId, Candidate> candidates = all(OPEN, users);
    candidates.put(user(5), new Candidate(GroupAdds.CONTACTS, false, 0));
    assertThat(GroupRules.add(group(3), users, candidates))
        .isEqualTo(new Refused(GroupRefusal.ADDING_REFUSED, 2));
    candidates.put(user(5), new Candidate(GroupAdds.EVERYONE, true, Groups.GROUPS_MAX));
    assertThat(GroupRules.add(group(3), users, candidates))
        .isEqualTo(new Refused(GroupRefusal.TOO_MANY_GROUPS, 2));
    candidates.remove(user(4));
    assertThat(GroupRules.add(group(3), users, candidates))
        .isEqualTo(new Refused(GroupRefusal.UNKNOWN_USER, 0));
    assertThat(GroupRules.create(ADMIN, TITLE, List.of(user(4)), Map.of(ADMIN, OPEN)))
        .isEqualTo(new Refused(GroupRefusal.UNKNOWN_USER, 0));
  }

  @Test
  void contactsMayAddWhoeverLetsOnlyContacts() {
    Candidate friend = new Candidate(GroupAdds.CONTACTS, true, 0);
    GroupState group = changed(GroupRules.add(group(1), List.of(SECOND), Map.of(SECOND, friend)));
    assertThat(group.members().get(SECOND)).isEqualTo(new GroupMember(SECOND, GroupRole.MEMBER, 2));
  }

  @Test
  void whoIsThereAlreadyStaysAsHeIs() {
    GroupState group = group(3);
    assertThat(GroupRules.add(group, List.of(ADMIN, THIRD), Map.of())).isEqualTo(new Unchanged());
    assertThat(added(group, ADMIN, user(4)).members())
        .hasSize(4)
        .containsEntry(ADMIN, new GroupMember(ADMIN, GroupRole.ADMIN, 1));
  }

  @Test
  void thereAre1024MembersAtMost() {
    GroupState group = group(1_023);
    GroupState full = added(group, STRANGER);
    assertThat(full.members()).hasSize(Groups.MEMBERS_MAX);
    assertRefused(GroupRules.add(full, List.of(user(5_000)), Map.of()), GroupRefusal.GROUP_FULL);
    assertRefused(GroupRules.add(group, users(5_000, 2), Map.of()), GroupRefusal.GROUP_FULL);
    assertThat(GroupRules.add(full, List.of(SECOND), Map.of())).isEqualTo(new Unchanged());
    assertRefused(
        GroupRules.create(ADMIN, TITLE, users(2, 1_024), all(OPEN, users(1, 1_025))),
        GroupRefusal.GROUP_FULL);
  }

  @Test
  void onlyAdminsChangeAGroupAndStrangersDoNotHearOfIt() {
    GroupState group = group(3);
    Secret secret = Secret.next(new Random(1));
    for (UserId by : List.of(SECOND, STRANGER)) {
      GroupRefusal why = by.equals(SECOND) ? GroupRefusal.NOT_ADMIN : GroupRefusal.UNKNOWN_GROUP;
      assertThat(GroupRules.mayAdd(group, by, List.of(user(4)))).contains(new Refused(why));
      assertRefused(GroupRules.rename(group, by, 1, OpaqueBytes.EMPTY), why);
      assertRefused(GroupRules.remove(group, by, THIRD), why);
      assertRefused(GroupRules.setRole(group, by, THIRD, GroupRole.ADMIN), why);
      assertRefused(GroupRules.makeJoinLink(group, by, secret), why);
      assertRefused(GroupRules.endJoinLink(group, by), why);
    }
    assertRefused(GroupRules.remove(group, STRANGER, STRANGER), GroupRefusal.UNKNOWN_GROUP);
  }

  @Test
  void aTitleIsReplacedByWhoKnowsTheNewestRevision() {
    GroupState group = added(group(1), SECOND);
    OpaqueBytes other = OpaqueBytes.copyOf(new byte[] {2});
    assertRefused(GroupRules.rename(group, ADMIN, 1, other), GroupRefusal.CHANGED_MEANWHILE);
    assertRefused(GroupRules.rename(group, ADMIN, 3, other), GroupRefusal.CHANGED_MEANWHILE);
    GroupState renamed = changed(GroupRules.rename(group, ADMIN, 2, other));
    assertThat(renamed.title()).isEqualTo(other);
    assertThat(renamed.revision()).isEqualTo(3);
    assertThat(GroupRules.rename(renamed, ADMIN, 2, other)).isEqualTo(new Unchanged());
  }

  @Test
  void whenTheLastAdminLeavesWhoeverWasThereLongestFollows() {
    GroupState group = added(added(added(group(1), THIRD, user(4)), SECOND), user(5));
    group = changed(GroupRules.setRole(group, ADMIN, user(5), GroupRole.ADMIN));
    group = changed(GroupRules.remove(group, ADMIN, ADMIN));
    assertThat(group.admins()).isEqualTo(1);

    GroupState left = changed(GroupRules.remove(group, user(5), user(5)));

    assertThat(left.revision()).isEqualTo(group.revision() + 1);
    assertThat(left.members())
        .hasSize(3)
        .containsEntry(THIRD, new GroupMember(THIRD, GroupRole.ADMIN, 2));
    assertThat(left.admins()).isEqualTo(1);
  }

  @Test
  void withItsLastMemberAGroupEnds() {
    GroupState ended = changed(GroupRules.remove(group(1), ADMIN, ADMIN));
    assertThat(ended.hasEnded()).isTrue();
    assertThat(ended.revision()).isEqualTo(2);
    assertThat(ended.creator()).isEqualTo(UserId.NOBODY);
  }

  @Test
  void whoComesBackIsNew() {
    GroupState group = changed(GroupRules.remove(group(3), ADMIN, SECOND));
    assertThat(GroupRules.remove(group, ADMIN, SECOND)).isEqualTo(new Unchanged());
    assertThat(added(group, SECOND).members())
        .containsEntry(SECOND, new GroupMember(SECOND, GroupRole.MEMBER, 3));
  }

  @Test
  void rolesAreGivenToMembersAndTheLastAdminStays() {
    GroupState group = group(2);
    assertRefused(
        GroupRules.setRole(group, ADMIN, STRANGER, GroupRole.ADMIN), GroupRefusal.UNKNOWN_MEMBER);
    assertRefused(
        GroupRules.setRole(group, ADMIN, ADMIN, GroupRole.MEMBER), GroupRefusal.LAST_ADMIN);
    assertThat(GroupRules.setRole(group, ADMIN, SECOND, GroupRole.MEMBER))
        .isEqualTo(new Unchanged());
    GroupState two = changed(GroupRules.setRole(group, ADMIN, SECOND, GroupRole.ADMIN));
    assertThat(two.members().get(SECOND)).isEqualTo(new GroupMember(SECOND, GroupRole.ADMIN, 1));
    GroupState one = changed(GroupRules.setRole(two, ADMIN, ADMIN, GroupRole.MEMBER));
    assertThat(one.isAdmin(ADMIN)).isFalse();
  }

  @Test
  void whoKnowsTheSecretJoinsAndNobodyElse() {
    Random random = new Random(1);
    Secret secret = Secret.next(random);
    Secret other = Secret.next(random);
    GroupState group = group(2);
    assertThat(GroupRules.mayJoin(group, STRANGER, secret))
        .contains(new Refused(GroupRefusal.UNKNOWN_GROUP));
    GroupState linked = changed(GroupRules.makeJoinLink(group, ADMIN, secret));
    assertThat(GroupRules.mayJoin(linked, STRANGER, secret)).isEmpty();
    assertThat(GroupRules.mayJoin(linked, STRANGER, other))
        .contains(new Refused(GroupRefusal.UNKNOWN_GROUP));

    Candidate shy = new Candidate(GroupAdds.CONTACTS, false, 0);
    GroupState joined = changed(GroupRules.join(linked, STRANGER, Map.of(STRANGER, shy)));

    assertThat(joined.members().get(STRANGER))
        .isEqualTo(new GroupMember(STRANGER, GroupRole.MEMBER, 3));
    assertThat(GroupRules.join(joined, STRANGER, Map.of())).isEqualTo(new Unchanged());
    assertRefused(GroupRules.join(linked, STRANGER, Map.of()), GroupRefusal.CALLER_GONE);
    Candidate busy = new Candidate(GroupAdds.EVERYONE, false, Groups.GROUPS_MAX);
    assertRefused(
        GroupRules.join(linked, STRANGER, Map.of(STRANGER, busy)), GroupRefusal.TOO_MANY_GROUPS);
  }

  @Test
  void aJoinLinkEndsByHandByTheNextAndWithARemoval() {
    Random random = new Random(1);
    Secret secret = Secret.next(random);
    GroupState linked = changed(GroupRules.makeJoinLink(group(3), ADMIN, secret));
    List<GroupState> later =
        List.of(
            changed(GroupRules.endJoinLink(linked, ADMIN)),
            changed(GroupRules.makeJoinLink(linked, ADMIN, Secret.next(random))),
            changed(GroupRules.remove(linked, ADMIN, SECOND)));
    for (GroupState group : later) {
      assertThat(GroupRules.mayJoin(group, STRANGER, secret)).isPresent();
    }
    assertThat(GroupRules.endJoinLink(group(1), ADMIN)).isEqualTo(new Unchanged());
    GroupState left = changed(GroupRules.remove(linked, SECOND, SECOND));
    assertThat(GroupRules.mayJoin(left, STRANGER, secret)).isEmpty();
  }

  @Test
  void anIdsTimeIsWithinADay() {
    Instant now = Instant.parse("2026-11-22T12:00:00Z");
    assertThat(GroupRules.isTimely(id(now), now)).isTrue();
    Duration day = Duration.ofDays(1);
    assertThat(GroupRules.isTimely(id(now.plus(day)), now)).isTrue();
    assertThat(GroupRules.isTimely(id(now.minus(day)), now)).isTrue();
    assertThat(GroupRules.isTimely(id(now.plus(day).plusMillis(1)), now)).isFalse();
    assertThat(GroupRules.isTimely(id(now.minus(day).minusMillis(1)), now)).isFalse();
  }

  private static GroupId id(Instant time) {
    return new GroupId((time.toEpochMilli() << 16) | 0x7000, Long.MIN_VALUE);
  }

  /// Changes by chance, by members and strangers alike.
  @Test
  void whateverHappensThereIsAnAdminAndRevisionsRiseByOne() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      GroupState group = group(4);
      for (int step = 0; step < 200 && !group.hasEnded(); step++) {
        switch (change(group, random)) {
          case Unchanged _, Refused _ -> {}
          case Changed(GroupState next) -> {
            assertThat(next.revision()).as("seed %d", seed).isEqualTo(group.revision() + 1);
            assertThat(next).as("seed %d", seed).isNotEqualTo(group.raised());
            assertThat(next.hasEnded() || next.admins() > 0).as("seed %d", seed).isTrue();
            group = next;
          }
        }
      }
    }
  }

  private static GroupDecision change(GroupState group, Random random) {
    UserId by = user(random.nextInt(1, 8));
    UserId other = user(random.nextInt(1, 8));
    return switch (random.nextInt(6)) {
      case 0, 1 -> {
        List<UserId> users = List.of(other);
        yield GroupRules.mayAdd(group, by, users).isPresent()
            ? GroupRules.mayAdd(group, by, users).get()
            : GroupRules.add(group, users, all(OPEN, users));
      }
      case 2 -> GroupRules.remove(group, by, other);
      case 3 -> GroupRules.remove(group, by, by);
      case 4 ->
          GroupRules.setRole(
              group, by, other, random.nextBoolean() ? GroupRole.ADMIN : GroupRole.MEMBER);
      default -> GroupRules.makeJoinLink(group, by, Secret.next(random));
    };
  }
}
