package io.restante.it.proxy;

/// Which way bytes go through a proxy.
public enum Direction {
  /// From whoever connected.
  TO_SERVER,
  /// To whoever connected.
  TO_CLIENT
}
