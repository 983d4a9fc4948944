package io.restante.it.account;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The calls on groups as a device sees them; titles are sealed and, like secrets, base64url. Every
/// call blocks, and throws an [IOException] when no answer came and a [ProblemException] when it
/// was refused. Every call can be repeated. Thread-safe.
public interface GroupService {
  /// What a member may do.
  enum Role {
    /// Take part, and leave.
    MEMBER,
    /// Change the group and its members too.
    ADMIN
  }

  /// A member.
  ///
  /// @param since the group's revision with which the member came
  record Member(UUID user, Role role, long since) {}

  /// A group as one of its members sees it.
  ///
  /// @param members those who have been there longest first
  /// @param hasJoinLink null for whoever is no admin
  record Group(
      UUID group,
      long revision,
      String title,
      List<Member> members,
      @Nullable Boolean hasJoinLink) {}

  /// How far a group is.
  record GroupStand(UUID group, long revision) {}

  /// A join link that has just been made.
  record JoinLink(long revision, String secret) {
    /// Leaves the secret out.
    @Override
    public String toString() {
      return "JoinLink[revision=" + revision + "]";
    }
  }

  /// Makes a group; the own user is its admin.
  ///
  /// @param group a new UUID of version 7
  /// @param members the others, at most 1,023
  /// @return its revision
  long create(String ticket, UUID group, String title, List<UUID> members)
      throws IOException, ProblemException;

  /// Returns a group that the own user is in.
  Group group(String ticket, UUID group) throws IOException, ProblemException;

  /// Returns how far the groups are that the own user is in.
  List<GroupStand> groups(String ticket) throws IOException, ProblemException;

  /// Replaces the title.
  ///
  /// @param revision the one that the device knows
  /// @return the new one
  long rename(String ticket, UUID group, long revision, String title)
      throws IOException, ProblemException;

  /// Adds members, all or none.
  ///
  /// @return the group's revision with them
  long addMembers(String ticket, UUID group, List<UUID> members)
      throws IOException, ProblemException;

  /// Gives a member a role.
  ///
  /// @return the group's revision with it
  long setRole(String ticket, UUID group, UUID member, Role role)
      throws IOException, ProblemException;

  /// Removes a member, or leaves when it is the own user.
  ///
  /// @return the group's revision without that member
  long removeMember(String ticket, UUID group, UUID member) throws IOException, ProblemException;

  /// Makes a join link, in place of the one before.
  JoinLink makeJoinLink(String ticket, UUID group) throws IOException, ProblemException;

  /// Ends the join link.
  ///
  /// @return the group's revision without it
  long endJoinLink(String ticket, UUID group) throws IOException, ProblemException;

  /// Joins by a join link.
  ///
  /// @return the group's revision with the own user
  long join(String ticket, UUID group, String secret) throws IOException, ProblemException;
}
