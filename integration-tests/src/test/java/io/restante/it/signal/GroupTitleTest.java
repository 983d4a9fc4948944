package io.restante.it.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.GroupId;
import org.junit.jupiter.api.Test;

/// Titles as the server sees them.
final class GroupTitleTest {
  private static final GroupId GROUP = new GroupId(0x7100, 1);
  private static final String KEY = GroupTitle.newKey();

  @Test
  void titleIsOpenedWithTheKeyOfItsGroupAlone() {
    String sealed = GroupTitle.seal(GROUP, KEY, "Bergtour Säntis");

    assertThat(GroupTitle.open(GROUP, KEY, sealed)).contains("Bergtour Säntis");
    assertThat(GroupTitle.open(GROUP, GroupTitle.newKey(), sealed)).isEmpty();
    assertThat(GroupTitle.open(new GroupId(0x7100, 2), KEY, sealed)).isEmpty();
  }

  @Test
  void lengthSaysLittleAndTheSameTitleTwiceLooksDifferent() {
    String one = GroupTitle.seal(GROUP, KEY, "a");
    String other = GroupTitle.seal(GROUP, KEY, "a".repeat(63));

    assertThat(one).hasSameSizeAs(other);
    assertThat(GroupTitle.seal(GROUP, KEY, "a")).isNotEqualTo(one);
  }

  @Test
  void longestTitleFitsWhatTheServerTakes() {
    String longest = "ä".repeat(GroupTitle.BYTES_MAX / 2);

    assertThat(GroupTitle.fits(longest)).isTrue();
    assertThat(GroupTitle.fits(longest + "a")).isFalse();
    assertThat(GroupTitle.fits(" ")).isFalse();
    String sealed = GroupTitle.seal(GROUP, KEY, longest);
    assertThat(Texts.decode(sealed)).hasSizeLessThanOrEqualTo(512);
    assertThat(GroupTitle.open(GROUP, KEY, sealed)).contains(longest);
  }

  @Test
  void whatIsNoSealedTitleIsNone() {
    assertThat(GroupTitle.open(GROUP, KEY, "")).isEmpty();
    assertThat(GroupTitle.open(GROUP, KEY, "AQID")).isEmpty();
    assertThat(GroupTitle.open(GROUP, "short", GroupTitle.seal(GROUP, KEY, "a"))).isEmpty();
    assertThat(GroupTitle.open(GROUP, KEY, "not base64url!")).isEmpty();
  }
}
