package io.restante.it.bench;

/// One benchmark. It prints its steps, adds its figures, and fails loudly when anything was lost,
/// reordered or left behind.
interface Benchmark {
  /// Returns the name on the command line.
  String name();

  /// Measures.
  ///
  /// @throws BenchFailedException when a promise was broken, so that the figures mean nothing
  void run(Lab lab) throws Exception;
}
