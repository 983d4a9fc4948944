package io.restante.gateway.api;

import io.restante.contract.UserId;
import io.restante.gateway.directory.OpaqueBytes;
import java.util.List;

/// Makes a group.
///
/// @param title sealed by the device, at most 512 bytes; may be empty
/// @param members those besides the creator, at most 1,023, each once
public record GroupForm(OpaqueBytes title, List<UserId> members) {
  /// Checks the title and the list.
  public GroupForm {
    GroupFields.checkTitle(title);
    members = GroupFields.checkMembers(members);
  }
}
