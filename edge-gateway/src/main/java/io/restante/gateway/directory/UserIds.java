package io.restante.gateway.directory;

import io.restante.contract.UserId;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/// Users as one argument of a statement. Immutable.
record UserIds(List<UserId> users) {
  UserIds {
    users = List.copyOf(users);
  }

  static UserIds of(Collection<UserId> users) {
    return new UserIds(List.copyOf(users));
  }

  UUID[] toUuids() {
    return users.stream().map(user -> new UUID(user.high(), user.low())).toArray(UUID[]::new);
  }
}
