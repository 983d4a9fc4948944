/// The benchmarks: `./restante bench NAME`.
///
/// Reading order: [Bench] is the main class; `Benchmark` is what each of `LatencyBench`,
/// `ThroughputBench`, `IdleBench`, `DrainBench` and `RebuildBench` is; `Lab` is the estate and the
/// tools they share; `KafkaReference` measures the bare log beside them; `Figures` keeps the
/// numbers, `Report` prints them beside the aims, `ResultFile` writes them.
@NullMarked
package io.restante.it.bench;

import org.jspecify.annotations.NullMarked;
