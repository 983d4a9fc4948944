package io.restante.it.device;

/// The close codes a device acts on; all others mean: come back later.
final class CloseCodes {
  /// A newer connection of the same device took over.
  static final int SUPERSEDED = 4001;

  private CloseCodes() {}

  /// Tells whether coming back by itself would be wrong.
  static boolean isFinal(int code) {
    return code == SUPERSEDED;
  }
}
