package io.restante.gateway.deliver;

/// Why a partition is given up.
enum Parting {
  /// The group gives it to another, and knows that this lane has had it until now.
  IN_ORDER,
  /// The group has given it to another already.
  CUT_OFF,
  /// It stays here, with another index.
  STAYS
}
