package io.restante.streams;

/// A setting of the topologies.
///
/// @param name the environment variable
/// @param meaning what it sets, in a few words
/// @param bounds what it may be
/// @param otherwise what it is when it is not set
record Setting(String name, String meaning, String bounds, String otherwise) {
  /// Returns the row of the documentation's table.
  String row() {
    return "| `" + name + "` | " + meaning + " | " + bounds + " | " + otherwise + " |";
  }
}
