package io.restante.it.account;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The calls on groups over the JDK's client. Thread-safe.
public final class GroupApi implements GroupService {
  private final ApiCalls calls;

  /// Creates a client.
  ///
  /// @param address where the API is, such as `http://127.0.0.1:8481/v1`
  public GroupApi(URI address) {
    this.calls = new ApiCalls(address);
  }

  private record GroupList(List<GroupStand> groups) {}

  @Override
  public long create(String ticket, UUID group, String title, List<UUID> members)
      throws IOException, ProblemException {
    Map<String, ?> body = Map.of("title", title, "members", members);
    return calls.put(path(group), ticket, body, GroupStand.class).revision();
  }

  @Override
  public Group group(String ticket, UUID group) throws IOException, ProblemException {
    return calls.get(path(group), ticket, Group.class);
  }

  @Override
  public List<GroupStand> groups(String ticket) throws IOException, ProblemException {
    return calls.get("/groups", ticket, GroupList.class).groups();
  }

  @Override
  public long rename(String ticket, UUID group, long revision, String title)
      throws IOException, ProblemException {
    Map<String, ?> body = Map.of("revision", revision, "title", title);
    return calls.put(path(group) + "/title", ticket, body, GroupStand.class).revision();
  }

  @Override
  public long addMembers(String ticket, UUID group, List<UUID> members)
      throws IOException, ProblemException {
    Map<String, ?> body = Map.of("members", members);
    return calls.post(path(group) + "/members", ticket, body, GroupStand.class).revision();
  }

  @Override
  public long setRole(String ticket, UUID group, UUID member, Role role)
      throws IOException, ProblemException {
    Map<String, ?> body = Map.of("role", role);
    return calls.put(path(group, member), ticket, body, GroupStand.class).revision();
  }

  @Override
  public long removeMember(String ticket, UUID group, UUID member)
      throws IOException, ProblemException {
    return calls.delete(path(group, member), ticket, GroupStand.class).revision();
  }

  @Override
  public JoinLink makeJoinLink(String ticket, UUID group) throws IOException, ProblemException {
    return calls.put(path(group) + "/link", ticket, null, JoinLink.class);
  }

  @Override
  public long endJoinLink(String ticket, UUID group) throws IOException, ProblemException {
    return calls.delete(path(group) + "/link", ticket, GroupStand.class).revision();
  }

  @Override
  public long join(String ticket, UUID group, String secret) throws IOException, ProblemException {
    Map<String, ?> body = Map.of("secret", secret);
    return calls.post(path(group) + "/join", ticket, body, GroupStand.class).revision();
  }

  private static String path(UUID group) {
    return "/groups/" + group;
  }

  private static String path(UUID group, UUID member) {
    return path(group) + "/members/" + member;
  }
}
