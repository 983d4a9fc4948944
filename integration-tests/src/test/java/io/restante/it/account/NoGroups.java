package io.restante.it.account;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

/// The calls on groups where there are none.
public final class NoGroups implements GroupService {
  @Override
  public long create(String ticket, UUID group, String title, List<UUID> members)
      throws ProblemException {
    throw unknown();
  }

  @Override
  public Group group(String ticket, UUID group) throws ProblemException {
    throw unknown();
  }

  @Override
  public List<GroupStand> groups(String ticket) {
    return List.of();
  }

  @Override
  public long rename(String ticket, UUID group, long revision, String title)
      throws ProblemException {
    throw unknown();
  }

  @Override
  public long addMembers(String ticket, UUID group, List<UUID> members) throws ProblemException {
    throw unknown();
  }

  @Override
  public long setRole(String ticket, UUID group, UUID member, Role role) throws ProblemException {
    throw unknown();
  }

  @Override
  public long removeMember(String ticket, UUID group, UUID member) throws ProblemException {
    throw unknown();
  }

  @Override
  public JoinLink makeJoinLink(String ticket, UUID group) throws ProblemException {
    throw unknown();
  }

  @Override
  public long endJoinLink(String ticket, UUID group) throws ProblemException {
    throw unknown();
  }

  @Override
  public long join(String ticket, UUID group, String secret) throws ProblemException {
    throw unknown();
  }

  private static ProblemException unknown() {
    return new ProblemException(new Problem("unknown-group", 404, "", "", Duration.ZERO));
  }
}
