package io.restante.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DirectoryKeys;
import io.restante.contract.GroupId;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.directory.GroupMarker;
import io.restante.directory.GroupMemberRow;
import io.restante.directory.Member;
import io.restante.directory.MemberRole;
import io.restante.local.DirectoryChecker.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What checks the directory's topics can fail.
final class DirectoryCheckerTest {
  private static final GroupId GROUP = new GroupId(1, 2);

  private final List<Entry> log =
      new ArrayList<>(
          List.of(member(1, 1), member(2, 1), marker(1, 2), member(3, 2), gone(1), marker(2, 2)));

  @Test
  void aGoodLogPasses() {
    assertThat(DirectoryChecker.brokenMarkers(log)).isEmpty();
    assertThat(DirectoryChecker.compacted(log)).hasSize(3);
  }

  @Test
  void aMarkerAheadOfItsRowsIsFound() {
    Collections.swap(log, 1, 2);
    assertThat(DirectoryChecker.brokenMarkers(log)).isNotEmpty();
  }

  @Test
  void aRowBehindTheLastMarkerIsFound() {
    Collections.swap(log, 4, 5);
    assertThat(DirectoryChecker.brokenMarkers(log)).hasSize(2);
  }

  @Test
  void aLostTombstoneIsFound() {
    List<Entry> lossy = new ArrayList<>(log);
    lossy.remove(4);
    assertThat(DirectoryChecker.brokenMarkers(lossy)).hasSize(1);
    assertThat(DirectoryChecker.compacted(lossy)).isNotEqualTo(DirectoryChecker.compacted(log));
  }

  @Test
  void anOldRowInTheEndIsFound() {
    List<Entry> late = new ArrayList<>(log);
    late.add(member(1, 1));
    assertThat(DirectoryChecker.brokenMarkers(late)).isNotEmpty();
    assertThat(DirectoryChecker.compacted(late)).isNotEqualTo(DirectoryChecker.compacted(log));
  }

  private static Entry member(long user, long revision) {
    return entry(
        new UserId(9, user),
        new GroupMemberRow(new Member(MemberRole.MEMBER, revision, revision), null));
  }

  private static Entry gone(long user) {
    return entry(new UserId(9, user), null);
  }

  private static Entry marker(long revision, int members) {
    return entry(UserId.NOBODY, new GroupMemberRow(null, new GroupMarker(revision, members)));
  }

  private static Entry entry(UserId user, @Nullable GroupMemberRow value) {
    return new Entry(Topics.GROUP_MEMBERS.name(), DirectoryKeys.member(GROUP, user), value);
  }
}
