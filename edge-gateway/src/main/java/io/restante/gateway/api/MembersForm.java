package io.restante.gateway.api;

import io.restante.contract.UserId;
import io.restante.gateway.http.FieldException;
import java.util.List;

/// Adds members to a group.
///
/// @param members 1 to 1,023, each once
public record MembersForm(List<UserId> members) {
  /// Checks the list.
  public MembersForm {
    members = GroupFields.checkMembers(members);
    if (members.isEmpty()) {
      throw new FieldException(GroupFields.MEMBERS, "1 to 1,023 users");
    }
  }
}
