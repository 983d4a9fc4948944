package io.restante.gateway.api;

import io.restante.contract.UserId;
import io.restante.gateway.directory.Groups;
import io.restante.gateway.directory.OpaqueBytes;
import io.restante.gateway.http.FieldException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What the fields of the calls on groups must be.
final class GroupFields {
  static final String MEMBERS = "members";
  private static final int OTHERS_MAX = Groups.MEMBERS_MAX - 1;

  private GroupFields() {}

  static void checkTitle(OpaqueBytes title) {
    if (title.size() > Groups.TITLE_BYTES_MAX) {
      throw new FieldException("title", "at most 512 bytes");
    }
  }

  /// Returns a copy of the list.
  static List<UserId> checkMembers(List<UserId> members) {
    if (members.size() > OTHERS_MAX) {
      throw new FieldException(MEMBERS, "at most 1,023 users");
    }
    Set<UserId> seen = new HashSet<>();
    for (int i = 0; i < members.size(); i++) {
      if (!seen.add(members.get(i))) {
        throw new FieldException(MEMBERS + "/" + i, "each user once");
      }
    }
    return List.copyOf(members);
  }
}
