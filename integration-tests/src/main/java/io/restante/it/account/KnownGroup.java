package io.restante.it.account;

import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.it.account.GroupService.Group;
import io.restante.it.account.GroupService.Member;
import io.restante.it.signal.GroupTitle;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A group as this device knows it. Immutable; its text form says nothing.
///
/// @param sealedTitle the title as the server has it
/// @param titleKey what it is sealed with, or null while no member has told it
/// @param members as they were at the revision; when this user has left, as they were before
/// @param hasLeft whether this user is no member any more, or the group has ended
public record KnownGroup(
    UUID group,
    long revision,
    String sealedTitle,
    @Nullable String titleKey,
    List<Member> members,
    boolean hasLeft) {
  /// Copies the list.
  public KnownGroup {
    members = List.copyOf(members);
  }

  static KnownGroup of(Group group, @Nullable String titleKey) {
    return new KnownGroup(
        group.group(), group.revision(), group.title(), titleKey, group.members(), false);
  }

  /// Returns the group's id as the contracts have it.
  public GroupId id() {
    return GroupPart.groupId(group);
  }

  /// Returns the title, or nothing while it cannot be read.
  public Optional<String> title() {
    return titleKey == null ? Optional.empty() : GroupTitle.open(id(), titleKey, sealedTitle);
  }

  /// Returns the membership of a user.
  public Optional<Member> member(UserId user) {
    UUID uuid = Account.uuid(user);
    return members.stream().filter(member -> member.user().equals(uuid)).findFirst();
  }

  KnownGroup left() {
    return new KnownGroup(group, revision, sealedTitle, titleKey, members, true);
  }

  KnownGroup withTitleKey(String key) {
    return new KnownGroup(group, revision, sealedTitle, key, members, hasLeft);
  }

  @Override
  public String toString() {
    return "***";
  }
}
