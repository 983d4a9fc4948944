package io.restante.gateway.api;

import io.restante.contract.UserId;
import java.util.List;

/// A user's contacts.
///
/// @param contacts by id, at most 5,000
public record ContactList(List<UserId> contacts) {
  /// Copies the list.
  public ContactList {
    contacts = List.copyOf(contacts);
  }
}
