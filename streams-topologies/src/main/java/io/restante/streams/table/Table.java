package io.restante.streams.table;

import org.jspecify.annotations.Nullable;

/// A sorted table of bytes that outlives the process. One task reads and writes it.
///
/// After a crash it may hold what was written after the last commit, or not, each key by itself:
/// whatever is written must be harmless then (see the package).
public interface Table {
  /// Takes the entries of a scan.
  interface Visitor {
    /// Takes an entry; must not change the table.
    void visit(byte[] key, byte[] value);
  }

  /// Returns the value of a key; null when there is none.
  byte @Nullable [] get(byte[] key);

  /// Writes a value, over an earlier one.
  void put(byte[] key, byte[] value);

  /// Removes a key, if it is there.
  void delete(byte[] key);

  /// Visits entries in the order of the keys as unsigned bytes, from the first whose key is not
  /// lower, as long as the visitor wants more.
  ///
  /// @param most how many at the most
  void page(byte[] from, int most, Visitor visitor);

  /// Visits the entries whose keys begin with some bytes, in the order of the keys as unsigned
  /// bytes.
  void scan(byte[] prefix, Visitor visitor);
}
