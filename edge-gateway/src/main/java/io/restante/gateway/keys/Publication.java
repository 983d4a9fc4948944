package io.restante.gateway.keys;

/// What became of an upload. Only [#PUBLISHED] has changed anything.
public enum Publication {
  /// All of it is there.
  PUBLISHED,
  /// The device has no keys: it was never enrolled, or was removed.
  UNKNOWN_DEVICE,
  /// The device has another identity key. A device keeps its identity key as long as it lives.
  OTHER_IDENTITY,
  /// More one-time keys of a kind would be there than [KeyStore#KEPT_MAX].
  TOO_MANY_KEYS
}
