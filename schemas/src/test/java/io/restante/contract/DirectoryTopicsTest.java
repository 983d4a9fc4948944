package io.restante.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.contract.TopicSpec.Estate;
import io.restante.directory.GroupMarker;
import io.restante.directory.GroupMemberKey;
import io.restante.directory.GroupMemberRow;
import io.restante.directory.Member;
import io.restante.directory.MemberRole;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DirectoryTopicsTest {
  private static final UserId USER = new UserId(0x0189_0A5D_AC96_774BL, 0xBCCE_B302_099A_8057L);
  private static final GroupId GROUP = new GroupId(0x019A_BCDE_F012_7345L, 0x9678_9ABC_DEF0_1234L);

  @Test
  void aMemberComesBack() {
    GroupMemberRow member =
        new GroupMemberRow(new Member(MemberRole.ADMIN, 3L, Long.MAX_VALUE), null);
    GroupMemberRow marker = new GroupMemberRow(null, new GroupMarker(7L, 1024));
    assertThat(decode(Topics.GROUP_MEMBERS, encode(Topics.GROUP_MEMBERS, member)))
        .isEqualTo(member);
    assertThat(decode(Topics.GROUP_MEMBERS, encode(Topics.GROUP_MEMBERS, marker)))
        .isEqualTo(marker);
  }

  @Test
  void keysComeBackAsIds() {
    GroupMemberKey key = decodeKey(Topics.GROUP_MEMBERS, key(DirectoryKeys.member(GROUP, USER)));
    assertThat(DirectoryKeys.groupId(key.getGroup())).isEqualTo(GROUP);
    assertThat(DirectoryKeys.userId(key.getUser())).isEqualTo(USER);
    assertThat(DirectoryKeys.isMarker(key)).isFalse();
    assertThat(DirectoryKeys.isMarker(DirectoryKeys.marker(GROUP))).isTrue();
  }

  @Test
  void aKeyIsTheIdsAndNothingElse() {
    byte[] key = key(DirectoryKeys.member(GROUP, USER));
    assertThat(key).hasSize(32).startsWith(1, 0x9A, 0xBC, 0xDE, 0xF0);
    byte[] longer = Arrays.copyOf(key, 33);
    assertThatThrownBy(() -> decodeKey(Topics.GROUP_MEMBERS, longer))
        .isInstanceOf(ContractException.class)
        .hasMessage("not a key of directory.group-members: bytes left over");
  }

  @Test
  void whatIsCutOffOrNoRecordIsRefused() {
    byte[] value =
        encode(
            Topics.GROUP_MEMBERS, new GroupMemberRow(new Member(MemberRole.MEMBER, 1L, 2L), null));
    for (int length = 0; length < value.length; length++) {
      byte[] cut = Arrays.copyOf(value, length);
      assertThatThrownBy(() -> decode(Topics.GROUP_MEMBERS, cut))
          .isInstanceOf(ContractException.class);
    }
    byte[] unknownBranch = {0, 0, 0, 0, 1, 8, 0};
    assertThatThrownBy(() -> decode(Topics.GROUP_MEMBERS, unknownBranch))
        .isInstanceOf(ContractException.class);
  }

  @Test
  void aLaterVersionIsReadUpToWhatIsKnown() {
    GroupMemberRow marker = new GroupMemberRow(null, new GroupMarker(7L, 3));
    byte[] bytes = encode(Topics.GROUP_MEMBERS, marker);
    byte[] later = Arrays.copyOf(bytes, bytes.length + 4);
    later[4] = 2;
    assertThat(decode(Topics.GROUP_MEMBERS, later)).isEqualTo(marker);
  }

  @ParameterizedTest
  @EnumSource(Estate.class)
  void aNodeThatHasAUserHasAllOfIt(Estate estate) {
    int expected = TopicSpec.of(Topics.ENVELOPES, estate).partitions();
    assertThat(
            List.of(
                Topics.USERS,
                Topics.DEVICES,
                Topics.CONTACTS,
                Topics.SIGNALS,
                Topics.RECEIPTS,
                Topics.SESSIONS,
                Topics.WATCHES,
                Topics.STATUS))
        .allSatisfy(
            topic -> assertThat(TopicSpec.of(topic, estate).partitions()).isEqualTo(expected));
  }

  @ParameterizedTest
  @EnumSource(Estate.class)
  void aGroupAndItsMembersAreInOnePlace(Estate estate) {
    assertThat(TopicSpec.of(Topics.GROUPS, estate).partitions())
        .isEqualTo(TopicSpec.of(Topics.GROUP_MEMBERS, estate).partitions());
  }

  @Test
  void theFirst16BytesOfAKeyDecideThePartition() {
    int hash = Utils.murmur2(Arrays.copyOf(key(DirectoryKeys.member(GROUP, USER)), 16));
    assertThat(GroupPartitioner.partition(GROUP, 1024)).isEqualTo((hash & 0x7FFF_FFFF) % 1024);
    assertThat(GroupPartitioner.partition(new GroupId(USER.high(), USER.low()), 16))
        .isEqualTo(RecipientPartitioner.partition(USER, 16));
  }

  private static byte[] key(GroupMemberKey key) {
    return Topics.GROUP_MEMBERS.keys().serializer().serialize("", key);
  }

  private static <K> K decodeKey(Topic<K, ?> topic, byte[] bytes) {
    return topic.keys().deserializer().deserialize("", bytes);
  }

  private static <V> byte[] encode(Topic<?, V> topic, V value) {
    return topic.values().serializer().serialize("", value);
  }

  private static <V> V decode(Topic<?, V> topic, byte[] bytes) {
    return topic.values().deserializer().deserialize("", bytes);
  }
}
