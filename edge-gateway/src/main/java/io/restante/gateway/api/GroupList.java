package io.restante.gateway.api;

import io.restante.gateway.directory.GroupStand;
import java.util.List;

/// The groups that a user is in.
///
/// @param groups by id, at most 1,000
public record GroupList(List<GroupStand> groups) {
  /// Copies the list.
  public GroupList {
    groups = List.copyOf(groups);
  }
}
